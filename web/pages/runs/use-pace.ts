// How fast a run is: contacts a minute over the last half minute that was watched, or since it began.
import { useEffect, useRef, useState } from 'react';
import type { Run } from '../../api/export-calls.ts';

const window = 30_000;
const least = 2000;

/** What the brand allows: 400 requests a minute with 100 contacts each. */
export const mostPerMinute = 400 * 100;

type Sample = { at: number; done: number };

/** Null until something can be said. */
export function usePace({ id, progress, startedAt }: Run): number | null {
  const samples = useRef<{ run: string; list: Sample[] }>({ run: id, list: [] });
  const [pace, setPace] = useState<number | null>(null);
  const { done } = progress;
  useEffect(() => {
    const at = Date.now();
    if (samples.current.run !== id) samples.current = { run: id, list: [] };
    const list = [...samples.current.list, { at, done }].filter((sample) => at - sample.at <= window);
    samples.current.list = list;
    const [first] = list;
    if (first !== undefined && at - first.at >= least) {
      setPace(((done - first.done) / (at - first.at)) * 60_000);
    } else if (startedAt !== null && done > 0) {
      const elapsed = Math.max(1000, at - new Date(startedAt).getTime());
      setPace((done / elapsed) * 60_000);
    }
  }, [id, done, startedAt]);
  return pace;
}
