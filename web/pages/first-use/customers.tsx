// Step 1: customers, from a file of one's own or from the sample.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowUpload20Regular } from '@fluentui/react-icons/svg/arrow-upload';
import { People20Regular } from '@fluentui/react-icons/svg/people';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask } from '../../api/client.ts';
import { upload } from '../../api/upload.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { TableLink } from '../sources/table-link.tsx';
import { useTask } from '../sources/use-task.ts';
import { sampleCustomers } from './sample-customers.ts';
import type { FirstUseState } from './state.ts';

const SourcePane = lazy(async () => ({ default: (await import('../sources/source-pane.tsx')).SourcePane }));

export const useStyles = makeStyles({
  text: { margin: 0, color: tokens.colorNeutralForeground2, maxWidth: '72ch' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM },
  list: { display: 'grid', gap: tokens.spacingVerticalXS, margin: 0, paddingInlineStart: '20px' },
});

export function Customers({ state }: { state: FirstUseState }) {
  const styles = useStyles();
  const { t } = useTranslation(['firstUse', 'common']);
  const format = useFormat();
  const [adding, setAdding] = useState(false);
  const queries = useQueryClient();
  const sample = useSample();
  const { source, sourceTask, profiles, tables } = state;
  const known = sourceTask;
  const task = useTask(known !== undefined && isActive(known.status) ? known.id : null).data ?? known;
  const reading = task !== undefined && isActive(task.status);
  if (profiles !== undefined) {
    return (
      <ul className={styles.list}>
        {tables.map(({ name, rows }) => (
          <li key={name}>
            <TableLink name={name} /> {t('common:rows', { count: rows, formatted: format.number(rows) })}
          </li>
        ))}
      </ul>
    );
  }
  return (
    <>
      <p className={styles.text}>{t('customersText')}</p>
      {sample.isPending || reading ? (
        <ProgressBar
          label={reading ? t('readingFiles') : t('sendingFiles')}
          done={task?.progress?.done ?? 0}
          total={reading ? (task.progress?.total ?? null) : null}
        />
      ) : null}
      <ProblemBar problem={sample.error} />
      {reading || source === undefined ? null : <ProblemBar problem={task?.error} />}
      {reading ? null : (
        <div className={styles.buttons}>
          <Button
            appearance="primary"
            icon={<People20Regular />}
            disabled={sample.isPending}
            onClick={() => sample.mutate()}
          >
            {t('useSample')}
          </Button>
          <Button icon={<ArrowUpload20Regular />} disabled={sample.isPending} onClick={() => setAdding(true)}>
            {t('ownFile')}
          </Button>
        </div>
      )}
      {adding ? (
        <Suspense>
          <SourcePane
            editing={null}
            onClose={() => setAdding(false)}
            onSaved={() => {
              setAdding(false);
              void queries.invalidateQueries({ queryKey: ['tasks'] });
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}

/** The sample is uploaded and read just as one's own files are. */
function useSample() {
  const { t } = useTranslation('firstUse');
  const queries = useQueryClient();
  return useMutation({
    async mutationFn() {
      const { customers, orders } = sampleCustomers(new Date());
      for (const { name, text } of [customers, orders]) await upload(name, new Blob([text]));
      const source = await ask(
        api.POST('/api/sources', {
          body: {
            name: t('sampleSource'),
            type: 'file',
            tables: [
              { name: 'customers', path: customers.name, kind: 'profiles', key: 'CustomerId' },
              { name: 'orders', path: orders.name, kind: 'related', customerKey: 'CustomerId' },
            ],
          },
        }),
      );
      const path = { id: source.id };
      return ask(api.POST('/api/sources/{id}/refresh', { params: { path } }));
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['sources'] }),
        queries.invalidateQueries({ queryKey: ['tasks'] }),
      ]),
  });
}
