// Goes over the whole log and says whether every entry is as it was written.
import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { ShieldCheckmark20Regular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AuditVerdict } from '../../../src/contract/audit.ts';
import { api, ask } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';

export function useVerifyLog() {
  const { t } = useTranslation('audit');
  const check = useMutation({ mutationFn: () => ask(api.GET('/api/audit/verify')) });
  const button = (
    <Button icon={<ShieldCheckmark20Regular />} disabled={check.isPending} onClick={() => check.mutate()}>
      {t('verify')}
    </Button>
  );
  const verdict = (
    <>
      <ProblemBar problem={check.error} onRetry={() => check.mutate()} />
      {check.data === undefined ? null : <Verdict {...check.data} />}
    </>
  );
  return { button, verdict };
}

function Verdict({ entries, intact, brokenAt }: AuditVerdict) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  return (
    <MessageBar intent={intact ? 'success' : 'error'} layout="multiline" role="status">
      <MessageBarBody>
        {intact ? (
          t('intact', { count: entries, formatted: format.number(entries) })
        ) : (
          <>
            <MessageBarTitle>{t('broken', { number: brokenAt })}</MessageBarTitle>
            {t('brokenText')}
          </>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}
