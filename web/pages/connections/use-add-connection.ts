// The state of the pane that makes a connection. A try tells whose account the key opens; saving makes the connection and
// then its export user. What has been made by the time something fails stays made, and saving again goes on from there.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { type Brand, type Connection, consentTextQuery } from './data.ts';
import { becomeExportUser, confirmAtProvider } from './export-user.tsx';

export type Draft = {
  displayName: string;
  shared: boolean;
  apiKey: string;
  agreed: boolean;
  /** Chose to become the export user. */
  joins: boolean;
  password: string;
};

const empty: Draft = {
  displayName: '',
  shared: false,
  apiKey: '',
  agreed: false,
  joins: false,
  password: '',
};

/** Which of the seed's steps are asked for by what was chosen last. */
type Attempt = 'nothing' | 'connect' | 'save';

type Hooks = { onDone: (connection: Connection) => void; onRefused: () => void };

export function useAddConnection({ onDone, onRefused }: Hooks) {
  const queries = useQueryClient();
  const { hasPassword } = useMe();
  const byProvider = hasPassword === false;
  const consent = useQuery(consentTextQuery);
  const [draft, setDraft] = useState(empty);
  const latestKey = useRef('');
  const [brand, setBrand] = useState<Brand | null>(null);
  const [made, setMade] = useState<Connection | null>(null);
  const [attempt, setAttempt] = useState<Attempt>('nothing');
  const tryKey = useMutation({
    mutationFn: (apiKey: string) => ask(api.POST('/api/connections/try', { body: { apiKey } })),
    // Whoever has typed on meanwhile asked about another key.
    onSuccess: (tried, apiKey) => apiKey === latestKey.current && setBrand(tried.brand),
    onError: onRefused,
  });
  const save = useMutation({
    async mutationFn() {
      const connection = made ?? (await create(draft, consent.data?.version));
      setMade(connection);
      if (made !== null) await update(made, draft);
      if (!byProvider) await becomeExportUser(connection.id, draft.password);
      return connection;
    },
    onError: onRefused,
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['connections'] }),
        queries.invalidateQueries({ queryKey: ['consents'] }),
      ]),
    onSuccess(connection) {
      if (byProvider) confirmAtProvider(connection.id);
      else onDone(connection);
    },
  });
  const missing = useMissing(draft, { attempt, brand, byProvider });
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    if (part.apiKey !== undefined) {
      latestKey.current = part.apiKey;
      setBrand(null);
      tryKey.reset();
    }
    if (save.isError) save.reset();
  };
  const connect = () => {
    setAttempt('connect');
    if (draft.apiKey.trim() !== '' && draft.agreed) tryKey.mutate(draft.apiKey);
  };
  const submit = () => {
    setAttempt('save');
    if (isComplete(draft, brand, byProvider)) save.mutate();
  };
  const dirty = made === null && (draft !== empty || brand !== null);
  return { draft, change, brand, made, missing, connect, submit, tryKey, save, byProvider, dirty };
}

function create({ displayName, shared, apiKey }: Draft, version: string | undefined): Promise<Connection> {
  return ask(
    api.POST('/api/connections', {
      body: {
        type: 'omnisend',
        displayName,
        apiKey,
        sharedWithContributors: shared,
        consent: { accepted: true, ...(version === undefined ? {} : { version }) },
      },
    }),
  );
}

/** What was changed between the first attempt to save and this one. */
async function update(made: Connection, { displayName, shared }: Draft): Promise<void> {
  if (made.displayName === displayName.trim() && made.sharedWithContributors === shared) return;
  const body = { displayName, sharedWithContributors: shared };
  await ask(api.PATCH('/api/connections/{id}', { params: { path: { id: made.id } }, body }));
}

const confirms = ({ joins, password }: Draft, byProvider: boolean) =>
  joins && (byProvider || password !== '');

function isComplete(draft: Draft, brand: Brand | null, byProvider: boolean): boolean {
  return draft.displayName.trim() !== '' && draft.agreed && brand !== null && confirms(draft, byProvider);
}

type Standing = { attempt: Attempt; brand: Brand | null; byProvider: boolean };

/** What to say at each step that was left out; nothing before something was attempted that needs it. */
function useMissing(draft: Draft, { attempt, brand, byProvider }: Standing) {
  const { t } = useTranslation(['connections', 'common']);
  const saving = attempt === 'save';
  const needed = (asked: boolean, there: boolean, words: string) => (asked && !there ? words : undefined);
  return {
    displayName: needed(saving, draft.displayName.trim() !== '', t('common:required')),
    apiKey: needed(attempt !== 'nothing', draft.apiKey.trim() !== '', t('common:required')),
    agreed: needed(attempt !== 'nothing', draft.agreed, t('agreeFirst')),
    connect: needed(saving, brand !== null, t('connectFirst')),
    exportUser: needed(saving, confirms(draft, byProvider), t('becomeFirst')),
  };
}
