// Reading a source: all its tables into new snapshots, and then the pointers to all of them in one transaction, so
// that nobody sees half of a refresh.
import type { Context } from '../context.ts';
import { SourceId, type TaskId } from '../contract/ids.ts';
import type { Table } from '../contract/sources.ts';
import { SegueError } from '../errors.ts';
import { ingestTable } from '../lake/ingest.ts';
import { findSource } from '../store/sources.ts';
import { moveTables, type ReadTable } from '../store/tables.ts';
import { type Alongside, startTask } from './start-task.ts';
import { type TaskEnd, type TaskSession, workOnTask } from './work-on-task.ts';

/** Throws `notFound`. */
export async function startSourceRefresh(ctx: Context, id: SourceId, alongside?: Alongside): Promise<TaskId> {
  const source = await findSource(ctx.db, id);
  if (source === null) throw new SegueError('notFound', { detail: `There is no source ${id}.` });
  return startTask(ctx, { kind: 'source', name: source.name, targetId: id }, alongside);
}

export function refreshSource(ctx: Context, taskId: TaskId, shutdown: AbortSignal): Promise<void> {
  return workOnTask(ctx, taskId, shutdown, (session) => readTables(ctx, session));
}

async function readTables(ctx: Context, session: TaskSession): Promise<TaskEnd> {
  const id = SourceId.parse(session.task.target_id);
  const source = await findSource(ctx.db, id);
  if (source === null) return { status: 'canceled' };
  const total = source.tables.length;
  const read: ReadTable[] = [];
  session.report({ done: 0, total });
  for (const definition of source.tables) {
    session.signal.throwIfAborted();
    read.push(await readTable(ctx, definition));
    session.report({ done: read.length, total });
  }
  return {
    status: 'successful',
    async commit(tx) {
      await moveTables(tx, id, read, ctx.clock.now());
    },
  };
}

async function readTable(ctx: Context, definition: Table): Promise<ReadTable> {
  const { duckMemoryMegabytes, duckThreads } = ctx.config.tuning;
  const { snapshot, badLines, badLinesFile, warnings } = await ingestTable({
    storage: ctx.storage,
    source: { memoryMegabytes: duckMemoryMegabytes, threads: duckThreads },
    importDirs: ctx.config.importDirs,
    table: definition,
    file: `tables/${ctx.newId()}.parquet`,
  });
  if (warnings.length > 0)
    ctx.logger.warn({ table: definition.name, warnings }, 'a table was read with warnings');
  return { definition, table: { ...snapshot, badLines, badLinesFile } };
}
