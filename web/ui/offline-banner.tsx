// Says that the server does not answer, for as long as it does not, and notices by itself when it does again.
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError, unreachable } from '../api/problem-error.ts';

const lookEveryMilliseconds = 3000;

export function OfflineBanner() {
  const { t } = useTranslation('common');
  const away = useServerAway();
  if (!away) return null;
  return (
    <MessageBar intent="warning" role="status" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{t('offlineTitle')}</MessageBarTitle>
        {t('offlineText')}
      </MessageBarBody>
    </MessageBar>
  );
}

function useServerAway(): boolean {
  const queries = useQueryClient();
  const [away, setAway] = useState(!navigator.onLine);
  useEffect(() => {
    const lost = () => setAway(true);
    window.addEventListener('offline', lost);
    const isAway = (error: unknown) => error instanceof ProblemError && error.code === unreachable;
    const stops = [
      queries.getQueryCache().subscribe(({ query }) => isAway(query.state.fetchFailureReason) && lost()),
      // Of the failure itself alone: a mutation keeps its error, and says other things later.
      queries.getMutationCache().subscribe((event) => {
        if (event.type === 'updated' && event.action.type === 'error' && isAway(event.action.error)) lost();
      }),
    ];
    return () => {
      window.removeEventListener('offline', lost);
      for (const stop of stops) stop();
    };
  }, [queries]);
  useQuery({
    queryKey: ['alive'],
    enabled: away,
    retry: false,
    refetchInterval: lookEveryMilliseconds,
    queryFn: async () => {
      const { ok } = await fetch('/healthz').catch(() => ({ ok: false }));
      if (ok) {
        setAway(false);
        queries.invalidateQueries();
      }
      return ok;
    },
  });
  return away;
}
