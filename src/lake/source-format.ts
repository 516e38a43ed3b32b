import { SegueError } from '../errors.ts';
import { isGzip, readHead } from './source-bytes.ts';
import type { SourceFile } from './source-files.ts';

export type SourceFormat = 'CSV' | 'JSON lines' | 'Parquet';

/** What a file is: by the end of its name, else by how it begins. */
export async function sourceFormat(file: SourceFile): Promise<SourceFormat> {
  const extension = /\.([^./]+)$/.exec(file.name.replace(/\.gz$/i, ''))?.[1]?.toLowerCase();
  const format = formatOf(extension) ?? (await formatOfContent(file));
  if (format === 'Parquet' && isGzip(file)) {
    throw new SegueError('fileNotTabular', {
      detail: `"${file.name}" is a packed Parquet file.`,
      action: 'Unpack it; Parquet is compressed inside.',
    });
  }
  return format;
}

function formatOf(extension: string | undefined): SourceFormat | null {
  switch (extension) {
    case 'csv':
    case 'tsv':
    case 'tab':
      return 'CSV';
    case 'jsonl':
    case 'ndjson':
    case 'json':
      return 'JSON lines';
    case 'parquet':
    case 'pq':
      return 'Parquet';
    default:
      return null;
  }
}

async function formatOfContent(file: SourceFile): Promise<SourceFormat> {
  const { head } = await readHead(file);
  const begin = Buffer.from(head.subarray(0, 1_000)).toString('latin1');
  if (begin.startsWith('PAR1')) return 'Parquet';
  return /^(ï»¿)?\s*\{/.test(begin) ? 'JSON lines' : 'CSV';
}
