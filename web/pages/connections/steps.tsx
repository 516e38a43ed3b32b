// The numbered steps of a pane, in the order in which they are to be done.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Checkmark16Filled } from '@fluentui/react-icons/svg/checkmark';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalXL, margin: 0, padding: 0, listStyleType: 'none' },
  step: {
    position: 'relative',
    display: 'grid',
    gridTemplateColumns: '28px minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    // The line from one number to the next.
    ':not(:last-child)::before': {
      content: '""',
      position: 'absolute',
      insetInlineStart: '13px',
      top: '32px',
      bottom: `calc(-1 * ${tokens.spacingVerticalXL} + 4px)`,
      width: '2px',
      backgroundColor: tokens.colorNeutralStroke2,
    },
  },
  number: {
    display: 'grid',
    placeItems: 'center',
    width: '28px',
    height: '28px',
    borderRadius: tokens.borderRadiusCircular,
    border: `2px solid ${tokens.colorNeutralStroke1}`,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  done: {
    border: `2px solid ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
  },
  body: { display: 'grid', gap: tokens.spacingVerticalS, minWidth: 0, paddingTop: '3px' },
});

export const Steps = ({ children }: { children: ReactNode }) => (
  <ol className={useStyles().list}>{children}</ol>
);

export function Step({ number, done, children }: { number: number; done: boolean; children: ReactNode }) {
  const styles = useStyles();
  return (
    <li className={styles.step}>
      <span className={mergeClasses(styles.number, done && styles.done)} aria-hidden>
        {done ? <Checkmark16Filled /> : number}
      </span>
      <div className={styles.body}>{children}</div>
    </li>
  );
}
