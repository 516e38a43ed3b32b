// The runs of one export, the latest first, and how many contacts each brought.
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import type { Export, Run } from '../../api/export-calls.ts';
import { Sparkline } from '../../ui/charts.tsx';
import { type Column, DataList } from '../../ui/data-list.tsx';
import { type Format, useFormat } from '../../ui/format.ts';
import { Section } from '../../ui/section.tsx';
import { StatusLink, useRoomFor } from './columns.tsx';

const useStyles = makeStyles({
  link: {
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { textDecorationLine: 'underline' },
  },
});

const shown = 100;
const firstToGo = ['kind', 'trigger'];
const nextToGo = ['untags', 'duration'];
const rowId = ({ id }: Run) => id;

export function History({ item }: { item: Export }) {
  const { t } = useTranslation('exports');
  const format = useFormat();
  const navigate = useNavigate();
  const list = useQuery({
    queryKey: ['runs', 'of', item.id, item.lastRun?.id, item.lastRun?.status],
    queryFn: async (): Promise<Run[]> => {
      const query = { exportId: item.id, limit: shown };
      return (await ask(api.GET('/api/runs', { params: { query } }))).items;
    },
    placeholderData: (before) => before,
  });
  const columns = useRoomFor(useRunColumns(), firstToGo, nextToGo);
  return (
    <Section title={t('history')} plain>
      <Trend runs={list.data ?? []} />
      <DataList
        label={t('history')}
        columns={columns}
        list={list}
        rowId={rowId}
        rowName={({ createdAt }) => format.dateTime(createdAt)}
        onOpen={({ id }) => navigate({ to: '/runs/$id', params: { id } })}
        empty={{ title: t('noRuns'), text: t('noRunsText') }}
      />
    </Section>
  );
}

function Trend({ runs }: { runs: Run[] }) {
  const { t } = useTranslation('exports');
  const format = useFormat();
  const ended = runs.filter(({ status, mode }) => status === 'successful' && mode !== 'takeBack').reverse();
  const values = ended.map(({ counts }) => counts.accepted + counts.unchanged);
  const [first, last] = [values[0], values.at(-1)];
  if (values.length < 2 || first === undefined || last === undefined) return null;
  const label = t('trendLabel', {
    count: values.length,
    first: format.number(first),
    last: format.number(last),
  });
  return (
    <div>
      <Sparkline values={values} label={label} />
      <span aria-hidden>{label}</span>
    </div>
  );
}

function Began({ run }: { run: Run }) {
  const styles = useStyles();
  const format = useFormat();
  const at = run.startedAt ?? run.createdAt;
  return (
    <Link className={styles.link} to="/runs/$id" params={{ id: run.id }} title={format.exact(at)}>
      {format.dateTime(at)}
    </Link>
  );
}

function lasted({ startedAt, endedAt }: Run): number | null {
  if (startedAt === null || endedAt === null) return null;
  return Math.max(1, (new Date(endedAt).getTime() - new Date(startedAt).getTime()) / 1000);
}

function useRunColumns(): Column<Run>[] {
  const { t } = useTranslation(['exports', 'runs']);
  const format = useFormat();
  return useMemo(() => {
    const number = (id: 'accepted' | 'rejected' | 'untags', header: string): Column<Run> => ({
      ...{ id, header, align: 'end', width: '88px' },
      cell: ({ counts }) => format.number(counts[id]),
      sort: ({ counts }) => counts[id],
    });
    return [
      {
        ...{ id: 'started', header: t('started'), card: 'title', width: 'minmax(120px, 1.4fr)' },
        cell: (run) => <Began run={run} />,
        sort: ({ startedAt, createdAt }) => startedAt ?? createdAt,
      },
      {
        ...{ id: 'status', header: t('status'), width: 'minmax(112px, 1fr)' },
        cell: (run) => <StatusLink run={run} />,
        sort: ({ status }) => status,
      },
      {
        ...{ id: 'kind', header: t('runs:kind'), width: 'minmax(100px, 1.2fr)', card: 'hidden' },
        cell: ({ mode }) => t(`runs:mode_${mode}`),
        sort: ({ mode }) => mode,
      },
      {
        ...{ id: 'trigger', header: t('startedBy'), width: 'minmax(72px, 1fr)', card: 'hidden' },
        cell: ({ trigger }) => t(`runs:trigger_${trigger}`),
        sort: ({ trigger }) => trigger,
      },
      number('accepted', t('sent')),
      number('rejected', t('turnedDown')),
      number('untags', t('loseTag')),
      durationColumn(t('duration'), format),
    ];
  }, [t, format]);
}

function durationColumn(header: string, format: Format): Column<Run> {
  return {
    ...{ id: 'duration', header, align: 'end', width: '88px' },
    cell: (run) => {
      const seconds = lasted(run);
      return seconds === null ? '–' : format.duration(seconds);
    },
    sort: lasted,
  };
}
