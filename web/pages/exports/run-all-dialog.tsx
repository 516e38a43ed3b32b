// Runs every export with an active schedule, and says which could not.
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Export, type RunAll, runAllExports } from '../../api/export-calls.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useFormat } from '../../ui/format.ts';
import { useProblemText } from '../../ui/problem.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useEditable } from './use-export-data.ts';

type Failed = { name: string; problem: NonNullable<RunAll['items'][number]['problem']> };

export function RunAllDialog({ exports, onClose }: { exports: Export[]; onClose: () => void }) {
  const { t } = useTranslation('exports');
  const format = useFormat();
  const queries = useQueryClient();
  const toast = useToast();
  const textOf = useProblemText();
  const editable = useEditable();
  const bad = useRef<Failed[]>([]);
  const [failed, setFailed] = useState<Failed[] | null>(null);
  const due = exports.filter((item) => item.schedule.mode !== 'off' && editable(item));
  const run = async () => {
    const { items } = await runAllExports();
    queries.invalidateQueries({ queryKey: ['exports'] });
    queries.invalidateQueries({ queryKey: ['runs'] });
    const started = items.filter(({ runId }) => runId !== null).length;
    if (started > 0) toast(t('allStarted', { count: started, formatted: format.number(started) }));
    const names = new Map(exports.map(({ id, name }) => [id, name]));
    bad.current = items.flatMap(({ exportId, problem }): Failed[] =>
      problem === undefined ? [] : [{ name: names.get(exportId) ?? exportId, problem }],
    );
  };
  // What did not start is told before the dialog goes.
  const close = () => (bad.current.length > 0 && failed === null ? setFailed(bad.current) : onClose());
  if (failed !== null) {
    return (
      <ConfirmDialog
        open
        title={t('someNotStarted', { count: failed.length })}
        confirmLabel={t('understood')}
        onConfirm={() => undefined}
        onClose={onClose}
      >
        {failed.map(({ name, problem }) => {
          const { title, detail, action } = textOf(problem);
          return (
            <MessageBar key={name} intent="warning" layout="multiline">
              <MessageBarBody>
                <MessageBarTitle>{name}</MessageBarTitle>
                {[title, detail, action].filter(Boolean).join(' ')}
              </MessageBarBody>
            </MessageBar>
          );
        })}
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      open
      title={t('runAllTitle')}
      confirmLabel={t('runAll')}
      disabled={due.length === 0}
      onConfirm={run}
      onClose={close}
    >
      <span>
        {due.length === 0
          ? t('runAllNone')
          : t('runAllText', { count: due.length, names: format.list(due.map(({ name }) => name)) })}
      </span>
    </ConfirmDialog>
  );
}
