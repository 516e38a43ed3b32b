// The page of who is not signed in yet: one small form in the middle.
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { speak } from '../i18n/language.ts';
import { Brand } from './brand.tsx';
import { PageHeader } from './page-header.tsx';

const useStyles = makeStyles({
  page: {
    minHeight: '100dvh',
    display: 'grid',
    gridTemplateRows: '1fr auto 1.4fr',
    justifyItems: 'center',
    padding: tokens.spacingHorizontalL,
  },
  card: {
    gridRow: 2,
    width: 'min(100%, 400px)',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXL,
    padding: tokens.spacingHorizontalXXXL,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    boxShadow: tokens.shadow8,
    '@media (max-width: 640px)': { padding: tokens.spacingHorizontalXL },
  },
  foot: { gridRow: 3, alignSelf: 'end', display: 'flex', border: 'none', gap: tokens.spacingHorizontalS },
  language: {
    border: 'none',
    font: 'inherit',
    backgroundColor: 'transparent',
    cursor: 'pointer',
    padding: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    ':hover': { textDecorationLine: 'underline' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
    '&[aria-pressed=true]': { fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground1 },
  },
});

export function FrontPage({
  title,
  text,
  children,
}: {
  title: string;
  text?: string | undefined;
  children: ReactNode;
}) {
  const styles = useStyles();
  const { t, i18n } = useTranslation('shell');
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Brand size={32} />
        <PageHeader title={title} description={text} />
        {children}
      </div>
      <fieldset className={styles.foot} aria-label={t('language')}>
        {(['en', 'sv'] as const).map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            className={styles.language}
            aria-pressed={i18n.language === language}
            onClick={() => void speak(language, true)}
          >
            {language === 'en' ? t('english') : t('swedish')}
          </button>
        ))}
      </fieldset>
    </main>
  );
}
