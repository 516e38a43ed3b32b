// Data > Sources and tables.
import { Button } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { Database32Regular } from '@fluentui/react-icons/svg/database';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, askTagged, ifMatch } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { useToast } from '../ui/toasts.tsx';
import { sourcesQuery, tablesQuery, tasksQuery } from './sources/queries.ts';
import { SourceCard } from './sources/source-card.tsx';
import { type Editing, SourcePane } from './sources/source-pane.tsx';
import { useEndings } from './sources/use-task.ts';

type Doing = { what: 'add' } | { what: 'edit'; editing: Editing } | { what: 'remove'; editing: Editing };

export function Sources() {
  const { t } = useTranslation('sources');
  const may = useMay();
  const sources = useQuery(sourcesQuery);
  const tables = useQuery(tablesQuery);
  const tasks = useQuery(tasksQuery('source'));
  useEndings(tasks.data);
  const [doing, setDoing] = useState<Doing | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const addButton = may('sources.create') ? (
    <Button appearance="primary" icon={<Add20Regular />} onClick={() => setDoing({ what: 'add' })}>
      {t('addSource')}
    </Button>
  ) : undefined;
  // Read anew, with its tag: a change must be of what is there now.
  const begin = async (what: 'edit' | 'remove', id: string) => {
    setProblem(null);
    try {
      const { value: source, tag } = await askTagged(
        api.GET('/api/sources/{id}', { params: { path: { id } } }),
      );
      setDoing({ what, editing: { source, tag } });
    } catch (error) {
      setProblem(error);
    }
  };
  const isEmpty = sources.data?.length === 0;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={isEmpty ? undefined : addButton}
      />
      <ProblemBar problem={problem} />
      {sources.data === undefined ? (
        <>
          <ProblemBar problem={sources.error} onRetry={() => void sources.refetch()} />
          {sources.isPending ? <ListSkeleton label={t('title')} /> : null}
        </>
      ) : null}
      {isEmpty ? (
        <EmptyState
          icon={<Database32Regular />}
          title={t('emptyTitle')}
          text={t('emptyText')}
          action={addButton}
        />
      ) : null}
      {sources.data?.map((source) => (
        <SourceCard
          key={source.id}
          source={source}
          tables={(tables.data ?? []).filter(({ sourceId }) => sourceId === source.id)}
          task={tasks.data?.find(({ targetId }) => targetId === source.id)}
          onEdit={() => void begin('edit', source.id)}
          onRemove={() => void begin('remove', source.id)}
        />
      ))}
      <Dialogs doing={doing} onClose={() => setDoing(null)} />
    </>
  );
}

function Dialogs({ doing, onClose }: { doing: Doing | null; onClose: () => void }) {
  const { t } = useTranslation(['sources', 'common']);
  const toast = useToast();
  const queries = useQueryClient();
  if (doing === null) return null;
  if (doing.what === 'remove') {
    const { source, tag } = doing.editing;
    const remove = async () => {
      await ask(
        api.DELETE('/api/sources/{id}', { params: { path: { id: source.id } }, headers: ifMatch(tag) }),
      );
      await queries.invalidateQueries();
      toast(t('removed', { name: source.name }));
    };
    return (
      <ConfirmDialog
        open
        danger
        title={t('removeTitle', { name: source.name })}
        confirmLabel={t('common:remove')}
        onConfirm={remove}
        onClose={onClose}
      >
        {t('removeText')}
      </ConfirmDialog>
    );
  }
  return (
    <SourcePane
      editing={doing.what === 'add' ? null : doing.editing}
      onClose={onClose}
      onSaved={({ name }) => {
        void queries.invalidateQueries({ queryKey: ['tasks'] });
        toast(t('savedReading', { name }));
        onClose();
      }}
    />
  );
}
