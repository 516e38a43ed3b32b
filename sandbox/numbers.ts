import type { Brand } from './brand.ts';

/** What the page of numbers shows, for the whole sandbox and for each brand. */

export interface BrandNumbers {
  readonly brandID: string;
  readonly name: string;
  readonly requests: number;
  readonly refused429: number;
  /** The most requests in any 60 s, refused ones included. */
  readonly largestWindow: number;
  /** The same without those the limit refused. */
  readonly largestWindowAccepted: number;
  readonly largestTagWindow: number;
  readonly largestTagWindowAccepted: number;
  readonly contacts: number;
  readonly welcomeMessages: number;
  readonly statusesReceived: number;
  readonly statusChanges: number;
  readonly resubscribed: number;
  readonly identifiersDropped: number;
  readonly batches: number;
  readonly itemsAccepted: number;
  readonly itemsRejected: number;
  readonly tagCalls: number;
}

export interface SandboxNumbers extends Omit<BrandNumbers, 'brandID' | 'name'> {
  readonly byEndpoint: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Fault rules and how often each fired. */
  readonly faults: Readonly<Record<string, number>>;
  /** Batches and tag calls accepted and not carried out yet. */
  readonly waiting: number;
  readonly startedAt: string;
  readonly firstRequestAt: string | null;
  readonly lastRequestAt: string | null;
  readonly brands: readonly BrandNumbers[];
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

export class Traffic {
  readonly startedAt: number;
  requests = 0;
  firstRequestAt: number | undefined = undefined;
  lastRequestAt: number | undefined = undefined;
  readonly byEndpoint = new Map<string, number>();
  readonly byStatus = new Map<string, number>();

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  received(endpoint: string, now: number): void {
    this.requests += 1;
    this.firstRequestAt ??= now;
    this.lastRequestAt = now;
    increment(this.byEndpoint, endpoint);
  }

  /** `outcome` is a status, or what befell the connection instead. */
  ended(outcome: string): void {
    increment(this.byStatus, outcome);
  }
}

function brandNumbers(brand: Brand): BrandNumbers {
  return {
    brandID: brand.brandID,
    name: brand.name,
    largestWindow: brand.overall.received.largest,
    largestWindowAccepted: brand.overall.accepted.largest,
    largestTagWindow: brand.tagging.received.largest,
    largestTagWindowAccepted: brand.tagging.accepted.largest,
    contacts: brand.book.all.length,
    ...brand.counts,
    ...brand.book.counts,
  };
}

function isoDate(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

interface Report {
  readonly traffic: Traffic;
  readonly brands: readonly Brand[];
  readonly faults: Readonly<Record<string, number>>;
  readonly waiting: number;
}

/** Windows are the brand's, so the sandbox's largest is that of its busiest brand; everything else adds up. */
export function reportNumbers({ traffic, brands, faults, waiting }: Report): SandboxNumbers {
  const each = brands.map(brandNumbers);
  const sum = (of: (brand: BrandNumbers) => number) => each.reduce((total, brand) => total + of(brand), 0);
  const most = (of: (brand: BrandNumbers) => number) =>
    each.reduce((top, brand) => Math.max(top, of(brand)), 0);
  return {
    requests: traffic.requests,
    byEndpoint: Object.fromEntries(traffic.byEndpoint),
    byStatus: Object.fromEntries(traffic.byStatus),
    refused429: sum((brand) => brand.refused429),
    largestWindow: most((brand) => brand.largestWindow),
    largestWindowAccepted: most((brand) => brand.largestWindowAccepted),
    largestTagWindow: most((brand) => brand.largestTagWindow),
    largestTagWindowAccepted: most((brand) => brand.largestTagWindowAccepted),
    contacts: sum((brand) => brand.contacts),
    welcomeMessages: sum((brand) => brand.welcomeMessages),
    statusesReceived: sum((brand) => brand.statusesReceived),
    statusChanges: sum((brand) => brand.statusChanges),
    resubscribed: sum((brand) => brand.resubscribed),
    identifiersDropped: sum((brand) => brand.identifiersDropped),
    batches: sum((brand) => brand.batches),
    itemsAccepted: sum((brand) => brand.itemsAccepted),
    itemsRejected: sum((brand) => brand.itemsRejected),
    tagCalls: sum((brand) => brand.tagCalls),
    faults,
    waiting,
    startedAt: new Date(traffic.startedAt).toISOString(),
    firstRequestAt: isoDate(traffic.firstRequestAt),
    lastRequestAt: isoDate(traffic.lastRequestAt),
    brands: each,
  };
}
