// The one place that turns a failure into words on screen: ours where the translations have them, else the server's.
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { asProblemError } from '../api/problem-error.ts';

export type ProblemText = { title: string; detail: string; action: string };
/** What runs and tasks carry as `error`, and calls throw as a ProblemError. */
export type Trouble = { code: string; title: string; detail: string; action: string };

export function problemText(trouble: Trouble, t: TFunction<'problems'>): ProblemText {
  const own = (part: 'title' | 'action', otherwise: string) =>
    t(`${trouble.code}.${part}` as 'unreachable.title', { defaultValue: otherwise });
  return {
    title: own('title', trouble.title || t('fallbackTitle')),
    // Of a form the fields say it themselves, each in its place.
    detail: trouble.code === 'badRequest' ? '' : trouble.detail,
    action: own('action', trouble.action),
  };
}

const isTrouble = (thrown: unknown): thrown is Trouble =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'action' in thrown;

/** @param thrown whatever a query or a mutation failed with, or the `error` of a run or task. */
export const troubleOf = (thrown: unknown): Trouble =>
  isTrouble(thrown) ? thrown : asProblemError(thrown).problem;

export function useProblemText(): (thrown: unknown) => ProblemText {
  const { t } = useTranslation('problems');
  return (thrown) => problemText(troubleOf(thrown), t);
}

/** What the server says about one field of a form; undefined when it says nothing. `customProperties.*` matches all. */
export function fieldProblem(thrown: unknown, field: string): string | undefined {
  if (thrown === null || thrown === undefined) return undefined;
  const errors = asProblemError(thrown).problem.errors ?? [];
  const prefix = field.endsWith('.*') ? field.slice(0, -1) : null;
  return errors.find((error) => error.field === field || (prefix !== null && error.field.startsWith(prefix)))
    ?.message;
}

type Props = {
  /** Nothing is shown for null and undefined. */
  problem: unknown;
  onRetry?: (() => void) | undefined;
  intent?: 'error' | 'warning';
};

/** What happened, what follows, what to do: where it happened. */
export function ProblemBar({ problem, onRetry, intent = 'error' }: Props) {
  const { t } = useTranslation('common');
  const textOf = useProblemText();
  if (problem === null || problem === undefined) return null;
  const { title, detail, action } = textOf(problem);
  return (
    <MessageBar intent={intent} layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle>
        {detail === '' ? null : <span lang="en">{detail} </span>}
        {action}
      </MessageBarBody>
      {onRetry === undefined ? null : (
        <MessageBarActions>
          <Button size="small" onClick={onRetry}>
            {t('tryAgain')}
          </Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
