import type { z } from 'zod';
import type { ContactQuery, FoundContact } from '../contract/contacts.ts';
import type { Page } from '../contract/lists.ts';
import type { Rejection, RejectionKind, Run, RunPlan, Status } from '../contract/runs.ts';
import { ClientError } from './client-error.ts';
import { eventData } from './event-stream.ts';
import { pause } from './pause.ts';
import type { Query, Transport } from './transport.ts';

export type RunListQuery = {
  exportId?: string;
  status?: Status;
  sort?: 'createdAt' | '-createdAt';
  limit?: number;
  offset?: number;
};
export type RejectionQuery = { kind?: RejectionKind; limit?: number; offset?: number; q?: string };

export type WaitOptions = {
  signal?: AbortSignal;
  /** Told each state of the run that is seen on the way. */
  onChange?: (run: Run) => void;
  /** How long a server that does not answer (it may be starting again) is waited for; 60 s unless given. */
  patienceMilliseconds?: number;
};

const ended: readonly Status[] = ['successful', 'failed', 'failedPermanently', 'canceled', 'skipped'];
export const hasEnded = (status: Status): boolean => ended.includes(status);

export function runCalls(transport: Transport) {
  const path = (id: string) => `/api/runs/${encodeURIComponent(id)}`;
  const get = (id: string, signal?: AbortSignal) => transport.call<Run>('GET', path(id), { signal });

  /** Each state of the run from now on; ends when the run has ended, or early when the server stops. */
  async function* events(id: string, signal?: AbortSignal): AsyncIterable<Run> {
    const stream = transport.read(`${path(id)}/events`, { accept: 'text/event-stream', signal });
    for await (const data of eventData(stream)) yield JSON.parse(data) as Run;
  }

  /** The run once it has ended, or waits for a person. Lasts through a restart of the server. */
  async function wait(id: string, options: WaitOptions = {}): Promise<Run> {
    const { signal, onChange, patienceMilliseconds = 60_000 } = options;
    let lastAnswer = Date.now();
    for (;;) {
      try {
        for await (const run of events(id, signal)) {
          lastAnswer = Date.now();
          onChange?.(run);
          if (hasEnded(run.status) || run.status === 'held') return run;
        }
      } catch (thrown) {
        const gone = thrown instanceof ClientError && thrown.code === 'serverUnreachable';
        if (!gone || Date.now() - lastAnswer > patienceMilliseconds) throw thrown;
      }
      await pause(250, signal);
    }
  }

  return {
    list: (query: RunListQuery = {}) => transport.call<Page<Run>>('GET', '/api/runs', { query }),
    get,
    /** What it is about to do, or did. */
    plan: (id: string) => transport.call<RunPlan>('GET', `${path(id)}/plan`),
    cancel: (id: string) => transport.call<Run>('POST', `${path(id)}/cancel`),
    /** Lets a run that is held go on. */
    confirm: (id: string, heldAt?: string) =>
      transport.call<Run>('POST', `${path(id)}/confirm`, { query: { heldAt } }),
    events,
    wait,
    /** What became of one address in every run whose files are kept. */
    findContact: (query: z.input<typeof ContactQuery>) =>
      transport.call<FoundContact>('POST', '/api/contacts/find', { body: query }),
    rejections: (id: string, query: RejectionQuery = {}) =>
      transport.call<Page<Rejection>>('GET', `${path(id)}/rejections`, { query }),
    /** The rejections as CSV text, in pieces. */
    rejectionsCsv: (id: string, query: { kind?: RejectionKind } = {}) =>
      transport.read(`${path(id)}/rejections`, {
        accept: 'text/csv',
        query: { ...query, format: 'csv' } satisfies Query,
      }),
  };
}
