// What runs here, for whoever asks for help.
import { readFile } from 'node:fs/promises';
import type { Context } from '../context.ts';
import type { About } from '../contract/about.ts';

/** The package's own description: two levels up from the sources, three from the built files. */
const places = ['../../package.json', '../../../package.json'];

export async function about(ctx: Context): Promise<About> {
  return { version: await ownVersion(), database: ctx.config.database.kind, node: process.version };
}

async function ownVersion(): Promise<string> {
  for (const place of places) {
    const text = await readFile(new URL(place, import.meta.url), 'utf8').catch(() => null);
    const { name, version } = (text === null ? {} : JSON.parse(text)) as Record<string, unknown>;
    if (name === 'segue' && typeof version === 'string') return version;
  }
  throw new Error('There is no package.json beside the program.');
}
