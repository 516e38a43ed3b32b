// Several values, each of which can be taken away again.
import { Input, makeStyles, tokens } from '@fluentui/react-components';
import { type ClipboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Scalar } from '../../../src/contract/rules.ts';
import { ChipList } from './chip-list.tsx';
import { parseScalar } from './comparisons.ts';
import { SuggestInput } from './suggest-input.tsx';
import type { ValueProps } from './value-field.tsx';

const useStyles = makeStyles({
  box: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    minWidth: 0,
    flexGrow: 1,
    flexBasis: '200px',
  },
});

/** So many are drawn; a list of thousands came from elsewhere. */
const mostShown = 50;

type Props = Omit<ValueProps, 'value'> & { value: Scalar[] };

export function ListField({ kind, value, onChange, from, invalid }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const [text, setText] = useState('');
  const set = (values: Scalar[]) => onChange(values.length === 0 ? undefined : values);
  const add = (...texts: string[]) => {
    const parsed = texts
      .map((each) => parseScalar(kind.of, each.trim()))
      .filter((each) => each !== undefined);
    if (parsed.length === 0) return;
    set([...new Set([...value, ...parsed])]);
    setText('');
  };
  const paste = (event: ClipboardEvent) => {
    const lines = event.clipboardData.getData('text').split(/[\n\r\t;]+/);
    if (lines.length < 2) return;
    event.preventDefault();
    add(...lines);
  };
  const label = t('builder.addValue');
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pasting many values at once, into the box inside
    <div className={styles.box} onPaste={paste} onBlur={() => add(text)}>
      <ChipList
        label={t('builder.values')}
        items={value.slice(0, mostShown).map(String)}
        removeLabel={(each) => t('builder.removeValue', { value: each })}
        onRemove={(index) => set(value.toSpliced(index, 1))}
      />
      {value.length > mostShown ? <span>+ {value.length - mostShown}</span> : null}
      {from === null || kind.of === 'date' ? (
        <Input
          aria-label={label}
          aria-invalid={invalid}
          placeholder={label}
          type={kind.of === 'date' ? 'date' : 'text'}
          value={text}
          onChange={(_, { value: next }) => setText(next)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add(text);
          }}
        />
      ) : (
        <SuggestInput
          {...{ label, text, from, invalid }}
          placeholder={label}
          onText={setText}
          onChoose={(chosen) => add(chosen)}
          onEnter={() => add(text)}
          numeric={kind.of === 'number'}
        />
      )}
    </div>
  );
}
