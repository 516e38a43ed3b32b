// One table: its columns with what is in them, its first rows, and the lines that could not be read.
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.ts';
import { useFormat } from '../ui/format.ts';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { Section } from '../ui/section.tsx';
import { BadLines } from './table/bad-lines.tsx';
import { Columns } from './table/columns.tsx';
import { SampleRows } from './table/sample-rows.tsx';

const sampleSize = 200;

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

export function TablePage() {
  const styles = useStyles();
  const { t } = useTranslation(['sources', 'common']);
  const format = useFormat();
  const { name } = useParams({ from: '/shell/tables/$name' });
  const read = (query: { sample: number } | { profile: string }) =>
    ask(api.GET('/api/tables/{name}', { params: { path: { name }, query } }));
  const table = useQuery({
    queryKey: ['tables', name, 'sample'],
    queryFn: () => read({ sample: sampleSize }),
  });
  const profiles = useQuery({
    queryKey: ['tables', name, 'profiles'],
    queryFn: async () => (await read({ profile: '*' })).profiles ?? [],
    staleTime: 60_000,
  });
  const { data } = table;
  const up = { to: '/sources', label: t('title') };
  if (data === undefined) {
    return (
      <>
        <PageHeader title={name} up={up} />
        <ProblemBar problem={table.error} onRetry={() => void table.refetch()} />
        {table.isPending ? <ListSkeleton label={name} /> : null}
      </>
    );
  }
  const sample = data.sample ?? [];
  const description = [
    t(data.kind),
    t('common:rows', { count: data.rows, formatted: format.number(data.rows) }),
    t('columnsCount', { count: data.columns.length, formatted: format.number(data.columns.length) }),
    t('refreshedAgo', { ago: format.ago(data.refreshedAt), at: format.dateTime(data.refreshedAt) }),
  ].join(' · ');
  return (
    <>
      <PageHeader title={name} up={up} description={description} />
      {data.badLines > 0 ? <BadLines table={name} total={data.badLines} /> : null}
      <Columns table={data} profiles={profiles} />
      <Section
        title={t('sampleRows')}
        actions={
          <span className={styles.quiet}>
            {t('sampleText', { count: sample.length, formatted: format.number(sample.length) })}
          </span>
        }
      >
        <SampleRows name={name} columns={data.columns} rows={sample} />
      </Section>
      {data.badLines === 0 ? <span className={styles.quiet}>{t('badNone')}</span> : null}
    </>
  );
}
