// What a person is told by e-mail. Each box holds at once.
import { Checkbox, Field, MessageBar, MessageBarBody, makeStyles } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type NoticeKind, noticeKinds, preferences } from '../../api/people-calls.ts';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';

const queryKey = ['preferences'];
const useStyles = makeStyles({ boxes: { display: 'flex', flexDirection: 'column' } });

export function MailNotices() {
  const styles = useStyles();
  const { t } = useTranslation(['profile', 'common']);
  const queries = useQueryClient();
  const found = useQuery({ queryKey, queryFn: preferences.get });
  const save = useMutation({
    mutationFn: (email: NoticeKind[]) => preferences.save(email),
    onMutate: (email) =>
      queries.setQueryData<typeof found.data>(queryKey, (before) => before && { ...before, email }),
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
  const chosen = found.data?.email;
  return (
    <Section title={t('mail')}>
      {found.data?.mailConfigured === false ? (
        <MessageBar layout="multiline">
          <MessageBarBody>{t('mailNotConfigured')}</MessageBarBody>
        </MessageBar>
      ) : null}
      {chosen === undefined ? (
        found.error === null && <ListSkeleton label={t('common:loading')} />
      ) : (
        <Field label={t('mailText')}>
          <div className={styles.boxes} role="group">
            {noticeKinds.map((kind) => (
              <Checkbox
                key={kind}
                label={t(`notice_${kind}`)}
                checked={chosen.includes(kind)}
                onChange={(_, { checked }) =>
                  save.mutate(
                    noticeKinds.filter((one) => (one === kind ? checked === true : chosen.includes(one))),
                  )
                }
              />
            ))}
          </div>
        </Field>
      )}
      <ProblemBar problem={save.error ?? found.error} onRetry={() => void found.refetch()} />
    </Section>
  );
}
