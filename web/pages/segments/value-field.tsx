// The value of a comparison: a box of the kind that operator and column ask for.
import { Input, makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RuleValue, Scalar, Span } from '../../../src/contract/rules.ts';
import { parseNumber, parseScalar, type ValueKind } from './comparisons.ts';
import { ListField } from './list-field.tsx';
import { Pick } from './pick.tsx';
import { type ColumnOf, SuggestInput } from './suggest-input.tsx';

const useStyles = makeStyles({
  box: { minWidth: '88px', flexGrow: 1, flexShrink: 1, flexBasis: '100px', maxWidth: '260px' },
  small: { width: '88px' },
});

export type ValueProps = {
  kind: ValueKind;
  value: RuleValue | undefined;
  onChange: (value: RuleValue | undefined) => void;
  /** Whose values to offer. */
  from: ColumnOf | null;
  invalid: boolean;
};

export function ValueField(props: ValueProps) {
  const { kind, value, onChange } = props;
  const { t } = useTranslation('segments');
  switch (kind.how) {
    case 'none':
      return null;
    case 'span':
      return <SpanField {...props} value={asSpan(value)} />;
    case 'list':
      return <ListField {...props} value={Array.isArray(value) ? value : []} />;
    case 'pair':
      return <PairField {...props} />;
    case 'one':
      return (
        <ScalarField
          {...props}
          label={t('builder.value')}
          value={typeof value === 'object' ? undefined : value}
          onChange={onChange}
        />
      );
  }
}

const asSpan = (value: RuleValue | undefined): Span | undefined =>
  typeof value === 'object' && !Array.isArray(value) ? value : undefined;

/** While an end is missing, '' stands in its place. */
function PairField(props: ValueProps) {
  const { t } = useTranslation('segments');
  const ends = Array.isArray(props.value) ? props.value : [];
  const end = (at: 0 | 1) => (ends[at] === '' ? undefined : ends[at]);
  const change = (from: Scalar | undefined, to: Scalar | undefined) =>
    props.onChange(from === undefined && to === undefined ? undefined : [from ?? '', to ?? '']);
  return (
    <>
      <ScalarField
        {...props}
        label={t('builder.from')}
        value={end(0)}
        onChange={(from) => change(from, end(1))}
      />
      <span>{t('builder.and')}</span>
      <ScalarField {...props} label={t('builder.to')} value={end(1)} onChange={(to) => change(end(0), to)} />
    </>
  );
}

type ScalarProps = Omit<ValueProps, 'value' | 'onChange'> & {
  label: string;
  value: Scalar | undefined;
  onChange: (value: Scalar | undefined) => void;
};

function ScalarField({ label, kind: { of }, value, onChange, from, invalid }: ScalarProps) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const [typed, setTyped] = useState('');
  // What was typed, as long as it means the value: "1,50" stays, and undoing shows what it went back to.
  const text = parseScalar(of, typed) === value ? typed : String(value ?? '');
  const type = (next: string) => {
    setTyped(next);
    onChange(parseScalar(of, next));
  };
  if (of === 'boolean') {
    const options = [
      { value: '', label: t('builder.choose') },
      { value: 'true', label: t('builder.true') },
      { value: 'false', label: t('builder.false') },
    ];
    return <Pick label={label} value={text} options={options} onChange={type} invalid={invalid} />;
  }
  const isBad = invalid || (of === 'number' && text !== '' && parseNumber(text) === undefined);
  if (from !== null && of !== 'date') {
    const numeric = of === 'number';
    return (
      <SuggestInput label={label} text={text} onText={type} from={from} numeric={numeric} invalid={isBad} />
    );
  }
  const isDay = of === 'date' && (text === '' || /^\d{4}-\d{2}-\d{2}$/.test(text));
  return (
    <Input
      className={styles.box}
      aria-label={label}
      aria-invalid={isBad}
      type={isDay ? 'date' : 'text'}
      inputMode={of === 'number' ? 'decimal' : 'text'}
      value={text}
      onChange={(_, { value: next }) => type(next)}
    />
  );
}

const units = ['days', 'weeks', 'months', 'years'] as const;
const longest = 100_000;

function SpanField({ value, onChange, invalid }: Omit<ValueProps, 'value'> & { value: Span | undefined }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const [kept, setKept] = useState<Span['unit']>(value?.unit ?? 'days');
  const [typed, setTyped] = useState('');
  const unit = value?.unit ?? kept;
  const countOf = (text: string) => {
    const n = parseNumber(text);
    return n !== undefined && Number.isInteger(n) && n >= 1 && n <= longest ? n : undefined;
  };
  const text = countOf(typed) === value?.n ? typed : String(value?.n ?? '');
  return (
    <>
      <Input
        className={styles.small}
        aria-label={t('builder.number')}
        aria-invalid={invalid || (text !== '' && countOf(text) === undefined)}
        inputMode="numeric"
        value={text}
        onChange={(_, { value: next }) => {
          setTyped(next);
          const n = countOf(next);
          onChange(n === undefined ? undefined : { n, unit });
        }}
      />
      <Pick
        label={t('builder.unit')}
        value={unit}
        options={units.map((each) => ({ value: each, label: t(`units.${each}`) }))}
        onChange={(next) => {
          setKept(next);
          if (value !== undefined) onChange({ ...value, unit: next });
        }}
      />
    </>
  );
}
