/** What a sandbox can be started with, and what each setting is when nobody says. */

export type Reading = 'merge' | 'replace';
export type ConsentReading = 'keep' | 'move';
export type BatchOrder = 'newest' | 'oldest';

/** A brand made known beforehand. Entries that share a `brandID` are several keys of one brand. */
export interface BrandOption {
  readonly key: string;
  readonly brandID: string;
  readonly name: string;
  readonly website: string;
  /** Defaults to every scope. */
  readonly scopes?: readonly string[];
}

export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Requests a brand may make in any 60 s, over all endpoints. */
  readonly rpm?: number;
  /** The stricter allowance of /contacts/tags, counted in addition. */
  readonly tagRpm?: number;
  /** Every answer of the API is held back this long. */
  readonly latencyMs?: number;
  /** What `tags` and `customProperties` of an upsert do to those already there: undocumented, so both can be had. */
  readonly tags?: Reading;
  readonly properties?: Reading;
  /** What an upsert that names no status does to a contact who has unsubscribed; Omnisend keeps it, one hopes. */
  readonly consent?: ConsentReading;
  /** Fault rules, see `faultHelp`. */
  readonly fail?: readonly string[];
  readonly brands?: readonly BrandOption[];
  /** Seeds every `p=` rule that names no seed of its own. */
  readonly seed?: number;
  /** From a batch's acceptance to its end. */
  readonly batchDelayMs?: number;
  readonly batchOrder?: BatchOrder;
  /** How many batches keep their request bodies for `GET /batches/{batchID}/items`. */
  readonly keepBodies?: number;
  /** Milliseconds since 1970, never running backwards; for windows and dates, not for timers. */
  readonly now?: () => number;
}

export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly rpm: number;
  readonly tagRpm: number;
  readonly latencyMs: number;
  readonly tags: Reading;
  readonly properties: Reading;
  readonly consent: ConsentReading;
  readonly fail: readonly string[];
  readonly brands: readonly BrandOption[];
  readonly seed: number;
  readonly batchDelayMs: number;
  readonly batchOrder: BatchOrder;
  readonly keepBodies: number;
  readonly now: () => number;
}

/** Monotonic, so that a clock set back or forward does not widen or empty a window. */
const { timeOrigin } = performance;
function steadyNow(): number {
  return timeOrigin + performance.now();
}

export function resolveSettings(options: SandboxOptions): Settings {
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    rpm: options.rpm ?? 400,
    tagRpm: options.tagRpm ?? 60,
    latencyMs: options.latencyMs ?? 0,
    tags: options.tags ?? 'merge',
    properties: options.properties ?? 'merge',
    consent: options.consent ?? 'keep',
    fail: options.fail ?? [],
    brands: options.brands ?? [],
    seed: options.seed ?? 1,
    batchDelayMs: options.batchDelayMs ?? 10,
    batchOrder: options.batchOrder ?? 'newest',
    keepBodies: options.keepBodies ?? 1000,
    now: options.now ?? steadyNow,
  };
}
