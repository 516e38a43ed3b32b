import { ProgressBar as FluentBar, makeStyles, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { useFormat } from './format.ts';

const useStyles = makeStyles({
  box: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    minWidth: 0,
    width: '100%',
  },
  words: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontVariantNumeric: 'tabular-nums',
  },
});

type Props = {
  label: string;
  done: number;
  /** Null or 0 while nobody knows: the bar moves without an end. */
  total: number | null;
  /** Right of the label; "done of total" by default. */
  detail?: string;
  hideWords?: boolean;
};

export function ProgressBar({ label, done, total, detail, hideWords }: Props) {
  const styles = useStyles();
  const format = useFormat();
  const id = useId();
  const known = total !== null && total > 0;
  const numbers = known ? `${format.number(done)} / ${format.number(total)}` : '';
  return (
    <div className={styles.box}>
      {hideWords ? null : (
        <div className={styles.words}>
          <span id={id}>{label}</span>
          <span>{detail ?? numbers}</span>
        </div>
      )}
      <FluentBar
        {...(known ? { value: Math.min(done / total, 1) } : {})}
        {...(hideWords ? { 'aria-label': label } : { 'aria-labelledby': id })}
        thickness="large"
      />
    </div>
  );
}
