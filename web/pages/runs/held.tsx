// A run that waits for a person: why, in numbers, and what it would do; here it is let go on, or canceled.
import {
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { confirmRun, type Run } from '../../api/export-calls.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useFormat } from '../../ui/format.ts';
import { Section } from '../../ui/section.tsx';
import { runQuery } from '../../ui/use-run.ts';
import { usePlan } from './run-plan.tsx';

const useStyles = makeStyles({
  reasons: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    margin: 0,
    paddingInlineStart: tokens.spacingHorizontalXL,
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

type Reason = NonNullable<Run['hold']>['reasons'][number];

function useReasonWords(): (reason: Reason) => string {
  const { t } = useTranslation('runs');
  const format = useFormat();
  return ({ guard, found, limit }) => {
    const share = { found: format.percent(found), limit: format.percent(limit) };
    const plain = { found: format.number(Math.round(found * 10) / 10), limit: format.number(limit) };
    return t(`held.${guard}`, guard === 'quietStart' || guard === 'upsertsTimes' ? plain : share);
  };
}

/** @param mayAct undefined while nobody knows */
type Props = { run: Run; mayAct: boolean | undefined; onCancel: () => void };

export function Held({ run, mayAct, onCancel }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('runs');
  const words = useReasonWords();
  const queries = useQueryClient();
  const { data: plan } = usePlan(run);
  /** The hold that was on screen when they were asked whether to go on. */
  const [asked, setAsked] = useState<string | null>(null);
  const format = useFormat();
  const left = run.counts.upserts - run.counts.accepted - run.counts.rejected;
  const leaving = plan?.leaving ?? 0;
  const reasons = run.hold?.reasons ?? [];
  const quiet = reasons.length > 0 && reasons.every(({ guard }) => guard === 'quietStart');
  const confirm = async () => {
    queries.setQueryData(runQuery(run.id).queryKey, await confirmRun(run.id, asked ?? ''));
    queries.invalidateQueries({ queryKey: ['exports'] });
  };
  return (
    <Section title={t('held.title')}>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t(quiet ? 'held.quietTitle' : 'held.unusualTitle')}</MessageBarTitle>
          <ul className={styles.reasons}>
            {reasons.map((reason) => (
              <li key={reason.guard}>{words(reason)}</li>
            ))}
          </ul>
        </MessageBarBody>
      </MessageBar>
      <span>{t(quiet ? 'held.quietText' : 'held.unusualText')}</span>
      {mayAct ? (
        <div className={styles.buttons}>
          {/* Nobody is to confirm what they have not seen. */}
          <Button appearance="primary" disabled={!plan} onClick={() => setAsked(run.hold?.heldAt ?? null)}>
            {t('held.confirm')}
          </Button>
          <Button onClick={onCancel}>{t('cancelRun')}</Button>
        </div>
      ) : null}
      {mayAct === false ? <span>{t('held.askSomebody')}</span> : null}
      <ConfirmDialog
        open={asked !== null}
        title={t('held.confirmTitle')}
        confirmLabel={t('held.confirm')}
        onConfirm={confirm}
        onClose={() => setAsked(null)}
      >
        <span>{t('held.confirmSends', { count: left, formatted: format.number(left) })}</span>
        {leaving === 0 ? null : (
          <span>{t('held.confirmLeaving', { count: leaving, formatted: format.number(leaving) })}</span>
        )}
      </ConfirmDialog>
    </Section>
  );
}
