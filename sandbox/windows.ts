/** The length of Omnisend's sliding rate-limit window. */
export const windowMs = 60_000;

/** A ring of the times at which something happened in the last 60 s, oldest first. */
export class SlidingWindow {
  #times = new Float64Array(512);
  #head = 0;
  #size = 0;
  #largest = 0;

  /** The most that any 60 s held so far. */
  get largest(): number {
    return this.#largest;
  }

  /** A request exactly 60 s old has left: the window is half open. */
  countAt(now: number): number {
    while (this.#size > 0 && this.#oldest() <= now - windowMs) {
      this.#head = (this.#head + 1) % this.#times.length;
      this.#size -= 1;
    }
    return this.#size;
  }

  add(now: number): void {
    this.countAt(now);
    if (this.#size === this.#times.length) this.#grow();
    this.#times[(this.#head + this.#size) % this.#times.length] = now;
    this.#size += 1;
    if (this.#size > this.#largest) this.#largest = this.#size;
  }

  /** Milliseconds until the oldest one leaves; 0 when there is none. */
  msUntilNext(now: number): number {
    return this.countAt(now) === 0 ? 0 : this.#oldest() + windowMs - now;
  }

  #oldest(): number {
    return this.#times[this.#head] ?? 0;
  }

  #grow(): void {
    const wider = new Float64Array(this.#times.length * 2);
    const firstPart = this.#times.subarray(this.#head);
    wider.set(firstPart);
    wider.set(this.#times.subarray(0, this.#head), firstPart.length);
    this.#times = wider;
    this.#head = 0;
  }
}

/** One allowance: what was received, and what of it was let in. Only what was let in uses the allowance up. */
export class Allowance {
  readonly limit: number;
  readonly received = new SlidingWindow();
  readonly accepted = new SlidingWindow();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Milliseconds to wait; 0 means there is room. */
  waitMs(now: number): number {
    return this.accepted.countAt(now) < this.limit ? 0 : Math.max(1, this.accepted.msUntilNext(now));
  }
}
