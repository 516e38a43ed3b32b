import { Button } from '@fluentui/react-components';
import { ArrowSync20Regular } from '@fluentui/react-icons/svg/arrow-sync';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useProblemText } from '../../ui/problem.tsx';
import { useToast } from '../../ui/toasts.tsx';

/** Refreshes everything: sources, segments, and the exports that go with it. */
export function RefreshNow() {
  const { t } = useTranslation('system');
  const may = useMay();
  const toast = useToast();
  const textOf = useProblemText();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () => ask(api.POST('/api/refresh')),
    onSuccess() {
      toast(t('refreshStarted'));
      void queries.invalidateQueries({ queryKey: ['tasks'] });
      void queries.invalidateQueries({ queryKey: ['status'] });
    },
    onError(thrown) {
      const { title, action } = textOf(thrown);
      toast(title, { body: action, intent: 'error' });
    },
  });
  if (!may('refresh.start')) return null;
  return (
    <Button
      appearance="primary"
      icon={<ArrowSync20Regular />}
      disabled={start.isPending}
      onClick={() => start.mutate()}
    >
      {t('refreshNow')}
    </Button>
  );
}
