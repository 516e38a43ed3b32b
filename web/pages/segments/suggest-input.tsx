// A box for a value that offers what the column holds while one types; anything else can be typed too.
import { Combobox, makeStyles, Option } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDebounced } from '../../ui/use-debounced.ts';
import { valuesQuery } from './segment-queries.ts';

const useStyles = makeStyles({
  box: {
    minWidth: '96px',
    gridTemplateColumns: 'minmax(0, 1fr) auto',
    flexGrow: 1,
    flexShrink: 1,
    flexBasis: '100px',
    maxWidth: '320px',
  },
  // Otherwise as wide as twenty letters, over what stands beside it.
  input: { minWidth: 0, width: '100%' },
  list: { maxHeight: '280px' },
});

export type ColumnOf = { table: string; column: string };

type Props = {
  label: string;
  placeholder?: string;
  text: string;
  onText: (text: string) => void;
  /** A value of the list was chosen; `onText` does unless said. */
  onChoose?: (text: string) => void;
  onEnter?: () => void;
  from: ColumnOf;
  numeric: boolean;
  invalid?: boolean;
};

export function SuggestInput(props: Props) {
  const { label, placeholder, text, onText, onChoose = onText, onEnter, from, numeric, invalid } = props;
  const styles = useStyles();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const q = useDebounced(typed, 200);
  const { data = [] } = useQuery({ ...valuesQuery(from.table, from.column, q.trim()), enabled: open });
  const values = data.filter((value) => value !== null && value !== '').map(String);
  return (
    <Combobox
      className={styles.box}
      freeform
      aria-label={label}
      aria-invalid={invalid === true}
      {...(placeholder === undefined ? {} : { placeholder })}
      inputMode={numeric ? 'decimal' : 'text'}
      autoComplete="off"
      expandIcon={null}
      value={text}
      selectedOptions={[]}
      open={open && values.length > 0}
      onOpenChange={(_, data) => setOpen(data.open)}
      onFocus={() => {
        setTyped('');
        setOpen(true);
      }}
      onBlur={() => setOpen(false)}
      onChange={(event) => {
        setOpen(true);
        setTyped(event.target.value);
        onText(event.target.value);
      }}
      onOptionSelect={(_, { optionText }) => {
        if (optionText !== undefined) onChoose(optionText);
        setOpen(false);
      }}
      onKeyDown={(event) => {
        // Also while what is offered is still on its way.
        if (event.key === 'Escape') setOpen(false);
        const isChoosing = open && event.currentTarget.getAttribute('aria-activedescendant');
        if (event.key === 'Enter' && !isChoosing && onEnter !== undefined) {
          event.preventDefault();
          onEnter();
        }
      }}
      input={{ className: styles.input }}
      listbox={{ className: styles.list }}
    >
      {values.map((value) => (
        <Option key={value} value={value} text={value}>
          {value}
        </Option>
      ))}
    </Combobox>
  );
}
