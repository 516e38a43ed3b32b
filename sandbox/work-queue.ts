/** What is accepted now and done later, in order, in slices short enough for requests to be answered in between. */

interface Job {
  readonly dueAt: number;
  readonly run: () => void;
}

const sliceMs = 4;

export class WorkQueue {
  readonly #delayMs: number;
  #jobs: Job[] = [];
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  get waiting(): number {
    return this.#jobs.length - this.#next;
  }

  add(run: () => void): void {
    this.#jobs.push({ dueAt: performance.now() + this.#delayMs, run });
    this.#schedule();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#jobs = [];
    this.#next = 0;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  /** All delays are alike, so the first job is always the next one due. */
  #schedule(): void {
    const job = this.#jobs[this.#next];
    if (this.#closed || job === undefined || this.#timer !== undefined || this.#immediate !== undefined)
      return;
    const wait = job.dueAt - performance.now();
    if (wait > 0) this.#timer = setTimeout(() => this.#work(), wait);
    else this.#immediate = setImmediate(() => this.#work());
  }

  #work(): void {
    this.#timer = undefined;
    this.#immediate = undefined;
    const endOfSlice = performance.now() + sliceMs;
    for (let job = this.#jobs[this.#next]; job !== undefined; job = this.#jobs[this.#next]) {
      const now = performance.now();
      if (job.dueAt > now || now > endOfSlice) break;
      this.#next += 1;
      job.run();
    }
    if (this.#next > 1000) {
      this.#jobs = this.#jobs.slice(this.#next);
      this.#next = 0;
    }
    this.#schedule();
  }
}
