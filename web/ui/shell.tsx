// What stands around every page of somebody who is signed in: the bar at the top, the navigation, and the page.
import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Navigation24Regular } from '@fluentui/react-icons/svg/navigation';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.ts';
import { speak } from '../i18n/language.ts';
import { Brand } from './brand.tsx';
import { Navigation } from './navigation.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { SignedOut } from './signed-out.tsx';
import { useNarrow } from './use-narrow.ts';

const NavigationDrawer = lazy(() => import('./navigation-drawer.tsx'));
const AccountMenu = lazy(() => import('./account-menu.tsx'));

const useStyles = makeStyles({
  skip: {
    position: 'fixed',
    insetInlineStart: tokens.spacingHorizontalM,
    top: '-60px',
    zIndex: 100,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForegroundOnBrand,
    backgroundColor: tokens.colorBrandBackground,
    ':focus': { top: tokens.spacingVerticalS },
  },
  // Not "sticky": that ends where an open dialog keeps the page from scrolling.
  bar: {
    position: 'fixed',
    insetInline: 0,
    top: 0,
    zIndex: 10,
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    height: '48px',
    paddingInline: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 640px)': { paddingInline: tokens.spacingHorizontalS },
  },
  home: {
    display: 'inline-flex',
    color: 'inherit',
    textDecorationLine: 'none',
    borderRadius: tokens.borderRadiusMedium,
  },
  end: { marginInlineStart: 'auto' },
  below: { paddingTop: '48px' },
  beside: { paddingInlineStart: '232px', '@media (max-width: 900px)': { paddingInlineStart: '196px' } },
  side: {
    position: 'fixed',
    insetInlineStart: 0,
    top: '48px',
    width: '232px',
    height: 'calc(100dvh - 48px)',
    overflowY: 'auto',
    padding: tokens.spacingHorizontalM,
    borderRight: `1px solid ${tokens.colorNeutralStroke2}`,
    '@media (max-width: 900px)': { width: '196px', padding: tokens.spacingHorizontalS },
  },
  main: {
    minWidth: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXL,
    maxWidth: '1440px',
    padding: `${tokens.spacingVerticalXXL} ${tokens.spacingHorizontalXXXL} 64px`,
    '@media (max-width: 900px)': { padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalL} 64px` },
  },
});

export function Shell() {
  const styles = useStyles();
  const { t } = useTranslation('shell');
  const narrow = useNarrow();
  const [drawer, setDrawer] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useOwnLanguage();
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to a page closes the drawer that led there
  useEffect(() => setDrawer(false), [path]);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it is a link into the page, whose address must not change */}
      <a className={styles.skip} href="#content" onClick={toContent}>
        {t('skip')}
      </a>
      <header className={styles.bar}>
        {narrow ? (
          <Button
            appearance="subtle"
            icon={<Navigation24Regular />}
            aria-label={t('openNavigation')}
            aria-expanded={drawer}
            onClick={() => setDrawer(true)}
          />
        ) : null}
        <Link to="/" className={styles.home}>
          <Brand />
        </Link>
        <span className={styles.end} />
        <Suspense fallback={null}>
          <AccountMenu />
        </Suspense>
      </header>
      <div className={mergeClasses(styles.below, !narrow && styles.beside)}>
        {narrow ? null : (
          <div className={styles.side}>
            <Navigation />
          </div>
        )}
        <main id="content" tabIndex={-1} className={styles.main}>
          <OfflineBanner />
          <Outlet />
        </main>
      </div>
      {narrow ? (
        <Suspense>
          <NavigationDrawer open={drawer} onClose={() => setDrawer(false)} />
        </Suspense>
      ) : null}
      <SignedOut />
    </>
  );
}

/** The address is the page's: it must not become "#content". */
function toContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

function useOwnLanguage(): void {
  const { language } = useMe();
  useEffect(() => {
    if (language) void speak(language);
  }, [language]);
}
