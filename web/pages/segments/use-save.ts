// Saves what was built, and has its members computed.
import { useMutation } from '@tanstack/react-query';
import { api, ask, ifMatch } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import { toRules } from './builder-rules.ts';
import { type Draft, factsOf } from './builder-state.ts';
import { type Segment, segmentsChanged, startRefresh } from './segment-queries.ts';

export type Saved = {
  segment: Segment /** Of the refresh; null when it is not refreshed now. */;
  task: string | null;
};

/** @param tag of what was opened; null saves over what somebody else has changed since. */
type Save = { draft: Draft; tag: string | null };

export function useSave(id: string | null, onSaved: (saved: Saved) => void) {
  return useMutation({
    mutationFn: async ({ draft, tag }: Save): Promise<Saved> => {
      const body = { ...factsOf(draft), name: draft.name.trim(), rules: toRules(draft.rules).rules };
      const segment =
        id === null
          ? await ask(api.POST('/api/segments', { body }))
          : await ask(
              api.PATCH('/api/segments/{id}', { params: { path: { id } }, body, headers: ifMatch(tag) }),
            );
      // A static segment keeps its members until somebody refreshes it; a new one has none to keep.
      const computes = segment.type === 'dynamic' || segment.members === null;
      // What is saved stays saved if this fails; the page of the segment offers it again.
      const task = computes ? await startRefresh(segment.id).catch(() => null) : null;
      return { segment, task };
    },
    onSuccess: async (saved) => {
      queries.removeQueries({ queryKey: ['segments', saved.segment.id] });
      void segmentsChanged();
      onSaved(saved);
    },
  });
}
