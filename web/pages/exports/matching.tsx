// Data matching: which attribute of the profile feeds which field of the contact.
import {
  Button,
  Input,
  Menu,
  MenuDivider,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
  Select,
  tokens,
} from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FormField } from '../../ui/form-field.tsx';
import { useFormat } from '../../ui/format.ts';
import type { Draft, DraftError, Matched } from './draft.ts';
import { classicFields, moreFields, type OptionalField, optionalFields } from './fields.ts';
import { PanePart } from './pane-part.tsx';
import { suggestMapping } from './suggest-mapping.ts';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'flex-start', gap: tokens.spacingHorizontalS },
  pair: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(160px, 1fr))',
    gap: tokens.spacingHorizontalS,
    flexGrow: 1,
    minWidth: 0,
  },
  // Beside the control, below its label.
  remove: { marginTop: '26px', flexShrink: 0 },
  popover: { maxHeight: '60vh', overflowY: 'auto' },
});

type Props = {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  attributes: string[];
  errors: ReadonlySet<DraftError>;
  problem: unknown;
};

export function Matching({ draft, onChange, attributes, errors, problem }: Props) {
  const { t } = useTranslation(['exports', 'common']);
  const { matched, email } = draft;
  const last = useRef(0);
  const add = (fields: (OptionalField | 'custom')[], suggestions: Partial<Record<string, string>>) => {
    const rows = fields.map((field): Matched => {
      last.current += 1;
      const key = field === 'custom' ? `custom ${last.current}` : field;
      return { key, field, property: '', attribute: suggestions[field] ?? '' };
    });
    onChange({ matched: [...matched, ...rows] });
  };
  const set = (key: string, change: Partial<Matched>) =>
    onChange({ matched: matched.map((row) => (row.key === key ? { ...row, ...change } : row)) });
  return (
    <PanePart title={t('dataMatching')} hint={t('dataMatchingHint')}>
      <FormField
        label={t('fields.email')}
        required
        name="mapping.email"
        problem={problem}
        error={errors.has('email') ? t('chooseEmail') : undefined}
      >
        <AttributeSelect
          value={email}
          attributes={attributes}
          onChange={(attribute) => onChange({ email: attribute })}
        />
      </FormField>
      {matched.map((row) => (
        <MatchedRow
          key={row.key}
          row={row}
          attributes={attributes}
          invalid={errors.has(`matched.${row.key}`)}
          problem={problem}
          onChange={(change) => set(row.key, change)}
          onRemove={() => onChange({ matched: matched.filter(({ key }) => key !== row.key) })}
        />
      ))}
      <AddAttribute draft={draft} attributes={attributes} onAdd={add} />
    </PanePart>
  );
}

type SelectProps = { value: string; attributes: string[]; onChange: (attribute: string) => void };

function AttributeSelect({ value, attributes, onChange, ...field }: SelectProps) {
  const { t } = useTranslation('exports');
  // What Field hands to its one child (id, required, what describes it) goes on to the control.
  return (
    <Select {...field} value={value} onChange={(_, data) => onChange(data.value)}>
      <option value="">{t('chooseAttribute')}</option>
      {value === '' || attributes.includes(value) ? null : (
        <option value={value}>{t('attributeGone', { attribute: value })}</option>
      )}
      {attributes.map((attribute) => (
        <option key={attribute} value={attribute}>
          {attribute}
        </option>
      ))}
    </Select>
  );
}

type RowProps = {
  row: Matched;
  attributes: string[];
  invalid: boolean;
  problem: unknown;
  onChange: (change: Partial<Matched>) => void;
  onRemove: () => void;
};

function MatchedRow({ row, attributes, invalid, problem, onChange, onRemove }: RowProps) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const { field, property, attribute } = row;
  const isCustom = field === 'custom';
  const label = isCustom ? t('customPropertyOf', { name: property || '…' }) : t(`fields.${field}`);
  const name = isCustom ? `mapping.customProperties.${property}` : `mapping.${field}`;
  const hints: Partial<Record<typeof field, string>> = {
    emailStatus: t('emailStatusHint'),
    emailStatusChangedAt: t('emailStatusChangedAtHint'),
  };
  return (
    <div className={styles.row}>
      <div className={styles.pair}>
        {isCustom ? (
          <FormField label={t('propertyName')} error={invalid ? t('propertyNameRule') : undefined}>
            <Input value={property} onChange={(_, { value }) => onChange({ property: value })} />
          </FormField>
        ) : null}
        <FormField
          label={label}
          hint={hints[field]}
          name={name}
          problem={problem}
          error={invalid && !isCustom ? t('chooseOrRemove') : undefined}
        >
          <AttributeSelect
            value={attribute}
            attributes={attributes}
            onChange={(next) => onChange({ attribute: next })}
          />
        </FormField>
      </div>
      <Button
        className={styles.remove}
        appearance="subtle"
        icon={<Delete20Regular />}
        aria-label={t('removeAttribute', { name: label })}
        onClick={onRemove}
      />
    </div>
  );
}

type AddProps = {
  draft: Draft;
  attributes: string[];
  onAdd: (
    fields: (OptionalField | 'custom')[],
    suggestions: Partial<Record<OptionalField | 'email', string>>,
  ) => void;
};

function AddAttribute({ draft, attributes, onAdd }: AddProps) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const format = useFormat();
  const suggestions = useMemo(() => suggestMapping(attributes), [attributes]);
  const used = new Set(draft.matched.map(({ field }) => field));
  const free = (fields: readonly OptionalField[]) => fields.filter((field) => !used.has(field));
  const suggested = free(optionalFields).filter(
    (field) => suggestions[field] !== undefined && suggestions[field] !== draft.email,
  );
  const item = (field: OptionalField) => (
    <MenuItem
      key={field}
      secondaryContent={suggestions[field] ?? ''}
      onClick={() => onAdd([field], suggestions)}
    >
      {t(`fields.${field}`)}
    </MenuItem>
  );
  return (
    <div>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<Add20Regular />}>{t('addAttribute')}</Button>
        </MenuTrigger>
        <MenuPopover className={styles.popover}>
          <MenuList>
            {suggested.length < 2 ? null : (
              <>
                <MenuItem onClick={() => onAdd(suggested, suggestions)}>
                  {t('allSuggested', { formatted: format.number(suggested.length) })}
                </MenuItem>
                <MenuDivider />
              </>
            )}
            {free(classicFields).map(item)}
            {free(classicFields).length === 0 ? null : <MenuDivider />}
            {free(moreFields).map(item)}
            <MenuItem onClick={() => onAdd(['custom'], suggestions)}>{t('customProperty')}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
    </div>
  );
}
