import { Input, makeStyles, Select, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { usersQuery } from '../permissions/users.tsx';

export type AuditFilter = { actor?: string; target?: string; from?: string; to?: string };

const kinds = [
  'user',
  'token',
  'source',
  'file',
  'segment',
  'connection',
  'brand',
  'export',
  'run',
  'task',
  'refresh',
  'apply',
  'webhook',
] as const;

const useStyles = makeStyles({
  part: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
  },
});

type Props = { filter: AuditFilter; onChange: (filter: AuditFilter) => void };

export function AuditFilters({ filter, onChange }: Props) {
  const { t } = useTranslation('audit');
  const users = useQuery(usersQuery);
  const set = (name: keyof AuditFilter, value: string | undefined) => {
    const { [name]: _old, ...others } = filter;
    onChange(value === undefined || value === '' ? others : { ...others, [name]: value });
  };
  return (
    <>
      <Select
        aria-label={t('filterActor')}
        value={filter.actor ?? ''}
        onChange={(_, { value }) => set('actor', value)}
      >
        <option value="">{t('everybody')}</option>
        {users.data?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('filterKind')}
        value={filter.target ?? ''}
        onChange={(_, { value }) => set('target', value)}
      >
        <option value="">{t('everything')}</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kind_${kind}`)}
          </option>
        ))}
      </Select>
      <Day label={t('from')} onChange={(day) => set('from', startOf(day, 0))} />
      <Day label={t('to')} onChange={(day) => set('to', startOf(day, 1))} />
    </>
  );
}

/** Midnight of that day where the reader is; `later` days on, since the end of a range is not included. */
function startOf(day: string, later: number): string | undefined {
  if (day === '') return undefined;
  const midnight = new Date(`${day}T00:00`);
  midnight.setDate(midnight.getDate() + later);
  return midnight.toISOString();
}

function Day({ label, onChange }: { label: string; onChange: (day: string) => void }) {
  const styles = useStyles();
  const id = useId();
  return (
    <span className={styles.part}>
      <label htmlFor={id}>{label}</label>
      <Input id={id} type="date" onChange={(_, { value }) => onChange(value)} />
    </span>
  );
}
