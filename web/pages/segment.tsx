import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { ArrowDownload20Regular } from '@fluentui/react-icons/svg/arrow-download';
import { ArrowSync20Regular } from '@fluentui/react-icons/svg/arrow-sync';
import { Edit20Regular } from '@fluentui/react-icons/svg/edit';
import { PeopleAudience20Regular } from '@fluentui/react-icons/svg/people-audience';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../src/core/transitions.ts';
import { useMay } from '../api/session.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { RowMenu } from '../ui/row-menu.tsx';
import { Section } from '../ui/section.tsx';
import { fromRules, idsFrom } from './segments/builder-rules.ts';
import { placesOf } from './segments/builder-tree.ts';
import { AddToExportsDialog, RemoveDialog } from './segments/list-dialogs.tsx';
import { Members } from './segments/members.tsx';
import { Overlap } from './segments/overlap.tsx';
import { RulesInWords } from './segments/rules-in-words.tsx';
import {
  csvOf,
  ruleTablesQuery,
  type Segment,
  segmentQuery,
  segmentsChanged,
  startRefresh,
} from './segments/segment-queries.ts';
import { About, Trend, UsedByExports } from './segments/segment-sections.tsx';
import { useSayEnd } from './segments/use-refreshes.tsx';
import { download, useSegmentActions } from './segments/use-segment-actions.tsx';
import { type Task, useTask } from './segments/use-task.ts';
import { useUsedBy } from './segments/use-used-by.ts';

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
  },
  stack: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, minWidth: 0 },
});

export function SegmentPage() {
  const { id } = useParams({ from: '/shell/segments/$id' });
  const { t } = useTranslation(['segments', 'common']);
  const { data, error, refetch } = useQuery(segmentQuery(id));
  if (data !== undefined) return <Details key={id} segment={data.value} />;
  return (
    <>
      <PageHeader title={t('title')} up={{ to: '/segments', label: t('title') }} />
      {error === null ? (
        <Spinner label={t('common:loading')} />
      ) : (
        <ProblemBar problem={error} onRetry={() => void refetch()} />
      )}
    </>
  );
}

function Details({ segment }: { segment: Segment }) {
  const { id, name, description } = segment;
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const { data: tables } = useQuery(ruleTablesQuery);
  const { task, refresh } = useRefresh(segment);
  const going = refresh.isPending || (task !== null && isActive(task.status));
  const used = useMemo(() => attributesOf(segment), [segment]);
  return (
    <>
      <PageHeader
        title={name}
        up={{ to: '/segments', label: t('title') }}
        {...(description === '' ? {} : { description })}
        actions={<HeaderActions segment={segment} going={going} onRefresh={() => refresh.mutateAsync()} />}
      />
      <ProblemBar problem={refresh.error} />
      {going ? (
        <ProgressBar
          label={t('refreshing')}
          done={task?.progress?.done ?? 0}
          total={task?.progress?.total ?? null}
        />
      ) : null}
      <div className={styles.columns}>
        <div className={styles.stack}>
          <About segment={segment} />
          <Section title={t('details.rules')}>
            <RulesInWords rules={segment.rules} tables={tables} />
          </Section>
        </div>
        <div className={styles.stack}>
          <Section title={t('details.trend')}>
            <Trend segment={segment} />
          </Section>
          <Section title={t('details.overlap')}>
            <Overlap id={id} />
          </Section>
          <UsedByExports id={id} />
        </div>
      </div>
      <Section title={t('details.members')} plain>
        {segment.members === null ? (
          <EmptyState
            title={t('notComputed')}
            text={t('details.notComputedText')}
            icon={<PeopleAudience20Regular />}
          />
        ) : tables?.profiles ? (
          <Members segment={segment} profiles={tables.profiles} used={used} />
        ) : null}
      </Section>
    </>
  );
}

/** Started here, or on the page that led here. */
function useRefresh({ id, name }: Segment) {
  const { task: before } = useSearch({ from: '/shell/segments/$id' });
  const [started, setStarted] = useState<string | null>(before ?? null);
  const sayEnd = useSayEnd(name);
  const onEnded = useCallback(
    (task: Task) => {
      sayEnd(task);
      setStarted(null);
      void segmentsChanged();
    },
    [sayEnd],
  );
  const task = useTask(started, onEnded);
  const refresh = useMutation({ mutationFn: () => startRefresh(id), onSuccess: setStarted });
  return { task, refresh };
}

type ActionsProps = { segment: Segment; going: boolean; onRefresh: () => Promise<unknown> };

function HeaderActions({ segment, going, onRefresh }: ActionsProps) {
  const { t } = useTranslation('segments');
  const may = useMay();
  const navigate = useNavigate();
  const usedBy = useUsedBy();
  const [asking, setAsking] = useState<'remove' | 'addToExport' | null>(null);
  const actions = useSegmentActions({
    onRefresh: async () => {
      await onRefresh();
    },
    onAddToExport: () => setAsking('addToExport'),
    onRemove: () => setAsking('remove'),
  })(segment).filter(({ id }) => !['edit', 'refresh', 'csv'].includes(id));
  const onClose = () => setAsking(null);
  return (
    <>
      {may('segments.refresh') ? (
        <Button
          icon={<ArrowSync20Regular />}
          disabledFocusable={going}
          // What it fails with is shown on the page.
          onClick={() => void onRefresh().catch(() => {})}
        >
          {t('actions.refresh')}
        </Button>
      ) : null}
      <Button
        icon={<ArrowDownload20Regular />}
        disabledFocusable={segment.members === null}
        onClick={() => download(csvOf(segment.id))}
      >
        {t('actions.downloadCsv')}
      </Button>
      {may('segments.update') ? (
        <Button
          appearance="primary"
          icon={<Edit20Regular />}
          onClick={() => void navigate({ to: '/segments/$id/edit', params: { id: segment.id } })}
        >
          {t('actions.edit')}
        </Button>
      ) : null}
      <RowMenu name={segment.name} actions={actions} />
      {asking === 'remove' ? (
        <RemoveDialog
          segments={[segment]}
          usedBy={usedBy}
          onClose={onClose}
          onRemoved={() => void navigate({ to: '/segments' })}
        />
      ) : null}
      {asking === 'addToExport' ? <AddToExportsDialog segment={segment} onClose={onClose} /> : null}
    </>
  );
}

function attributesOf({ rules }: Segment): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { node, scope } of placesOf(fromRules(rules, idsFrom(0).take))) {
    if (node.kind === 'attribute' && scope === '') used.add(node.attribute);
  }
  return used;
}
