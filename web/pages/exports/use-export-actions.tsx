// What can be done with an export, for its row and its own page: each action, and the pane or dialog that it opens.
import { ArrowSyncCircle20Regular } from '@fluentui/react-icons/svg/arrow-sync-circle';
import { CalendarClock20Regular } from '@fluentui/react-icons/svg/calendar-clock';
import { Copy20Regular } from '@fluentui/react-icons/svg/copy';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { Edit20Regular } from '@fluentui/react-icons/svg/edit';
import { Eye20Regular } from '@fluentui/react-icons/svg/eye';
import { Play20Regular } from '@fluentui/react-icons/svg/play';
import { PlugDisconnected20Regular } from '@fluentui/react-icons/svg/plug-disconnected';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask } from '../../api/client.ts';
import { duplicateExport, type Export } from '../../api/export-calls.ts';
import type { RowAction } from '../../ui/data-list.tsx';
import { useProblemText } from '../../ui/problem.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { DetachDialog, RemoveDialog } from './dialogs.tsx';
import { ExportPane } from './export-pane.tsx';
import { SchedulePane } from './schedule-pane.tsx';
import { useEditable } from './use-export-data.ts';

type Open = { what: 'edit' | 'schedule' | 'detach' | 'remove'; item: Export };

/** Starts a run and goes to where it can be watched. */
export function useRunExport() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const textOf = useProblemText();
  return useMutation({
    mutationFn: ({ id, mode = 'incremental' }: { id: string; mode?: 'incremental' | 'full' }) =>
      ask(api.POST('/api/exports/{id}/runs', { params: { path: { id } }, body: { mode } })),
    onSuccess: (run) => {
      queries.invalidateQueries({ queryKey: ['exports'] });
      queries.invalidateQueries({ queryKey: ['runs'] });
      return navigate({ to: '/runs/$id', params: { id: run.id } });
    },
    onError: (error) => {
      const { title, detail, action } = textOf(error);
      toast(title, { body: [detail, action].filter(Boolean).join(' '), intent: 'error' });
    },
  });
}

function useDuplicate() {
  const { t } = useTranslation('exports');
  const queries = useQueryClient();
  const toast = useToast();
  const textOf = useProblemText();
  return useMutation({
    mutationFn: (item: Export) => duplicateExport(item.id),
    onSuccess: ({ name }) => {
      queries.invalidateQueries({ queryKey: ['exports'] });
      toast(t('duplicated', { name }), { body: t('duplicatedText') });
    },
    onError: (error) => {
      const { title, detail, action } = textOf(error);
      toast(title, { body: [detail, action].filter(Boolean).join(' '), intent: 'error' });
    },
  });
}

export type ExportActions = {
  actionsOf(item: Export): RowAction[];
  open(what: Open['what'], item: Export): void;
  /** The pane or dialog that is open; to be put into the page. */
  panes: ReactNode;
};

/** @param onRemoved where to go when the export shown is no more */
export function useExportActions(onSaved: (saved: Export) => void, onRemoved?: () => void): ExportActions {
  const { t } = useTranslation(['exports', 'common']);
  const navigate = useNavigate();
  const editable = useEditable();
  const run = useRunExport();
  const duplicate = useDuplicate();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const actionsOf = (item: Export): RowAction[] => {
    const view: RowAction = {
      id: 'view',
      label: t('common:view'),
      icon: <Eye20Regular />,
      onSelect: () => navigate({ to: '/exports/$id', params: { id: item.id } }),
    };
    if (!editable(item)) return [view];
    const active = item.lastRun !== null && isActive(item.lastRun.status);
    const detached = item.connectionId === null;
    const gone = item.removing === true && t('beingRemoved');
    const opens = (what: Open['what']) => () => setOpen({ what, item });
    return [
      {
        ...{ id: 'edit', label: t('common:edit'), icon: <Edit20Regular /> },
        disabled: gone,
        onSelect: opens('edit'),
      },
      view,
      {
        ...{ id: 'run', label: t('run'), icon: <Play20Regular /> },
        disabled: gone || (detached && t('needsConnection')) || (active && t('runsAlready')),
        onSelect: () => run.mutate({ id: item.id }),
      },
      {
        ...{ id: 'full', label: t('runFull'), icon: <ArrowSyncCircle20Regular /> },
        disabled: gone || (detached && t('needsConnection')) || (active && t('runsAlready')),
        onSelect: () => run.mutate({ id: item.id, mode: 'full' }),
      },
      {
        ...{ id: 'duplicate', label: t('duplicate'), icon: <Copy20Regular /> },
        onSelect: () => duplicate.mutate(item),
      },
      {
        ...{ id: 'schedule', label: t('scheduleAction'), icon: <CalendarClock20Regular /> },
        disabled: gone,
        onSelect: opens('schedule'),
      },
      {
        ...{ id: 'detach', label: t('detach'), icon: <PlugDisconnected20Regular /> },
        disabled: gone || (detached && t('noConnectionNow')),
        onSelect: opens('detach'),
      },
      {
        ...{ id: 'remove', label: t('common:remove'), icon: <Delete20Regular /> },
        disabled: gone || (active && t('runsNow')),
        onSelect: opens('remove'),
      },
    ];
  };
  const saved = (item: Export) => {
    close();
    onSaved(item);
  };
  return {
    actionsOf,
    open: (what, item) => setOpen({ what, item }),
    panes:
      open === null ? null : <OpenPane open={open} onClose={close} onSaved={saved} onRemoved={onRemoved} />,
  };
}

type PaneProps = {
  open: Open;
  onClose: () => void;
  onSaved: (item: Export) => void;
  onRemoved: (() => void) | undefined;
};

function OpenPane({ open: { what, item }, onClose, onSaved, onRemoved }: PaneProps) {
  switch (what) {
    case 'edit':
      return <ExportPane key={item.id} id={item.id} onClose={onClose} onSaved={onSaved} />;
    case 'schedule':
      return <SchedulePane items={[item]} onClose={onClose} />;
    case 'detach':
      return <DetachDialog item={item} onClose={onClose} />;
    case 'remove':
      return <RemoveDialog item={item} onClose={onClose} {...(onRemoved ? { onRemoved } : {})} />;
  }
}
