// The bytes of a source file, unpacked and turned into UTF-8 as they stream by.
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { createDecoder, type Encoding } from '../core/encoding.ts';
import { isNodeError, SegueError } from '../errors.ts';
import { fileError, type SourceFile } from './source-files.ts';

const chunkBytes = 1 << 20;
const headBytes = 1 << 16;

export function isGzip(file: SourceFile): boolean {
  return /\.gz$/i.test(file.name);
}

/** The file's content in pieces of about a megabyte; `encoding` null leaves the bytes as they are. */
export async function* readBytes(file: SourceFile, encoding: Encoding | null): AsyncGenerator<Uint8Array> {
  const decoder = encoding === null ? null : createDecoder(encoding);
  try {
    for await (const chunk of rawBytes(file)) yield decoder ? decoder.decode(chunk) : chunk;
    if (decoder) yield decoder.end();
  } catch (error) {
    if (isNodeError(error) && error.code?.startsWith('Z_')) {
      throw new SegueError('fileNotTabular', { detail: `"${file.name}" is not a sound gzip file.` });
    }
    throw fileError(error, file.name);
  }
}

async function* rawBytes(file: SourceFile): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(file.path, { highWaterMark: chunkBytes });
  if (!isGzip(file)) {
    yield* stream as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = createGunzip({ chunkSize: chunkBytes });
  stream.on('error', (error) => unpacked.destroy(error));
  try {
    yield* stream.pipe(unpacked) as AsyncIterable<Buffer>;
  } finally {
    stream.destroy();
  }
}

/** The first bytes of the content, and whether they are all of it. */
export async function readHead(file: SourceFile): Promise<{ head: Uint8Array; complete: boolean }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readBytes(file, null)) {
    parts.push(chunk);
    length += chunk.length;
    if (length > headBytes) break;
  }
  return { head: Buffer.concat(parts).subarray(0, headBytes), complete: length <= headBytes };
}
