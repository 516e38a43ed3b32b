// The state of things at a glance: what runs, what needs a person, what comes next.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle24Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { Rocket32Regular } from '@fluentui/react-icons/svg/rocket';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../src/core/transitions.ts';
import { useMay, useMe } from '../api/session.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { Section } from '../ui/section.tsx';
import { needsOf } from './home/needs.ts';
import { NeedsList } from './home/needs-list.tsx';
import { NextExports } from './home/next-exports.tsx';
import { exportsQuery, statusQuery } from './home/queries.ts';
import { Refresh } from './home/refresh.tsx';
import { RunningRun } from './home/running.tsx';
import { Trend } from './home/trend.tsx';
import { sourcesQuery, tasksQuery } from './sources/queries.ts';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    alignItems: 'start',
    gap: tokens.spacingHorizontalL,
  },
  calm: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    margin: 0,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase400,
  },
  sign: { display: 'inline-flex', color: tokens.colorStatusSuccessForeground1 },
});

export function Home() {
  const { t } = useTranslation('home');
  const sources = useQuery(sourcesQuery);
  const exports = useQuery(exportsQuery);
  const problem = exports.error ?? sources.error;
  return (
    <>
      <PageHeader title={t('title')} />
      {exports.data === undefined || sources.data === undefined ? (
        <>
          <ProblemBar problem={problem} />
          {problem === null ? <ListSkeleton label={t('title')} /> : null}
        </>
      ) : exports.data.length === 0 ? (
        <Start begun={sources.data.length > 0} />
      ) : (
        <Overview />
      )}
    </>
  );
}

/** Before there is an export, there is nothing to look at but the way to it. */
function Start({ begun }: { begun: boolean }) {
  const { t } = useTranslation('home');
  const may = useMay();
  const navigate = useNavigate();
  const mayBegin = may('sources.create');
  const name = useMe().name.split(' ')[0] ?? '';
  return (
    <EmptyState
      icon={<Rocket32Regular />}
      title={begun ? t('begunTitle') : t('startTitle', { name })}
      text={mayBegin ? (begun ? t('begunText') : t('startText')) : t('startOthers')}
      action={
        mayBegin ? (
          <Button appearance="primary" size="large" onClick={() => void navigate({ to: '/first-use' })}>
            {begun ? t('goOn') : t('start')}
          </Button>
        ) : undefined
      }
    />
  );
}

function Overview() {
  const styles = useStyles();
  const { t } = useTranslation('home');
  const exports = useQuery(exportsQuery).data ?? [];
  const status = useQuery(statusQuery);
  const sourceTasks = useQuery(tasksQuery('source')).data;
  const segmentTasks = useQuery(tasksQuery('segment')).data;
  const activeRuns = (status.data?.activeRuns ?? []).filter(
    (run) => isActive(run.status) && run.status !== 'held',
  );
  const needs = needsOf(exports, [...(sourceTasks ?? []), ...(segmentTasks ?? [])]);
  const isKnown = status.data !== undefined && sourceTasks !== undefined && segmentTasks !== undefined;
  const nameOf = (exportId: string) => exports.find(({ id }) => id === exportId)?.name ?? t('anExport');
  return (
    <>
      <ProblemBar problem={isKnown ? null : status.error} />
      {isKnown && needs.length === 0 ? (
        <p className={styles.calm}>
          <span className={styles.sign} aria-hidden>
            <CheckmarkCircle24Filled />
          </span>
          {activeRuns.length === 0 ? t('calm') : t('calmRunning')}
        </p>
      ) : null}
      {needs.length === 0 ? null : (
        <Section title={t('needs')}>
          <NeedsList needs={needs} />
        </Section>
      )}
      {activeRuns.length === 0 ? null : (
        <Section title={t('running')}>
          {activeRuns.map((run) => (
            <RunningRun key={run.id} run={run} name={nameOf(run.exportId)} />
          ))}
        </Section>
      )}
      <Trend />
      <div className={styles.grid}>
        <Refresh exports={exports} />
        <NextExports exports={exports} />
      </div>
    </>
  );
}
