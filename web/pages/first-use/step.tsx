// One step: its number or tick, its heading that opens and closes it, and what is to be done or was done.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Checkmark16Filled } from '@fluentui/react-icons/svg/checkmark';
import { ChevronDown20Regular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronUp20Regular } from '@fluentui/react-icons/svg/chevron-up';
import { type ReactNode, type Ref, useId } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  step: {
    display: 'grid',
    gridTemplateColumns: '32px minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalL,
    padding: tokens.spacingHorizontalXL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    '@media (max-width: 640px)': {
      columnGap: tokens.spacingHorizontalM,
      padding: tokens.spacingHorizontalL,
    },
  },
  current: { border: `1px solid ${tokens.colorBrandStroke1}` },
  mark: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: '28px',
    height: '28px',
    borderRadius: tokens.borderRadiusCircular,
    border: `1px solid ${tokens.colorNeutralStrokeAccessible}`,
    color: tokens.colorNeutralForeground2,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  markCurrent: {
    border: `1px solid ${tokens.colorBrandBackground}`,
    color: tokens.colorNeutralForegroundOnBrand,
    backgroundColor: tokens.colorBrandBackground,
  },
  markDone: {
    border: `1px solid ${tokens.colorStatusSuccessBorder2}`,
    color: tokens.colorStatusSuccessForeground1,
    backgroundColor: tokens.colorStatusSuccessBackground1,
  },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: 0 },
  title: {
    margin: 0,
    fontSize: tokens.fontSizeBase400,
    lineHeight: '28px',
    fontWeight: tokens.fontWeightSemibold,
  },
  later: { color: tokens.colorNeutralForeground3 },
  opener: {
    display: 'flex',
    alignItems: 'center',
    width: '100%',
    gap: tokens.spacingHorizontalM,
    padding: 0,
    border: 'none',
    font: 'inherit',
    color: 'inherit',
    textAlign: 'start',
    backgroundColor: 'transparent',
    cursor: 'pointer',
    borderRadius: tokens.borderRadiusMedium,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '4px' },
  },
  name: { marginInlineEnd: 'auto' },
  summary: { margin: 0, color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  closed: { display: 'none' },
  body: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    minWidth: 0,
    paddingTop: tokens.spacingVerticalXS,
  },
});

type Props = {
  number: number;
  title: string;
  done: boolean;
  current: boolean;
  /** What stands in its way is not done yet. */
  waits: boolean;
  open: boolean;
  onToggle: () => void;
  /** Shown while it is closed. */
  summary: ReactNode;
  children: ReactNode;
  opener: Ref<HTMLButtonElement>;
};

export function Step(props: Props) {
  const { number, title, done, current, waits, open, onToggle, summary, children, opener } = props;
  const styles = useStyles();
  const { t } = useTranslation('firstUse');
  const [titleId, bodyId] = [useId(), useId()];
  const label = done ? t('stepDone', { number, title }) : t('stepName', { number, title });
  return (
    <li>
      <section className={mergeClasses(styles.step, current && styles.current)} aria-labelledby={titleId}>
        <span
          className={mergeClasses(styles.mark, current && styles.markCurrent, done && styles.markDone)}
          aria-hidden
        >
          {done ? <Checkmark16Filled /> : number}
        </span>
        <div className={styles.words}>
          <h2 id={titleId} className={mergeClasses(styles.title, waits && styles.later)}>
            {waits ? (
              title
            ) : (
              <button
                ref={opener}
                type="button"
                className={styles.opener}
                aria-expanded={open}
                aria-controls={bodyId}
                aria-label={label}
                onClick={onToggle}
              >
                <span className={styles.name}>{title}</span>
                {open ? <ChevronUp20Regular aria-hidden /> : <ChevronDown20Regular aria-hidden />}
              </button>
            )}
          </h2>
          {open && !waits ? null : (
            <p className={mergeClasses(styles.summary, waits && styles.later)}>{summary}</p>
          )}
          <div id={bodyId} className={open && !waits ? styles.body : styles.closed}>
            {open && !waits ? children : null}
          </div>
        </div>
      </section>
    </li>
  );
}
