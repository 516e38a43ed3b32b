// Calls about exports and runs that the server does not describe yet: hand-written until the generated types know them.
import type { Guards } from '../../src/contract/guards.ts';
import type { Hold } from '../../src/contract/runs.ts';
import type { Schemas } from './client.ts';
import { call } from './pending.ts';
import { ProblemError } from './problem-error.ts';
import type { paths } from './schema.d.ts';

export type Run = Schemas['Run'] & { hold?: Hold | undefined };
export type Export = Omit<Schemas['Export'], 'lastRun'> & {
  lastRun: Run | null;
  yourPermissions?: 'edit' | 'view';
  guards?: Guards;
  quietStart?: boolean;
  removing?: boolean;
  connectionName?: string | null;
};
type Body = paths['/api/exports']['post']['requestBody']['content']['application/json'];
export type ExportInput = Body & { guards?: Guards; quietStart?: boolean };
export type Table = paths['/api/tables/{name}']['get']['responses'][200]['content']['application/json'];
export type Schedule = Export['schedule'];
export type Mapping = Export['mapping'];

export type Members = {
  members: number | null;
  limit: number;
  overLimit: boolean;
  segments: { id: string; members: number | null }[];
};

export type Warning = { code: string; message: string; count: number; examples: string[] };
export type Plan = {
  counts: Run['counts'];
  estimate: { requests: number; seconds: number };
  sample: Record<string, unknown>[];
  warnings: Warning[];
  losing?: { email: string; tags: string[]; gone: boolean }[];
  hold?: Hold;
};

type Trouble = { code: string; title: string; detail: string; action: string };
export type RunAll = { items: { exportId: string; runId: string | null; problem?: Trouble }[] };

export const fates = [
  'accepted',
  'rejected',
  'unknown',
  'notSent',
  'unchanged',
  'invalid',
  'duplicate',
  'untagged',
] as const;
export type Fate = (typeof fates)[number];
export type FoundContact = {
  exportId: string;
  exportName: string;
  held: {
    state: 'accepted' | 'rejected' | 'unknown';
    tags: string[];
    sentAt: string;
    runId: string;
  } | null;
  fates: { runId: string; at: string; fate: Fate; code?: string; reason?: string; detail?: string }[];
};

/** Null where the server does not know the call, or has nothing to show. */
async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 404) return null;
    throw error;
  }
}

const of = (id: string) => encodeURIComponent(id);

export const exportMembers = (segmentIds: string[], connectionId: string | undefined) =>
  orNull(
    call<Members>('POST', '/api/exports/members', {
      segmentIds,
      ...(connectionId === undefined ? {} : { connectionId }),
    }),
  );

export const duplicateExport = (id: string, name?: string) =>
  call<Export>('POST', `/api/exports/${of(id)}/duplicate`, name === undefined ? {} : { name });

export const runAllExports = () => call<RunAll>('POST', '/api/exports/run-all');

export const setSchedules = (exportIds: string[], schedule: Schedule | null) =>
  call<{ items: Export[] }>('POST', '/api/exports/schedules', { exportIds, schedule });

/** Takes back what the export put into Omnisend; the export goes when that has ended. */
export const takeBackExport = (id: string) => call<Run>('DELETE', `/api/exports/${of(id)}?contacts=takeBack`);

export const confirmRun = (id: string) => call<Run>('POST', `/api/runs/${of(id)}/confirm`);

/** Null before there is a plan, and when its files are no longer kept. */
export const runPlan = (id: string) => orNull(call<Plan>('GET', `/api/runs/${of(id)}/plan`));

export const findContact = (email: string) =>
  call<{ items: FoundContact[] }>('POST', '/api/contacts/find', { email });
