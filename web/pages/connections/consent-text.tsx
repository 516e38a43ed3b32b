import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemBar } from '../../ui/problem.tsx';
import { consentTextQuery } from './data.ts';

const useStyles = makeStyles({
  text: {
    display: 'grid',
    gap: tokens.spacingVerticalS,
    maxHeight: '220px',
    overflowY: 'auto',
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    backgroundColor: tokens.colorNeutralBackground2,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
  },
  paragraph: { margin: 0 },
});

/** The text on data privacy and compliance, in the language of who reads it. Scrolled by keyboard too. */
export function ConsentTextBox() {
  const styles = useStyles();
  const { t, i18n } = useTranslation('connections');
  const consent = useQuery(consentTextQuery);
  const { data } = consent;
  if (data === undefined) {
    return consent.error === null ? (
      <Spinner size="small" />
    ) : (
      <ProblemBar problem={consent.error} onRetry={() => consent.refetch()} />
    );
  }
  const paragraphs = data.text[i18n.language === 'sv' ? 'sv' : 'en'].split('\n\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.text} tabIndex={0} aria-label={t('privacy')}>
      {paragraphs.map((paragraph) => (
        <p key={paragraph} className={styles.paragraph}>
          {paragraph}
        </p>
      ))}
    </section>
  );
}
