// Tags of segments: words that were used before are offered, others can be made.
import { Field, Input, makeStyles, Tag, TagGroup, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  box: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  tags: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS },
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
      {tags.length === 0 ? null : (
        <TagGroup
          className={styles.tags}
          aria-label={t('form.tags')}
          role="list"
          onDismiss={(_, { value }) => onChange(tags.filter((tag) => tag !== value))}
        >
          {tags.map((tag) => (
            <Tag
              key={tag}
              role="listitem"
              value={tag}
              size="small"
              dismissible
              dismissIcon={{ 'aria-label': t('form.removeTag', { tag }) }}
            >
              {tag}
            </Tag>
          ))}
        </TagGroup>
      )}
    </div>
  );
}
