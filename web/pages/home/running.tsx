// A run that goes on now: how far it is, and how long it still takes.
import { Link as FluentLink, makeStyles, tokens } from '@fluentui/react-components';
import { useNavigate } from '@tanstack/react-router';
import { type MouseEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../src/core/transitions.ts';
import type { Schemas } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useRun } from '../../ui/use-run.ts';

const useStyles = makeStyles({
  item: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    paddingBlock: tokens.spacingVerticalS,
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalM,
  },
});

type Props = { run: Schemas['Run']; name: string };

export function RunningRun({ run: known, name }: Props) {
  const styles = useStyles();
  const id = useId();
  const { data: run = known } = useRun(known.id);
  const navigate = useNavigate();
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to: '/runs/$id', params: { id: known.id } });
  };
  return (
    <article className={styles.item} aria-labelledby={id}>
      <div className={styles.head}>
        <FluentLink id={id} href={`/runs/${known.id}`} onClick={open}>
          {name}
        </FluentLink>
        <StatusBadge status={run.status} />
      </div>
      {isActive(run.status) ? <RunProgress run={run} /> : null}
    </article>
  );
}

export function RunProgress({ run }: { run: Schemas['Run'] }) {
  const { t } = useTranslation(['home', 'common']);
  const format = useFormat();
  const { done, total, phase, etaSeconds } = run.progress;
  const known = total > 0;
  const numbers = known ? t('doneOf', { done: format.number(done), total: format.number(total) }) : '';
  const left =
    etaSeconds === null || !known ? '' : t('common:secondsLeft', { time: format.duration(etaSeconds) });
  return (
    <ProgressBar
      label={t(`phase_${phase}`)}
      done={done}
      total={known ? total : null}
      detail={[numbers, left].filter(Boolean).join(' · ')}
    />
  );
}
