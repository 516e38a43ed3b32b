// From an empty installation to the first contacts that arrive, on one page. Every step can be left and returned to.
import { makeStyles, tokens } from '@fluentui/react-components';
import { type ComponentType, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../ui/format.ts';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { Connection } from './first-use/connection.tsx';
import { Customers } from './first-use/customers.tsx';
import { Export } from './first-use/export.tsx';
import { Arrived, Run } from './first-use/run.tsx';
import { Segment } from './first-use/segment.tsx';
import { canBegin, type FirstUseState, type StepName, stepNames, useFirstUse } from './first-use/state.ts';
import { Step } from './first-use/step.tsx';

const bodies: Record<StepName, ComponentType<{ state: FirstUseState }>> = {
  customers: Customers,
  segment: Segment,
  connection: Connection,
  export: Export,
  run: Run,
  arrived: Arrived,
};

const useStyles = makeStyles({
  steps: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    maxWidth: '880px',
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
});

export function FirstUse() {
  const { t } = useTranslation('firstUse');
  const { state, problem } = useFirstUse();
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <ProblemBar problem={problem} />
      {state === undefined ? (
        problem === null ? (
          <ListSkeleton label={t('title')} />
        ) : null
      ) : (
        <Steps state={state} />
      )}
    </>
  );
}

function Steps({ state }: { state: FirstUseState }) {
  const styles = useStyles();
  const { t } = useTranslation('firstUse');
  const now = state.current ?? 'arrived';
  // What somebody opened or closed by hand, until the next step is reached.
  const [byHand, setByHand] = useState<Partial<Record<StepName, boolean>>>({});
  const openers = useRef(new Map<StepName, HTMLButtonElement>());
  const reached = useRef(now);
  useEffect(() => {
    if (reached.current === now) return;
    reached.current = now;
    setByHand({});
    openers.current.get(now)?.focus();
  }, [now]);
  const summary = useSummary(state);
  return (
    <ol className={styles.steps}>
      {stepNames.map((name, index) => {
        const Body = bodies[name];
        const open = byHand[name] ?? name === now;
        return (
          <Step
            key={name}
            number={index + 1}
            title={t(`step_${name}`)}
            done={state.done[name]}
            current={name === state.current}
            waits={!state.done[name] && !canBegin(name, state.done)}
            open={open}
            onToggle={() => setByHand((all) => ({ ...all, [name]: !open }))}
            summary={summary(name)}
            opener={(button) => {
              if (button === null) openers.current.delete(name);
              else openers.current.set(name, button);
            }}
          >
            <Body state={state} />
          </Step>
        );
      })}
    </ol>
  );
}

/** What a closed step says: what was done, or what it will be about. */
function useSummary(state: FirstUseState): (name: StepName) => string {
  const { t } = useTranslation('firstUse');
  const format = useFormat();
  const { profiles, segments, connections, run } = state;
  return (name) => {
    if (!state.done[name]) return t(`about_${name}`);
    switch (name) {
      case 'customers': {
        const count = profiles?.rows ?? 0;
        return t('doneCustomers', { count, formatted: format.number(count) });
      }
      case 'segment': {
        const [segment] = segments;
        const count = segment?.members ?? null;
        if (segment === undefined || count === null) return segment?.name ?? '';
        return t('doneSegment', { name: segment.name, count, formatted: format.number(count) });
      }
      case 'connection':
        return connections.map(({ displayName }) => displayName).join(', ');
      case 'export':
        return state.export?.name ?? '';
      case 'run':
        return run?.endedAt ? t('doneRun', { at: format.dateTime(run.endedAt) }) : '';
      case 'arrived': {
        const count = (run?.counts.accepted ?? 0) + (run?.counts.unchanged ?? 0);
        return `${format.number(count)} ${t('contactsThere', { count })}`;
      }
    }
  };
}
