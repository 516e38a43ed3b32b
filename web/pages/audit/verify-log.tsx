// Goes over the whole log and says whether every entry is as it was written.
import { Button, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { ShieldCheckmark20Regular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';

export function VerifyLog() {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const check = useMutation({ mutationFn: () => ask(api.GET('/api/audit/verify')) });
  const verdict = check.data;
  return (
    <>
      <div>
        <Button icon={<ShieldCheckmark20Regular />} disabled={check.isPending} onClick={() => check.mutate()}>
          {t('verify')}
        </Button>
      </div>
      <ProblemBar problem={check.error} onRetry={() => check.mutate()} />
      {verdict === undefined ? null : (
        <MessageBar intent={verdict.intact ? 'success' : 'error'} layout="multiline" role="status">
          <MessageBarBody>
            {verdict.intact ? (
              t('intact', { count: verdict.entries, formatted: format.number(verdict.entries) })
            ) : (
              <>
                <MessageBarTitle>{t('broken', { number: verdict.brokenAt })}</MessageBarTitle>
                {t('brokenText')}
              </>
            )}
          </MessageBarBody>
        </MessageBar>
      )}
    </>
  );
}
