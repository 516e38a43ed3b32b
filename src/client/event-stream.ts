// Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), as far as Segue sends them.

/** The data of each event in a stream of text that may be cut anywhere; comments (heartbeats) are passed over. */
export async function* eventData(stream: AsyncIterable<string>): AsyncIterable<string> {
  let rest = '';
  for await (const text of stream) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = dataOf(block);
      if (data !== '') yield data;
    }
  }
}

function dataOf(block: string): string {
  return block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).trimStart())
    .join('\n');
}
