// Step 4: an export of the segment, with the mapping that the names of the columns suggest.
import { Input, makeStyles, Select, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { FormField } from '../../ui/form-field.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { ConnectButton } from './connection.tsx';
import { useStyles as useTextStyles } from './customers.tsx';
import { type FirstUseState, isWhole } from './state.ts';
import { type Field, fields, type Suggestion, suggestMapping } from './suggest-mapping.ts';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '720px' },
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 200px), 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  box: { minWidth: 0 },
  link: { color: tokens.colorBrandForegroundLink },
});

export function Export({ state }: { state: FirstUseState }) {
  const styles = useStyles();
  const { export: made } = state;
  if (made === undefined) return <NewExport state={state} />;
  return (
    <Link to="/exports/$id" params={{ id: made.id }} className={styles.link}>
      {made.name}
    </Link>
  );
}

function NewExport({ state }: { state: FirstUseState }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation('firstUse');
  const queries = useQueryClient();
  const columns = (state.profiles?.columns ?? []).map(({ name }) => name);
  const usable = state.connections.filter((one) => !isWhole(one) || one.exportUser !== null);
  const [mapping, setMapping] = useState<Suggestion>(() => suggestMapping(columns));
  const [segmentId, setSegmentId] = useState(state.segments[0]?.id ?? '');
  const [connectionId, setConnectionId] = useState(usable[0]?.id ?? '');
  const segment = state.segments.find(({ id }) => id === segmentId)?.name ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const name = typed ?? t('exportNamed', { segment });
  const create = useMutation({
    mutationFn: () => {
      const chosen = Object.fromEntries(Object.entries(mapping).filter(([, column]) => column !== ''));
      const body = {
        ...{ name, connectionId, segmentIds: [segmentId] },
        mapping: { ...chosen, email: mapping.email ?? '' },
      };
      return ask(api.POST('/api/exports', { body }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate();
  };
  const pick = (field: Field, column: string) => setMapping((now) => ({ ...now, [field]: column }));
  const [segmentOptions, connectionOptions] = [
    state.segments.map((one) => ({ id: one.id, name: one.name })),
    usable.map((one) => ({ id: one.id, name: one.displayName })),
  ];
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <p className={text.text}>{t('exportText')}</p>
      <FormField label={t('exportName')} required name="name" problem={create.error}>
        <Input value={name} onChange={(_, { value }) => setTyped(value)} />
      </FormField>
      {segmentOptions.length < 2 ? null : (
        <Choice label={t('segment')} options={segmentOptions} value={segmentId} onChange={setSegmentId} />
      )}
      {connectionOptions.length < 2 ? null : (
        <Choice
          label={t('connectionFor')}
          options={connectionOptions}
          value={connectionId}
          onChange={setConnectionId}
        />
      )}
      <div role="group" aria-label={t('matching')} className={styles.grid}>
        {fields.map((field) => (
          <FormField
            key={field}
            label={t(`field_${field}`)}
            required={field === 'email'}
            name={`mapping.${field}`}
            problem={create.error}
          >
            <Select
              className={styles.box}
              value={mapping[field] ?? ''}
              onChange={(_, { value }) => pick(field, value)}
            >
              <option value="">{field === 'email' ? t('choose') : t('notSent')}</option>
              {columns.map((column) => (
                <option key={column}>{column}</option>
              ))}
            </Select>
          </FormField>
        ))}
      </div>
      <ProblemBar problem={create.error} />
      <ConnectButton busy={create.isPending} disabled={!mapping.email || name.trim() === ''}>
        {t('saveExport')}
      </ConnectButton>
    </form>
  );
}

type ChoiceProps = {
  label: string;
  options: { id: string; name: string }[];
  value: string;
  onChange: (id: string) => void;
};

function Choice({ label, options, value, onChange }: ChoiceProps) {
  return (
    <FormField label={label}>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        {options.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </FormField>
  );
}
