// Words that were entered, each with a button that takes it away again.
import { makeStyles, tokens } from '@fluentui/react-components';
import { Dismiss12Regular } from '@fluentui/react-icons/svg/dismiss';

const useStyles = makeStyles({
  list: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalXS,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
    minWidth: 0,
  },
  chip: {
    display: 'inline-flex',
    alignItems: 'center',
    maxWidth: '220px',
    height: '24px',
    paddingInlineStart: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground4,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    fontSize: tokens.fontSizeBase200,
  },
  text: { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  remove: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: '24px',
    height: '24px',
    flexShrink: 0,
    padding: 0,
    border: 'none',
    color: 'inherit',
    backgroundColor: 'transparent',
    cursor: 'pointer',
    borderRadius: tokens.borderRadiusMedium,
    ':hover': { color: tokens.colorNeutralForeground2BrandHover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
});

type Props = {
  label: string;
  items: string[];
  /** Of the button: "Remove SE". */
  removeLabel: (item: string) => string;
  onRemove: (index: number) => void;
};

export function ChipList({ label, items, removeLabel, onRemove }: Props) {
  const styles = useStyles();
  if (items.length === 0) return null;
  return (
    <ul className={styles.list} aria-label={label}>
      {items.map((item, index) => (
        <li key={item} className={styles.chip}>
          <span className={styles.text} title={item}>
            {item}
          </span>
          <button
            type="button"
            className={styles.remove}
            aria-label={removeLabel(item)}
            onClick={() => onRemove(index)}
          >
            <Dismiss12Regular />
          </button>
        </li>
      ))}
    </ul>
  );
}
