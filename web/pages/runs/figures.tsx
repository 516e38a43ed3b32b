// Numbers with their names, and sums that add up before one's eyes.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Fragment } from 'react';
import { useFormat } from '../../ui/format.ts';

const useStyles = makeStyles({
  figures: {
    display: 'grid',
    // At most five in a row, so that nine make two rows of which none has a single one.
    gridTemplateColumns: `repeat(auto-fill, minmax(max(108px, (100% - 4 * ${tokens.spacingHorizontalL}) / 5), 1fr))`,
    gap: tokens.spacingHorizontalL,
    margin: 0,
  },
  figure: { display: 'flex', flexDirection: 'column-reverse', justifyContent: 'flex-end', minWidth: 0 },
  value: {
    margin: 0,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  name: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  sums: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, margin: 0, padding: 0 },
  sum: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
    listStyleType: 'none',
  },
  term: { display: 'flex', flexDirection: 'column' },
  sign: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
  },
  bad: { color: tokens.colorStatusDangerForeground1 },
  none: { color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular },
});

export type Figure = { key: string; name: string; value: string; bad?: boolean };

export function Figures({ figures }: { figures: Figure[] }) {
  const styles = useStyles();
  return (
    <dl className={styles.figures}>
      {figures.map(({ key, name, value, bad }) => (
        <div key={key} className={styles.figure}>
          <dt className={styles.name}>{name}</dt>
          <dd className={mergeClasses(styles.value, bad && styles.bad)}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export type Term = { key: string; name: string; value: number; bad?: boolean };
export type Sum = { key: string; left: Term[]; right: Term[] };

/** Each line reads "30 contacts = 28 to send + 2 unchanged". */
export function Sums({ sums, label }: { sums: Sum[]; label: string }) {
  const styles = useStyles();
  return (
    <ul className={styles.sums} aria-label={label}>
      {sums.map(({ key, left, right }) => (
        <li key={key} className={styles.sum}>
          <Terms terms={left} />
          <span className={styles.sign}>=</span>
          <Terms terms={right} />
        </li>
      ))}
    </ul>
  );
}

function Terms({ terms }: { terms: Term[] }) {
  const styles = useStyles();
  const format = useFormat();
  return terms.map(({ key, name, value, bad }, index) => (
    <Fragment key={key}>
      {index === 0 ? null : <span className={styles.sign}>+</span>}
      <span className={styles.term}>
        <span
          className={mergeClasses(
            styles.value,
            value === 0 && styles.none,
            bad === true && value > 0 && styles.bad,
          )}
        >
          {format.number(value)}
        </span>{' '}
        <span className={styles.name}>{name}</span>
      </span>
    </Fragment>
  ));
}
