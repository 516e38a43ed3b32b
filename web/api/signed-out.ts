// Tells the page when a call of any kind was refused because the session has ended.
import type { ProblemError } from './problem-error.ts';

type Listener = () => void;
const listeners = new Set<Listener>();

/** Answers with how to stop listening. */
export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellIfSignedOut({ code }: ProblemError): void {
  if (code === 'unauthenticated') for (const listener of listeners) listener();
}
