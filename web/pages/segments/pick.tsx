import { makeStyles, mergeClasses, Select } from '@fluentui/react-components';

const useStyles = makeStyles({
  pick: { minWidth: '96px', maxWidth: '100%' },
  wide: { flexGrow: 1, flexShrink: 1, flexBasis: '120px', maxWidth: '220px' },
});

type Props<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  wide?: boolean;
  invalid?: boolean;
};

/** A choice among a few, small enough to stand in a sentence. */
export function Pick<V extends string>({ label, value, options, onChange, wide, invalid }: Props<V>) {
  const styles = useStyles();
  return (
    <Select
      className={mergeClasses(styles.pick, wide && styles.wide)}
      aria-label={label}
      aria-invalid={invalid === true}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
}
