import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  tags: { display: 'inline-flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS, minWidth: 0 },
  oneLine: { flexWrap: 'nowrap', overflow: 'hidden', maxWidth: '100%' },
  tag: {
    flexShrink: 0,
    maxWidth: '100%',
    paddingInline: tokens.spacingHorizontalS,
    borderRadius: tokens.borderRadiusCircular,
    backgroundColor: tokens.colorNeutralBackground4,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
});

/** `oneLine` shows what there is room for; all of them show when pointed at. */
export function TagList({ tags, oneLine = false }: { tags: string[]; oneLine?: boolean }) {
  const styles = useStyles();
  return (
    <span
      className={mergeClasses(styles.tags, oneLine && styles.oneLine)}
      title={oneLine ? tags.join(', ') : undefined}
    >
      {tags.map((tag) => (
        <span key={tag} className={styles.tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}
