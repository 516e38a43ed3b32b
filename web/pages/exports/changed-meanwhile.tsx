// Somebody else has saved the same export: what they changed, with what was entered here still in place.
import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Export } from '../../api/export-calls.ts';
import { ProblemError } from '../../api/problem-error.ts';
import { useFormat } from '../../ui/format.ts';
import { draftOf, inputOf, partsOf } from './draft.ts';

export type Current = { item: Export; tag: string };

/** What a refused change carries: the export as it stands now. */
export function currentOf(problem: unknown): Current | null {
  if (!(problem instanceof ProblemError) || problem.code !== 'changedMeanwhile') return null;
  const { current } = problem.problem;
  // The value is the export, in the shape that every answer gives it.
  return current === undefined ? null : { item: current.value as unknown as Export, tag: current.etag };
}

type Props = { before: Export; current: Current; onMine: () => void; onTheirs: () => void };

export function ChangedMeanwhile({ before, current, onMine, onTheirs }: Props) {
  const { t } = useTranslation('exports');
  const format = useFormat();
  const [then, now] = [inputOf(draftOf(before)), inputOf(draftOf(current.item))];
  const parts = partsOf(now).filter((part) => JSON.stringify(now[part]) !== JSON.stringify(then[part]));
  const changed: string[] = parts.map((part) => t(`part.${part}`));
  if (JSON.stringify(before.schedule) !== JSON.stringify(current.item.schedule)) {
    changed.push(t('part.schedule'));
  }
  return (
    <MessageBar intent="warning" layout="multiline" role="alert">
      <MessageBarBody>
        <MessageBarTitle>{t('changedTitle')}</MessageBarTitle>
        {changed.length === 0 ? '' : t('changedParts', { parts: format.list(changed) })} {t('changedText')}
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={onMine}>{t('saveMine')}</Button>
        <Button onClick={onTheirs}>{t('takeTheirs')}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
