import { Brands } from './brands.ts';
import { Faults } from './faults.ts';
import { reportNumbers, type SandboxNumbers, Traffic } from './numbers.ts';
import type { Settings } from './options.ts';
import { RequestLog } from './request-log.ts';
import { WorkQueue } from './work-queue.ts';

/** All that a sandbox knows, in one place, so that it can be forgotten in one. */
export class SandboxState {
  readonly settings: Settings;
  readonly brands: Brands;
  readonly faults: Faults;
  readonly queue: WorkQueue;
  readonly log = new RequestLog();
  traffic: Traffic;

  constructor(settings: Settings) {
    this.settings = settings;
    this.brands = new Brands(settings);
    this.faults = new Faults(settings.fail, settings.seed);
    this.queue = new WorkQueue(settings.batchDelayMs);
    this.traffic = new Traffic(settings.now());
  }

  numbers(): SandboxNumbers {
    return reportNumbers({
      traffic: this.traffic,
      brands: this.brands.all(),
      faults: this.faults.fired(),
      waiting: this.queue.waiting,
    });
  }

  /** As freshly started: the rules stay, their counters begin again. */
  reset(): void {
    this.brands.clear();
    this.faults.rewind();
    this.queue.clear();
    this.log.clear();
    this.traffic = new Traffic(this.settings.now());
  }
}
