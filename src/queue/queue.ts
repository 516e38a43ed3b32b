// Jobs on pg-boss, in the control database. A job only wakes a worker: who executes a run or a task is decided by the
// lease in its own row, so that a job that is lost, late or there twice does no harm.
import { CompiledQuery, type Transaction } from 'kysely';
import PgBoss from 'pg-boss';
import type { Logger } from '../logger.ts';
import { type Job, type JobName, jobNames, type Payload, payloads } from './payloads.ts';
import { startLoop, type WorkLoop } from './work-loop.ts';

export type Handlers = { [N in JobName]: { atOnce: number; handle(payload: Payload<N>): Promise<void> } };

export type Queue = {
  /** Puts the job in with the transaction: it is there if and only if that commits. Twice the same waits once. */
  enqueue<S>(tx: Transaction<S>, job: Job): Promise<void>;
  /** Lets this process look for such jobs at once instead of at its next poll; call it after the commit. */
  kick(name: JobName): void;
  /** From here on this process takes jobs. What a handler throws is logged; the job is not tried again. */
  work(handlers: Handlers): void;
  /** Jobs that wait. */
  depths(): Promise<Record<JobName, number>>;
  /** Takes no more jobs; resolves when those under way have ended. */
  stopWork(): Promise<void>;
  close(): Promise<void>;
};

export type QueueOptions = {
  query(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  logger: Logger;
  pollMilliseconds: number;
};

const waitingJobs = "SELECT DISTINCT name FROM pgboss.job WHERE state < 'active' AND start_after < now()";

/** Makes the tables of pg-boss at the first start, in a schema of their own. */
export async function openQueue(options: QueueOptions): Promise<Queue> {
  const { logger, query } = options;
  const boss = new PgBoss({
    db: { executeSql: (text, values?: unknown[]) => query(text, values) },
    // Its clock would poll all day; ours are rows with a time.
    schedule: false,
  });
  boss.on('error', (error) => logger.warn({ err: error }, 'the queue could not look after its tables'));
  await boss.start();
  // "short": of jobs about the same thing, one waits at most. A job lasts as long as its work, which pg-boss limits
  // to a day; it is never tried again, since the sweep for abandoned work does that.
  for (const name of jobNames) {
    await boss.createQueue(name, { name, policy: 'short', retryLimit: 0, expireInHours: 23 });
  }
  const loops = new Map<JobName, WorkLoop>();
  let looking: NodeJS.Timeout | undefined;
  // One cheap question for all queues: asking each for jobs would keep an idle process busy.
  const look = async () => {
    try {
      const { rows } = await query(waitingJobs);
      for (const { name } of rows) loops.get(name as JobName)?.wake();
    } catch (error) {
      logger.warn({ err: error }, 'the queue could not be looked into');
    }
    if (looking !== undefined) looking = setTimeout(look, options.pollMilliseconds);
  };
  const stopWork = async () => {
    clearTimeout(looking);
    looking = undefined;
    const stopping = [...loops.values()].map((loop) => loop.stop());
    loops.clear();
    await Promise.all(stopping);
  };
  return {
    async enqueue(tx, { name, payload }) {
      const executeSql = async (text: string, values: unknown[]) => {
        const { rows } = await tx.executeQuery(CompiledQuery.raw(text, values));
        return { rows };
      };
      const singletonKey = Object.values(payload).join();
      await boss.send(name, payload, { singletonKey, retryLimit: 0, expireInHours: 23, db: { executeSql } });
    },
    kick: (name) => loops.get(name)?.wake(),
    work(handlers) {
      for (const name of jobNames) loops.set(name, startLoop(loopOf(boss, name, handlers, logger)));
      looking = setTimeout(look, options.pollMilliseconds);
    },
    async depths() {
      const sizes = jobNames.map(async (name) => [name, await boss.getQueueSize(name)] as const);
      return Object.fromEntries(await Promise.all(sizes)) as Record<JobName, number>;
    },
    stopWork,
    async close() {
      await stopWork();
      await boss.stop({ graceful: false });
    },
  };
}

function loopOf<N extends JobName>(boss: PgBoss, name: N, handlers: Handlers, logger: Logger) {
  const { atOnce, handle } = handlers[name];
  return {
    atOnce,
    take: (most: number) => boss.fetch<object>(name, { batchSize: most }),
    async execute(job: PgBoss.Job<object>) {
      try {
        await handle(payloads[name].parse(job.data) as Payload<N>);
        await boss.complete(name, job.id);
      } catch (error) {
        logger.error({ err: error, queue: name }, 'a job failed');
        // Without the error, which belongs into the log and not into the tables of the queue.
        await boss.fail(name, job.id).catch(() => undefined);
      }
    },
  };
}
