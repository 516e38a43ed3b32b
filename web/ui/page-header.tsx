// The head of a page: its one h1, which takes the focus when the page is entered, and the title of the document.
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { ChevronRight12Regular } from '@fluentui/react-icons/svg/chevron-right';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { takeFocus } from './route-focus.ts';

const useStyles = makeStyles({
  head: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalS,
  },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeHero700,
    lineHeight: tokens.lineHeightHero700,
    fontWeight: tokens.fontWeightSemibold,
    letterSpacing: '-0.01em',
    ':focus': { outlineStyle: 'none' },
  },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    marginInlineStart: 'auto',
    '@media (max-width: 640px)': { marginInlineStart: 0 },
  },
  description: { color: tokens.colorNeutralForeground3, maxWidth: '72ch' },
  trail: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
  },
  up: {
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    ':hover': { textDecorationLine: 'underline' },
  },
});

type Props = {
  title: string;
  description?: ReactNode;
  /** Buttons at the end of the line. */
  actions?: ReactNode;
  /** Shown beside the title, such as a StatusBadge. */
  status?: ReactNode;
  /** The page above this one. */
  up?: { to: string; label: string };
};

export function PageHeader({ title, description, actions, status, up }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('shell');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Segue`;
  }, [title]);
  useEffect(() => takeFocus(heading.current), []);
  return (
    <header className={styles.head}>
      {up === undefined ? null : (
        <nav className={styles.trail} aria-label={t('trail')}>
          <Link className={styles.up} to={up.to}>
            {up.label}
          </Link>
          <ChevronRight12Regular aria-hidden />
        </nav>
      )}
      <div className={styles.line}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {status}
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </div>
      {description === undefined ? null : <Text className={styles.description}>{description}</Text>}
    </header>
  );
}
