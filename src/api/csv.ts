import { Readable } from 'node:stream';

/** As much of a reply as it takes, whatever schema the route has for its JSON. */
type Reply = {
  header(name: string, value: string): unknown;
  send(payload: never): unknown;
};

/** Sends text as it is made; `name` becomes the file's, and must not hold anything personal. */
export function sendCsv<R extends Reply>(reply: R, name: string, text: AsyncIterable<string>): R {
  reply.header('content-type', 'text/csv; charset=utf-8');
  reply.header('content-disposition', `attachment; filename="${name}.csv"`);
  reply.send(Readable.from(text) as never);
  return reply;
}
