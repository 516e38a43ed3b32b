// Minutes gathered into as many columns as a chart has room for.
import type { Usage } from './data.ts';

/** `requests` and `throttled` are those of its busiest minute: the limit is one of minutes. */
export type Bucket = { at: string; requests: number; throttled: number };

/** @param size minutes in each */
export function bucketsOf(items: Usage['items'], size: number): Bucket[] {
  const buckets: Bucket[] = [];
  for (let from = 0; from < items.length; from += size) {
    const minutes = items.slice(from, from + size);
    const [first] = minutes;
    if (first === undefined) break;
    const busiest = minutes.reduce((most, each) => (each.requests > most.requests ? each : most), first);
    buckets.push({ at: first.minute, requests: busiest.requests, throttled: busiest.throttled });
  }
  return buckets;
}
