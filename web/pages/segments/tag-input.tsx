// Tags of segments: words that were used before are offered, others can be made.
import { Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChipList } from './chip-list.tsx';

const useStyles = makeStyles({
  box: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
});

type Props = {
  tags: string[];
  onChange: (tags: string[]) => void;
  known: string[];
  error?: string | undefined;
};

const same = (a: string, b: string) => a.toLocaleLowerCase() === b.toLocaleLowerCase();

export function TagInput({ tags, onChange, known, error }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const [text, setText] = useState('');
  const listId = useId();
  const add = () => {
    const tag = text.trim();
    setText('');
    if (tag !== '' && !tags.some((each) => same(each, tag))) onChange([...tags, tag]);
  };
  return (
    <div className={styles.box}>
      <Field
        label={t('form.tags')}
        hint={t('form.tagsHint')}
        validationState={error === undefined ? 'none' : 'error'}
        validationMessage={error ?? null}
      >
        <Input
          value={text}
          maxLength={50}
          input={{ list: listId }}
          onChange={(_, { value }) => setText(value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
      </Field>
      <datalist id={listId}>
        {known
          .filter((tag) => !tags.some((each) => same(each, tag)))
          .map((tag) => (
            <option key={tag} value={tag} />
          ))}
      </datalist>
      <ChipList
        label={t('form.tags')}
        items={tags}
        removeLabel={(tag) => t('form.removeTag', { tag })}
        onRemove={(index) => onChange(tags.toSpliced(index, 1))}
      />
    </div>
  );
}
