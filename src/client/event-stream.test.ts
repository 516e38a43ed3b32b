import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventData } from './event-stream.ts';

async function read(pieces: string[]): Promise<string[]> {
  const found: string[] = [];
  const stream = (async function* () {
    yield* pieces;
  })();
  for await (const data of eventData(stream)) found.push(data);
  return found;
}

describe('eventData', () => {
  it('reads events wherever the stream is cut', async () => {
    const payloads = fc.array(
      fc.string({ minLength: 1 }).map((text) => JSON.stringify(text)),
      { maxLength: 5 },
    );
    const cuts = fc.array(fc.nat(), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(payloads, cuts, async (texts, at) => {
        const whole = texts.map((text) => `data: ${text}\n\n: beat\n\n`).join('');
        const places = [...new Set(at.map((n) => n % (whole.length + 1)))].sort((a, b) => a - b);
        const pieces = [0, ...places].map((from, index) => whole.slice(from, places[index] ?? whole.length));
        expect(await read(pieces)).toEqual(texts);
      }),
    );
  });

  it('joins the lines of one event and leaves out one that was cut off', async () => {
    expect(await read(['data: a\ndata: b\n\ndata: half'])).toEqual(['a\nb']);
  });
});
