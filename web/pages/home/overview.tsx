// What the home page shows once there is an export.
import { makeStyles, tokens } from '@fluentui/react-components';
import { CheckmarkCircle24Filled } from '@fluentui/react-icons/svg/checkmark-circle';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../src/core/transitions.ts';
import { exportsQuery } from '../../api/lists.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { tasksQuery } from '../sources/queries.ts';
import { needsOf } from './needs.ts';
import { NeedsList } from './needs-list.tsx';
import { NextExports } from './next-exports.tsx';
import { statusQuery } from './queries.ts';
import { Refresh } from './refresh.tsx';
import { RunningRun } from './running.tsx';
import { Trend } from './trend.tsx';

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

export default function Overview() {
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
  // The status is looked at more often than the exports, and knows of a held run first.
  const isHeld = (status.data?.activeRuns ?? []).some((run) => run.status === 'held');
  const isKnown = status.data !== undefined && sourceTasks !== undefined && segmentTasks !== undefined;
  const nameOf = (exportId: string) => exports.find(({ id }) => id === exportId)?.name ?? t('anExport');
  return (
    <>
      <ProblemBar problem={isKnown ? null : status.error} />
      {isKnown && needs.length === 0 && !isHeld ? (
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
