// The form of an export, in the order in which people know it: connection, name, data matching, segments, save.
import { Input, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, ifMatch } from '../../api/client.ts';
import type { Export, ExportInput } from '../../api/export-calls.ts';
import { FormField } from '../../ui/form-field.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { Advanced } from './advanced.tsx';
import { ChangedMeanwhile, currentOf } from './changed-meanwhile.tsx';
import { ConnectionField } from './connection-field.tsx';
import { changesOf, type Draft, draftOf, emptyDraft, errorsOf, inputOf } from './draft.ts';
import { LooksLike } from './looks-like.tsx';
import { Matching } from './matching.tsx';
import { MembershipField } from './membership-field.tsx';
import { SegmentsField } from './segments-field.tsx';
import { suggestMapping } from './suggest-mapping.ts';
import { exportQuery, useConnections, useProfileTable } from './use-export-data.ts';

type Props = { id: string | null; onClose: () => void; onSaved: (saved: Export, isNew: boolean) => void };

/** @param id of the export to change; null makes a new one. Mount it with a key, so that it starts fresh. */
export function ExportPane({ id, onClose, onSaved }: Props) {
  const { t } = useTranslation(['exports', 'common']);
  const { data, error } = useQuery({ ...exportQuery(id ?? ''), enabled: id !== null, staleTime: 0 });
  const table = useProfileTable();
  const connections = useConnections();
  // The form starts from what was read first; what others change meanwhile shows when it is saved.
  const [start, setStart] = useState<{ item: Export; tag: string | null } | null>(null);
  useEffect(() => {
    if (data !== undefined) setStart((first) => first ?? data);
  }, [data]);
  const ready = table.data !== undefined && (id === null ? !connections.isPending : start !== null);
  if (ready) return <Form id={id} start={start} onClose={onClose} onSaved={onSaved} />;
  return (
    <SidePane open wide title={t(id === null ? 'addDestination' : 'editExport')} onClose={onClose}>
      <ProblemBar problem={error ?? table.error} />
      {error || table.error ? null : <Spinner label={t('common:loading')} />}
    </SidePane>
  );
}

type Start = { item: Export; tag: string | null } | null;

function useStartDraft(start: Start, attributes: string[]): Draft {
  const { data: connections } = useConnections();
  return useMemo(() => {
    if (start !== null) return draftOf(start.item);
    const only = connections?.length === 1 ? connections[0]?.id : undefined;
    return { ...emptyDraft, connectionId: only ?? '', email: suggestMapping(attributes).email ?? '' };
  }, [start, attributes, connections]);
}

/** What is as by default need not be said. */
function newExport(draft: Draft): ExportInput {
  const { quietStart, guards = {}, ...input } = inputOf(draft);
  return {
    ...input,
    ...(quietStart ? { quietStart } : {}),
    ...(Object.keys(guards).length === 0 ? {} : { guards }),
  };
}

function useSave(id: string | null, before: Draft) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ draft, tag }: { draft: Draft; tag: string | null }) => {
      if (id === null) return (await ask(api.POST('/api/exports', { body: newExport(draft) }))) as Export;
      const body = changesOf(draft, before);
      const change = { params: { path: { id } }, body, headers: ifMatch(tag) };
      return (await ask(api.PATCH('/api/exports/{id}', change))) as Export;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['exports'] }),
  });
}

function Form({ id, start, onClose, onSaved }: Props & { start: Start }) {
  const { t } = useTranslation('exports');
  const { data: table } = useProfileTable();
  const attributes = useMemo(() => (table?.columns ?? []).map(({ name }) => name), [table]);
  const [base, setBase] = useState(start);
  const first = useStartDraft(base, attributes);
  const [edited, setEdited] = useState<Draft | null>(null);
  const [tried, setTried] = useState(false);
  const draft = edited ?? first;
  const save = useSave(id, first);
  const change = (part: Partial<Draft>) => setEdited((now) => ({ ...(now ?? first), ...part }));
  const errors = errorsOf(draft);
  const shown = tried ? errors : new Set<never>();
  const problem = save.error;
  const current = currentOf(problem);
  const submit = (tag = base?.tag ?? null) => {
    setTried(true);
    if (errors.size === 0) save.mutate({ draft, tag }, { onSuccess: (saved) => onSaved(saved, id === null) });
  };
  const takeTheirs = () => {
    save.reset();
    setBase(current);
    setEdited(null);
  };
  const dirty = JSON.stringify(inputOf(draft)) !== JSON.stringify(inputOf(first));
  return (
    <SidePane
      open
      wide
      title={t(id === null ? 'addDestination' : 'editExport')}
      onClose={onClose}
      onSave={() => submit()}
      busy={save.isPending}
      dirty={dirty}
      problem={current === null ? problem : null}
      notice={
        current !== null && base !== null ? (
          <ChangedMeanwhile
            before={base.item}
            current={current}
            onMine={() => submit(current.tag)}
            onTheirs={takeTheirs}
          />
        ) : tried && errors.size > 0 ? (
          <StillToDo count={errors.size} />
        ) : null
      }
    >
      {table === null ? <NoTable /> : null}
      <ConnectionField
        draft={draft}
        onChange={change}
        invalid={shown.has('connectionId')}
        problem={problem}
      />
      <FormField
        label={t('exportName')}
        hint={t('exportNameHint')}
        required
        name="name"
        problem={problem}
        error={shown.has('name') ? t('giveName') : undefined}
      >
        <Input value={draft.name} onChange={(_, { value }) => change({ name: value })} />
      </FormField>
      <Matching draft={draft} onChange={change} attributes={attributes} errors={shown} problem={problem} />
      <SegmentsField draft={draft} onChange={change} errors={shown} problem={problem} />
      <MembershipField draft={draft} onChange={change} />
      <LooksLike draft={draft} />
      <Advanced draft={draft} onChange={change} invalid={shown.has('guards')} />
      <MessageBar layout="multiline">
        <MessageBarBody>{t('savingDoesNotRun')}</MessageBarBody>
      </MessageBar>
    </SidePane>
  );
}

function StillToDo({ count }: { count: number }) {
  const { t } = useTranslation('exports');
  return (
    <MessageBar intent="error" role="alert">
      <MessageBarBody>{t('stillToDo', { count })}</MessageBarBody>
    </MessageBar>
  );
}

function NoTable() {
  const { t } = useTranslation('exports');
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>{t('noProfileTable')}</MessageBarBody>
    </MessageBar>
  );
}
