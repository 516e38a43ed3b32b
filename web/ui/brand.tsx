import { makeStyles, tokens } from '@fluentui/react-components';
import mark from './segue.svg';

const useStyles = makeStyles({
  brand: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  name: { fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, letterSpacing: '-0.01em' },
});

export function Brand({ size = 24 }: { size?: number }) {
  const styles = useStyles();
  return (
    <span className={styles.brand}>
      <img src={mark} alt="" width={size} height={size} />
      <span className={styles.name}>Segue</span>
    </span>
  );
}
