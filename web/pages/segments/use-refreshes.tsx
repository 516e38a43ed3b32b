// Refreshes that were started on this page, each followed to its end.
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../../ui/problem.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { type Segment, segmentsChanged, startRefresh } from './segment-queries.ts';
import { type Task, useTask } from './use-task.ts';

type Going = ReadonlyMap<string, { task: string; name: string }>;

export function useRefreshes(): {
  /** Ids of segments that are being refreshed. */
  going: ReadonlySet<string>;
  start: (segment: Segment) => Promise<void>;
  /** To be put somewhere on the page: it draws nothing. */
  followers: ReactNode;
} {
  const [going, setGoing] = useState<Going>(new Map());
  const start = useCallback(async ({ id, name }: Segment) => {
    const task = await startRefresh(id);
    setGoing((before) => new Map(before).set(id, { task, name }));
  }, []);
  const end = useCallback((id: string) => {
    setGoing((before) => new Map([...before].filter(([each]) => each !== id)));
    void segmentsChanged();
  }, []);
  const followers = [...going].map(([id, { task, name }]) => (
    <Follower key={task} {...{ id, task, name }} onEnd={end} />
  ));
  const ids = useMemo(() => new Set(going.keys()), [going]);
  return { going: ids, start, followers };
}

type Props = { id: string; task: string; name: string; onEnd: (id: string) => void };

function Follower({ id, task, name, onEnd }: Props) {
  const sayEnd = useSayEnd(name);
  const ended = useCallback(
    (how: Task) => {
      sayEnd(how);
      onEnd(id);
    },
    [sayEnd, onEnd, id],
  );
  useTask(task, ended);
  return null;
}

/** Says how a refresh of the segment has ended. */
export function useSayEnd(name: string): (task: Task) => void {
  const { t } = useTranslation('segments');
  const toast = useToast();
  const textOf = useProblemText();
  return useCallback(
    ({ status, error }) => {
      if (status === 'successful') toast(t('refreshed', { name }));
      else {
        const body = error === undefined ? {} : { body: [textOf(error).title, error.detail].join(' ') };
        toast(t('refreshFailed', { name }), { intent: 'error', ...body });
      }
    },
    [t, toast, textOf, name],
  );
}
