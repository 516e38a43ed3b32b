// Changes of a connection: its name, who may use it, its key, its limits. Only what was changed is sent, and only if
// nobody else has changed the connection in the meantime.
import { Input } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, ifMatch } from '../../api/client.ts';
import { FormField } from '../../ui/form-field.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { type Connection, connectionQuery } from './data.ts';
import { KeyField, SharingField, useKeyProblem } from './fields.tsx';

type Props = { id: string; onClose: () => void };

export function EditConnection({ id, onClose }: Props) {
  const { t } = useTranslation('connections');
  const query = useQuery(connectionQuery(id));
  const [first, setFirst] = useState<Connection | null>(null);
  // The form begins with what was read first, and keeps its input when the connection is read again.
  if (first === null && query.data !== undefined) setFirst(query.data.connection);
  if (first === null) {
    return (
      <SidePane open title={t('editTitle')} onClose={onClose}>
        <ProblemBar problem={query.error} onRetry={() => query.refetch()} />
      </SidePane>
    );
  }
  return <EditForm before={first} tag={query.data?.tag ?? null} onClose={onClose} />;
}

type Draft = {
  displayName: string;
  shared: boolean;
  apiKey: string;
  maxProfiles: string;
  rateShare: string;
};

const draftOf = ({ displayName, sharedWithContributors, limits }: Connection): Draft => ({
  displayName,
  shared: sharedWithContributors,
  apiKey: '',
  maxProfiles: String(limits.maxProfilesPerExport),
  rateShare: String(Math.round(limits.rateShare * 100)),
});

function changesOf(before: Draft, draft: Draft) {
  const changed = (key: keyof Draft) => before[key] !== draft[key];
  const limits = {
    ...(changed('maxProfiles') ? { maxProfilesPerExport: Number(draft.maxProfiles) } : {}),
    ...(changed('rateShare') ? { rateShare: Number(draft.rateShare) / 100 } : {}),
  };
  return {
    ...(changed('displayName') ? { displayName: draft.displayName } : {}),
    ...(changed('shared') ? { sharedWithContributors: draft.shared } : {}),
    ...(draft.apiKey.trim() === '' ? {} : { apiKey: draft.apiKey }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  };
}

const isWhole = (text: string) => /^\d+$/.test(text.trim()) && Number(text) >= 1;
const isPercent = (text: string) => isWhole(text) && Number(text) <= 100;

type Save = { id: string; tag: string | null; body: ReturnType<typeof changesOf>; onSaved: () => void };

function useSave({ id, tag, body, onSaved }: Save) {
  const { t } = useTranslation('common');
  const toast = useToast();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      ask(
        api.PATCH('/api/connections/{id}', {
          params: { path: { id } },
          headers: ifMatch(tag),
          body,
        }),
      ),
    // After a refusal too: what somebody else has changed is to be seen, and the next attempt is on top of it.
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
    onSuccess() {
      toast(t('saved'));
      onSaved();
    },
  });
}

function EditForm({ before, tag, onClose }: { before: Connection; tag: string | null; onClose: () => void }) {
  const { t } = useTranslation(['connections', 'common']);
  const [start] = useState(() => draftOf(before));
  const [draft, setDraft] = useState(start);
  const body = changesOf(start, draft);
  const dirty = Object.keys(body).length > 0;
  const save = useSave({ id: before.id, tag, body, onSaved: onClose });
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    if (save.isError) save.reset();
  };
  const keyProblem = useKeyProblem(save.error);
  const valid = draft.displayName.trim() !== '' && isWhole(draft.maxProfiles) && isPercent(draft.rateShare);
  return (
    <SidePane
      open
      title={t('editTitle')}
      onClose={onClose}
      onSave={() => (dirty ? valid && save.mutate() : onClose())}
      busy={save.isPending}
      dirty={dirty}
      problem={keyProblem === undefined ? save.error : null}
    >
      <FormField
        label={t('displayName')}
        required
        name="displayName"
        problem={save.error}
        error={draft.displayName.trim() === '' ? t('common:required') : undefined}
      >
        <Input
          value={draft.displayName}
          maxLength={200}
          onChange={(_, { value }) => change({ displayName: value })}
        />
      </FormField>
      <SharingField shared={draft.shared} was={start.shared} onChange={(shared) => change({ shared })} />
      <KeyField
        label={t('newApiKey')}
        hint={t('newApiKeyHint')}
        value={draft.apiKey}
        onChange={(apiKey) => change({ apiKey })}
        error={keyProblem}
      />
      <LimitFields draft={draft} onChange={change} problem={save.error} />
    </SidePane>
  );
}

type LimitProps = { draft: Draft; onChange: (part: Partial<Draft>) => void; problem: unknown };

function LimitFields({ draft, onChange, problem }: LimitProps) {
  const { t } = useTranslation('connections');
  return (
    <>
      <FormField
        label={t('maxProfiles')}
        hint={t('maxProfilesHint')}
        name="limits.maxProfilesPerExport"
        problem={problem}
        error={isWhole(draft.maxProfiles) ? undefined : t('wholeNumber')}
      >
        <Input
          inputMode="numeric"
          value={draft.maxProfiles}
          onChange={(_, { value }) => onChange({ maxProfiles: value })}
        />
      </FormField>
      <FormField
        label={t('rateShare')}
        hint={t('rateShareHint')}
        name="limits.rateShare"
        problem={problem}
        error={isPercent(draft.rateShare) ? undefined : t('percentNumber')}
      >
        <Input
          inputMode="numeric"
          contentAfter="%"
          value={draft.rateShare}
          onChange={(_, { value }) => onChange({ rateShare: value })}
        />
      </FormField>
    </>
  );
}
