// What is entered for one file of a source.
import {
  Button,
  Combobox,
  Input,
  makeStyles,
  Option,
  Radio,
  RadioGroup,
  tokens,
} from '@fluentui/react-components';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { useTranslation } from 'react-i18next';
import { FormField } from '../../ui/form-field.tsx';
import type { TableDraft } from './source-form.ts';

const mostOptions = 100;

const useStyles = makeStyles({
  group: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    margin: 0,
    minWidth: 0,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  title: {
    flexGrow: 1,
    minWidth: 0,
    overflowWrap: 'anywhere',
    fontWeight: tokens.fontWeightSemibold,
  },
  pair: {
    display: 'grid',
    alignItems: 'start',
    gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  box: { minWidth: 0 },
});

type Props = {
  table: TableDraft;
  /** Place in the body, for what the server says about it. */
  index: number;
  problem: unknown;
  twice: boolean;
  files: string[];
  onChange: (part: Partial<TableDraft>) => void;
  onRemove: () => void;
};

export function TableFields({ table, index, problem, twice, files, onChange, onRemove }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('sources');
  const at = (field: string) => ({ name: `tables[${index}].${field}`, problem });
  const isProfiles = table.kind === 'profiles';
  return (
    <fieldset className={styles.group} aria-label={t('fileNumber', { number: index + 1 })}>
      <div className={styles.head}>
        <span className={styles.title}>{table.path || t('fileNumber', { number: index + 1 })}</span>
        <Button
          appearance="subtle"
          icon={<Delete20Regular />}
          aria-label={t('removeFile', { name: table.path || String(index + 1) })}
          onClick={onRemove}
        />
      </div>
      <FormField label={t('path')} hint={t('pathHint')} required {...at('path')}>
        <Suggested value={table.path} options={files} onChange={(path) => onChange({ path })} />
      </FormField>
      <FormField label={t('kind')} {...at('kind')}>
        <RadioGroup
          value={table.kind}
          onChange={(_, { value }) => onChange({ kind: value === 'profiles' ? 'profiles' : 'related' })}
        >
          <Radio value="profiles" label={t('kindProfiles')} />
          <Radio value="related" label={t('kindRelated')} />
        </RadioGroup>
      </FormField>
      <div className={styles.pair}>
        <FormField
          label={t('tableName')}
          required
          {...at('name')}
          {...(twice ? { error: t('nameTwice') } : {})}
        >
          <Input
            className={styles.box}
            value={table.name}
            onChange={(_, { value }) => onChange({ name: value })}
          />
        </FormField>
        <FormField
          label={isProfiles ? t('key') : t('customerKey')}
          hint={isProfiles ? t('keyHint') : t('customerKeyHint')}
          required
          {...at(isProfiles ? 'key' : 'customerKey')}
        >
          <Suggested value={table.key} options={table.columns} onChange={(key) => onChange({ key })} />
        </FormField>
      </div>
    </fieldset>
  );
}

type SuggestedProps = { value: string; options: string[]; onChange: (value: string) => void };

/** What is typed counts; the list only helps. `Field` hands the label on to it. */
export function Suggested({ value, options, onChange, ...field }: SuggestedProps) {
  const styles = useStyles();
  if (options.length === 0) {
    return (
      <Input {...field} className={styles.box} value={value} onChange={(_, data) => onChange(data.value)} />
    );
  }
  const typed = value.toLowerCase();
  // Once one is chosen, all are offered again.
  const fitting = options.includes(value)
    ? options
    : options.filter((option) => option.toLowerCase().includes(typed));
  return (
    <Combobox
      {...field}
      freeform
      className={styles.box}
      value={value}
      selectedOptions={[value]}
      onChange={(event) => onChange(event.target.value)}
      // Typing on takes a choice back, which is told without a text.
      onOptionSelect={(_, { optionText }) => optionText !== undefined && onChange(optionText)}
    >
      {fitting.slice(0, mostOptions).map((option) => (
        <Option key={option}>{option}</Option>
      ))}
    </Combobox>
  );
}
