/** What is accepted now and done later, in order, in slices short enough for requests to be answered in between. */

interface Job {
  readonly dueAt: number;
  readonly run: () => void;
}

/** Longer than the arrival of what a slice works off, else the queue grows and with it what has to be kept in memory. */
const sliceMs = 10;

export class WorkQueue {
  readonly #delayMs: number;
  // A ring that is written over: every array left behind would keep whole batches alive until the next full collection.
  #ring: (Job | undefined)[] = new Array(1024);
  #first = 0;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  get waiting(): number {
    return this.#waiting;
  }

  add(run: () => void): void {
    if (this.#waiting === this.#ring.length) this.#grow();
    this.#ring[(this.#first + this.#waiting) % this.#ring.length] = {
      dueAt: performance.now() + this.#delayMs,
      run,
    };
    this.#waiting += 1;
    this.#schedule();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#ring.fill(undefined);
    this.#waiting = 0;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #grow(): void {
    const inOrder = [...this.#ring.slice(this.#first), ...this.#ring.slice(0, this.#first)];
    this.#ring = [...inOrder, ...new Array(inOrder.length)];
    this.#first = 0;
  }

  /** All delays are alike, so the first job is always the next one due. */
  #schedule(): void {
    const job = this.#ring[this.#first];
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
    for (let job = this.#ring[this.#first]; job !== undefined; job = this.#ring[this.#first]) {
      const now = performance.now();
      if (job.dueAt > now || now > endOfSlice) break;
      this.#ring[this.#first] = undefined;
      this.#first = (this.#first + 1) % this.#ring.length;
      this.#waiting -= 1;
      job.run();
    }
    this.#schedule();
  }
}
