// How fast a run is: contacts a minute over the last half minute that was watched.
import { useEffect, useRef, useState } from 'react';
import type { Run } from '../../api/export-calls.ts';

const window = 30_000;
const least = 2000;
const every = 1500;

export type Sample = { at: number; done: number };

/** With one more, and without those that are too old. */
export const withSample = (samples: Sample[], sample: Sample): Sample[] => [
  ...samples.filter(({ at }) => sample.at - at <= window),
  sample,
];

/** Contacts a minute; null until something can be said. */
export function paceOf(samples: Sample[]): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < least) return null;
  return ((last.done - first.done) / (last.at - first.at)) * 60_000;
}

/** Looks by the clock: a run that stands still sends no news of that. */
export function usePace({ id, progress: { done, phase } }: Run): number | null {
  const latest = useRef(done);
  const [pace, setPace] = useState<number | null>(null);
  useEffect(() => {
    latest.current = done;
  }, [done]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was slow in one phase says nothing of the next.
  useEffect(() => {
    let samples: Sample[] = [];
    const look = () => {
      samples = withSample(samples, { at: Date.now(), done: latest.current });
      setPace(paceOf(samples));
    };
    look();
    const timer = setInterval(look, every);
    return () => clearInterval(timer);
  }, [id, phase]);
  return pace;
}
