// How long an answer is good for, and when a call is tried again.
import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from './problem-error.ts';

const mostTries = 4;
const lookAgainMilliseconds = 5000;

const mayPass = (error: unknown) => error instanceof ProblemError && error.mayPass;

export const queries = new QueryClient({
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
    mutations: { networkMode: 'always', retry: false },
  },
});
