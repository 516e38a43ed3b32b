import { describe, expect, it } from 'vitest';
import { estimateRun } from './estimate.ts';

const pace = { requestsPerMinute: 400, tagRequestsPerMinute: 60, rateShare: 0.97 };

describe('estimateRun', () => {
  it('needs nothing for nothing', () => {
    expect(estimateRun({ upserts: 0, untags: 0 }, pace)).toEqual({ requests: 0, seconds: 0 });
  });

  it('counts a request for every hundred contacts and a list for every 250 batches', () => {
    expect(estimateRun({ upserts: 1, untags: 0 }, pace).requests).toBe(1 + 1 + 5);
    expect(estimateRun({ upserts: 100_001, untags: 0 }, pace).requests).toBe(1001 + 5 + 5);
  });

  it('takes a million contacts through in about 26 minutes', () => {
    const { requests, seconds } = estimateRun({ upserts: 1_000_000, untags: 0 }, pace);
    expect(requests).toBe(10_000 + 40 + 5);
    expect(seconds).toBe(Math.ceil((requests / 388) * 60));
  });

  it('keeps to the slower pace of tag calls', () => {
    const { seconds } = estimateRun({ upserts: 0, untags: 100_000 }, pace);
    expect(seconds).toBe(Math.ceil((400 / 58.2) * 60));
  });
});
