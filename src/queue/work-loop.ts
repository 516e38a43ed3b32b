// Takes jobs while there are free hands, and otherwise sleeps until somebody wakes it.

export type WorkLoop = {
  /** Look at once. */
  wake(): void;
  /** Takes nothing more; resolves when everything that was taken has ended. */
  stop(): Promise<void>;
};

export type WorkLoopOptions<J> = {
  atOnce: number;
  /** At most so many jobs that nobody else will be given; none when it cannot ask. */
  take(most: number): Promise<J[]>;
  /** Must not reject. */
  execute(job: J): Promise<void>;
};

export function startLoop<J>(options: WorkLoopOptions<J>): WorkLoop {
  const underWay = new Set<Promise<void>>();
  let stopped = false;
  let awake = false;
  let wakeUp = () => {};
  const wake = () => {
    awake = true;
    wakeUp();
  };
  const sleep = () =>
    new Promise<void>((resolve) => {
      wakeUp = resolve;
      if (awake) resolve();
    });
  const start = (job: J) => {
    const work = options.execute(job).finally(() => {
      underWay.delete(work);
      wake();
    });
    underWay.add(work);
  };
  const running = (async () => {
    while (!stopped) {
      awake = false;
      const free = options.atOnce - underWay.size;
      if (free > 0) {
        for (const job of await options.take(free)) start(job);
      }
      await sleep();
    }
  })();
  return {
    wake,
    async stop() {
      stopped = true;
      wake();
      await running;
      await Promise.all(underWay);
    },
  };
}
