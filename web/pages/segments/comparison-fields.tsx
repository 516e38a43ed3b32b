// Operator, how a text is read, and value: the end of every condition.
import { useTranslation } from 'react-i18next';
import type { ColumnType } from '../../../src/contract/columns.ts';
import type { Operator } from '../../../src/contract/rules.ts';
import type { As, Comparison } from './builder-tree.ts';
import { readingsFor, valueKind, withOperator } from './comparisons.ts';
import { Pick } from './pick.tsx';
import type { ColumnOf } from './suggest-input.tsx';
import { useOperatorWord } from './use-operator-word.ts';
import { ValueField } from './value-field.tsx';

type Props = {
  type: ColumnType;
  operators: readonly Operator[];
  comparison: Comparison;
  /** `typing` names the field while somebody types in it, so that it is undone as one. */
  onChange: (comparison: Comparison, typing?: string) => void;
  from: ColumnOf | null;
  /** Parts that the server turned down. */
  wrong: ReadonlySet<string>;
};

const readingWords = { text: 'builder.asText', number: 'builder.asNumber', date: 'builder.asDate' } as const;

export function ComparisonFields({ type, operators, comparison, onChange, from, wrong }: Props) {
  const { t } = useTranslation('segments');
  const wordOf = useOperatorWord();
  const { op, value } = comparison;
  const kind = valueKind(type, comparison);
  const readings = readingsFor(type, op);
  // An operator that does not fit stays to be seen, and the server says what is wrong with it.
  const offered = operators.includes(op) ? operators : [...operators, op];
  const read = (as: As) => {
    const next: Comparison = { op, as };
    onChange(valueKind(type, next).of === kind.of ? { ...next, value } : next);
  };
  return (
    <>
      <Pick
        label={t('builder.operator')}
        value={op}
        options={offered.map((each) => ({
          value: each,
          label: wordOf(each, valueKind(type, { ...comparison, op: each }).of),
        }))}
        onChange={(next) => onChange(withOperator(type, comparison, next))}
        invalid={wrong.has('op')}
      />
      <ValueField
        key={`${kind.how}.${kind.of}`}
        kind={kind}
        value={value}
        onChange={(next) => onChange({ ...comparison, value: next }, 'value')}
        from={from}
        invalid={[...wrong].some((part) => part.startsWith('value'))}
      />
      {readings.length < 2 || kind.how === 'none' ? null : (
        <Pick
          label={t('builder.as')}
          value={kind.of as As}
          options={readings.map((as) => ({ value: as, label: t(readingWords[as]) }))}
          onChange={read}
        />
      )}
    </>
  );
}
