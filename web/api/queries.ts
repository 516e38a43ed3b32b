// How long an answer is good for, when a call is tried again, and what happens when nobody is signed in any more.
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError } from './problem-error.ts';

const mostTries = 4;
const lookAgainMilliseconds = 5000;

const mayPass = (error: unknown) => error instanceof ProblemError && error.mayPass;
const isSignedOut = (error: unknown) => error instanceof ProblemError && error.code === 'unauthenticated';

type Listener = () => void;
const listeners = new Set<Listener>();

/** Called when a call was refused because the session has ended. Answers with how to stop listening. */
export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const queries = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      if (isSignedOut(error) && query.queryKey[0] !== 'session') for (const listener of listeners) listener();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // A call to a server on this machine works without any network.
      networkMode: 'always',
      retry: (count, error) => mayPass(error) && count < mostTries,
      retryDelay: (count) => Math.min(500 * 2 ** count, 8000),
      // What failed for a reason that may pass is looked at again until it works.
      refetchInterval: (query) => (mayPass(query.state.error) ? lookAgainMilliseconds : false),
    },
    mutations: {
      networkMode: 'always',
      retry: false,
      onError(error) {
        if (isSignedOut(error)) for (const listener of listeners) listener();
      },
    },
  },
});
