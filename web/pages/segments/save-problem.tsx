import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../../api/problem-error.ts';
import { ProblemBar } from '../../ui/problem.tsx';

type Props = { problem: unknown; incomplete: boolean; onSaveAnyway: () => void };

/** Why it was not saved; who knows that somebody else has changed the segment may save over it. */
export function SaveProblem({ problem, incomplete, onSaveAnyway }: Props) {
  const { t } = useTranslation('segments');
  const changed = problem instanceof ProblemError && problem.code === 'changedMeanwhile';
  return (
    <>
      {incomplete ? (
        <MessageBar intent="error" role="alert">
          <MessageBarBody>{t('builder.mustFillIn')}</MessageBarBody>
        </MessageBar>
      ) : null}
      <ProblemBar problem={problem} />
      {changed ? (
        <div>
          <Button onClick={onSaveAnyway}>{t('builder.saveAnyway')}</Button>
        </div>
      ) : null}
    </>
  );
}
