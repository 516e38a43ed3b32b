// How far an installation has come, told by the server alone: whoever looks, from wherever, sees the same.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, ask, askAll, type Schemas } from '../../api/client.ts';
import { exportsQuery, segmentsQuery } from '../../api/lists.ts';
import { useMay } from '../../api/session.ts';
import { sourcesQuery, type TableInfo, tablesQuery, tasksQuery } from '../sources/queries.ts';

import { useEndings } from '../sources/use-task.ts';

const readConnections = () =>
  askAll((limit, offset) =>
    ask(api.GET('/api/connections', { params: { query: { limit, offset, sort: 'createdAt' } } })),
  );
/** Contributors see less of them than administrators. */
export type SeenConnection = Awaited<ReturnType<typeof readConnections>>[number];
export const connectionsQuery = queryOptions({ queryKey: ['connections'], queryFn: readConnections });

export const isWhole = (connection: SeenConnection): connection is Schemas['Connection'] =>
  'brand' in connection;

export const stepNames = ['customers', 'segment', 'connection', 'export', 'run', 'arrived'] as const;
export type StepName = (typeof stepNames)[number];

export type FirstUseState = {
  source: Schemas['Source'] | undefined;
  /** The latest reading of a source. */
  sourceTask: Schemas['Task'] | undefined;
  profiles: TableInfo | undefined;
  tables: TableInfo[];
  segments: Schemas['Segment'][];
  connections: SeenConnection[];
  export: Schemas['Export'] | undefined;
  run: Schemas['Run'] | undefined;
  done: Record<StepName, boolean>;
  /** The first step that is not done; undefined when all are. */
  current: StepName | undefined;
};

/** Undefined until everything has been read once. */
export function useFirstUse(): { state: FirstUseState | undefined; problem: unknown } {
  const may = useMay();
  const mayConnect = may('connections.list');
  const sources = useQuery(sourcesQuery);
  const tables = useQuery(tablesQuery);
  const tasks = useQuery(tasksQuery('source'));
  useEndings(tasks.data);
  // The members of a segment are counted a moment after it was made.
  useEndings(useQuery(tasksQuery('segment')).data);
  const segments = useQuery(segmentsQuery);
  const connections = useQuery({ ...connectionsQuery, enabled: mayConnect });
  const exports = useQuery(exportsQuery);
  const one = latest(exports.data ?? []);
  const all = [sources, tables, tasks, segments, exports, ...(mayConnect ? [connections] : [])];
  const problem = all.find((query) => query.data === undefined && query.error !== null)?.error ?? null;
  if (all.some((query) => query.data === undefined)) return { state: undefined, problem };
  const known = {
    source: sources.data?.at(-1),
    sourceTask: tasks.data?.[0],
    profiles: tables.data?.find(({ kind }) => kind === 'profiles'),
    tables: tables.data ?? [],
    segments: segments.data ?? [],
    connections: connections.data ?? [],
    export: one,
    run: one?.lastRun ?? undefined,
  };
  const done = doneOf(known);
  return { state: { ...known, done, current: stepNames.find((name) => !done[name]) }, problem: null };
}

/** The one that has run, or is closest to it. */
const latest = (exports: Schemas['Export'][]): Schemas['Export'] | undefined =>
  exports.find(({ lastRun }) => lastRun?.status === 'successful') ??
  exports.find(({ lastRun }) => lastRun !== null) ??
  exports[0];

export function doneOf(known: Omit<FirstUseState, 'done' | 'current'>): Record<StepName, boolean> {
  const { profiles, segments, connections, run } = known;
  const arrived = run?.status === 'successful';
  return {
    customers: profiles !== undefined,
    segment: segments.length > 0,
    // Contributors see only those that they may use.
    connection: connections.some((one) => !isWhole(one) || one.exportUser !== null),
    export: known.export !== undefined,
    run: arrived,
    arrived,
  };
}

/** What must be done before a step can be. */
const before: Record<StepName, StepName[]> = {
  customers: [],
  segment: ['customers'],
  connection: [],
  export: ['segment', 'connection'],
  run: ['export'],
  arrived: ['run'],
};

export const canBegin = (step: StepName, done: Record<StepName, boolean>): boolean =>
  before[step].every((needed) => done[needed]);
