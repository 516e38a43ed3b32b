// Several controls under one label. Not Fluent's Field, which would give all of them its one id, and the first all names.
import { Label, makeStyles, Text, tokens } from '@fluentui/react-components';
import { type ReactNode, useId } from 'react';

const useStyles = makeStyles({
  group: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS },
  hint: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  error: { color: tokens.colorStatusDangerForeground1, fontSize: tokens.fontSizeBase200 },
});

type Props = { label: string; hint?: string | undefined; error?: string | undefined; children: ReactNode };

export function FieldGroup({ label, hint, error, children }: Props) {
  const styles = useStyles();
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className={styles.group}>
      <Label id={id}>{label}</Label>
      {children}
      {error === undefined ? null : (
        <Text role="alert" className={styles.error}>
          {error}
        </Text>
      )}
      {hint === undefined ? null : <Text className={styles.hint}>{hint}</Text>}
    </div>
  );
}
