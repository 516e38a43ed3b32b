// Steps 5 and 6: the run as it goes, and what has arrived.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { Play20Regular } from '@fluentui/react-icons/svg/play';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask, type Schemas } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Facts } from '../../ui/section.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useRun } from '../../ui/use-run.ts';
import { RunProgress } from '../home/running.tsx';
import { useStyles as useTextStyles } from './customers.tsx';
import type { FirstUseState } from './state.ts';

const useStyles = makeStyles({
  figure: {
    margin: 0,
    fontSize: tokens.fontSizeHero800,
    lineHeight: tokens.lineHeightHero800,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  what: { margin: 0, color: tokens.colorNeutralForeground2 },
  link: { color: tokens.colorBrandForegroundLink },
});

export function Run({ state }: { state: FirstUseState }) {
  const text = useTextStyles();
  const { t } = useTranslation('firstUse');
  const queries = useQueryClient();
  const id = state.export?.id ?? '';
  const start = useMutation({
    mutationFn: () => ask(api.POST('/api/exports/{id}/runs', { params: { path: { id } }, body: {} })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });
  const { run } = state;
  const active = run !== undefined && isActive(run.status);
  return (
    <>
      {run === undefined ? <p className={text.text}>{t('runText')}</p> : <Followed run={run} />}
      <ProblemBar problem={start.error} />
      {active ? null : (
        <div>
          <Button
            appearance={run?.status === 'successful' ? 'secondary' : 'primary'}
            icon={<Play20Regular />}
            disabled={start.isPending}
            onClick={() => start.mutate()}
          >
            {run === undefined ? t('run') : t('runAgain')}
          </Button>
        </div>
      )}
    </>
  );
}

function Followed({ run: known }: { run: Schemas['Run'] }) {
  const styles = useStyles();
  const { t } = useTranslation('firstUse');
  const { data: run = known } = useRun(known.id);
  return (
    <>
      <div role="status">
        <StatusBadge status={run.status} />
      </div>
      {isActive(run.status) && run.status !== 'held' ? <RunProgress run={run} /> : null}
      {run.status === 'held' ? (
        <Link to="/runs/$id" params={{ id: run.id }} className={styles.link}>
          {t('lookAtHeld')}
        </Link>
      ) : null}
      <ProblemBar problem={run.error} />
    </>
  );
}

export function Arrived({ state }: { state: FirstUseState }) {
  const styles = useStyles();
  const text = useTextStyles();
  const { t } = useTranslation('firstUse');
  const format = useFormat();
  const navigate = useNavigate();
  const { run } = state;
  if (run === undefined) return null;
  const { accepted, rejected, invalid, duplicates, unchanged, requests } = run.counts;
  const seconds =
    run.startedAt === null || run.endedAt === null
      ? null
      : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
  // A second run has nothing new to send: what is there then, is there all the same.
  const there = accepted + unchanged;
  const shown = (count: number) => (count === 0 ? null : format.number(count));
  return (
    <>
      <div>
        <p className={styles.figure}>{format.number(there)}</p>
        <p className={styles.what}>{t('contactsThere', { count: there })}</p>
      </div>
      <Facts
        facts={[
          [t('turnedDown'), shown(rejected)],
          [t('unusable'), shown(invalid)],
          [t('twice'), shown(duplicates)],
          [t('requests'), format.number(requests)],
          [t('took'), seconds === null ? null : format.duration(Math.max(seconds, 1))],
        ]}
      />
      <div className={text.buttons}>
        <Button
          appearance="primary"
          onClick={() => void navigate({ to: '/runs/$id', params: { id: run.id } })}
        >
          {t('seeRun')}
        </Button>
        <Button onClick={() => void navigate({ to: '/exports' })}>{t('schedule')}</Button>
        <Button onClick={() => void navigate({ to: '/' })}>{t('home')}</Button>
      </div>
    </>
  );
}
