// Who the rules find, asked anew a moment after each change. Of a change that comes while an answer is on its way, only
// the answer to the latest counts.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api, ask } from '../../api/client.ts';
import { ProblemError } from '../../api/problem-error.ts';
import { useDebounced } from '../../ui/use-debounced.ts';
import { type ApiRule, type Misfit, misfitsByNode, toRules } from './builder-rules.ts';
import type { RuleNode } from './builder-tree.ts';
import type { RuleCount } from './rule-card.tsx';
import type { Preview } from './segment-queries.ts';

export type PreviewState = {
  /** The numbers are those of earlier rules, or not there yet. */
  counting: boolean;
  /** The latest that is known; null before, and while no condition is filled in. */
  latest: Preview | null;
  counts: ReadonlyMap<string, RuleCount>;
  misfits: ReadonlyMap<string, Misfit[]>;
  /** What could not be counted, and for which condition is in `misfits`. */
  problem: unknown;
  unfinished: number;
};

const pause = 350;
const noMisfits: ReadonlyMap<string, Misfit[]> = new Map();
type Known = { preview: Preview | null; counts: ReadonlyMap<string, RuleCount> };

export function usePreview(rules: RuleNode[]): PreviewState {
  const written = useMemo(() => toRules(rules, 'finished'), [rules]);
  const text = JSON.stringify(written.rules);
  const settled = useDebounced(text, pause);
  const query = useQuery({
    queryKey: ['preview', settled],
    queryFn: ({ signal }) =>
      ask(api.POST('/api/segments/preview', { body: { rules: JSON.parse(settled) as ApiRule[] }, signal })),
    enabled: settled !== '[]',
    staleTime: 30_000,
    gcTime: 60_000,
  });
  const isNow = settled === text;
  const nothing = written.rules.length === 0;
  const [known, setKnown] = useState<Known>({ preview: null, counts: new Map() });
  const answer = isNow && query.data !== undefined ? query.data : null;
  if (answer !== null && answer !== known.preview) {
    setKnown({ preview: answer, counts: countsOf(answer, written.places) });
  }
  const problem = isNow && !nothing ? query.error : null;
  const misfits = useMemo(() => {
    const errors = problem instanceof ProblemError ? problem.problem.errors : undefined;
    return errors === undefined ? noMisfits : misfitsByNode(errors, written.places);
  }, [problem, written.places]);
  return {
    counting: !nothing && (!isNow || query.isFetching),
    latest: nothing ? null : known.preview,
    counts: nothing ? new Map() : known.counts,
    misfits,
    problem,
    unfinished: written.unfinished.size,
  };
}

function countsOf({ rules }: Preview, places: ReadonlyMap<string, string>): Map<string, RuleCount> {
  return new Map(rules.map((count, at) => [places.get(`rules[${at}]`) ?? '', count]));
}
