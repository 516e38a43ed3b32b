import { makeStyles, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalL, padding: tokens.spacingHorizontalXL },
});

const widths = ['92%', '78%', '85%', '64%', '80%'];

/** Stands where rows will be. */
export function ListSkeleton({ label }: { label: string }) {
  const styles = useStyles();
  return (
    <Skeleton aria-label={label} className={styles.list}>
      {widths.map((width) => (
        <SkeletonItem key={width} size={20} style={{ width }} />
      ))}
    </Skeleton>
  );
}
