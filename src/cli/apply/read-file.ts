// From a path to a checked file, with all that is wrong said at once, each at its line and column.
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { isNodeError } from '../../errors.ts';
import { UsageError } from '../failure.ts';
import { ApplyFile } from './file-schema.ts';
import { type PlacedDocument, readPlaced } from './placed-document.ts';

export type CheckedFile = { file: ApplyFile; document: PlacedDocument };

/** Throws `UsageError`. */
export async function readApplyFile(path: string): Promise<CheckedFile> {
  return checkApplyFile(await readText(path), path);
}

export function checkApplyFile(text: string, path: string): CheckedFile {
  const document = readPlaced(text, path);
  const parsed = ApplyFile.safeParse(document.value);
  if (parsed.success) return { file: parsed.data, document };
  const lines = parsed.error.issues.flatMap((issue) => issueLines(issue, [], document));
  throw new UsageError([`${path} is not valid. Nothing was changed.`, ...lines].join('\n'));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (!isNodeError(thrown)) throw thrown;
    const why = thrown.code === 'ENOENT' ? 'is not there' : `cannot be read (${thrown.code})`;
    throw new UsageError(`The file ${path} ${why}.\n  Nothing was changed.\n  Check the path.`);
  }
}

type Issue = z.core.$ZodIssue;

function issueLines(issue: Issue, base: readonly PropertyKey[], document: PlacedDocument): string[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const closest = [...issue.errors].sort((a, b) => distance(a) - distance(b))[0] ?? [];
    return closest.flatMap((inner) => issueLines(inner, path, document));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${document.atKey([...path, key])}: ${pathText([...path, key])} is not known here`,
    );
  }
  const message =
    issue.code === 'invalid_union' ? 'is missing, or not one of the possible values' : issue.message;
  return [`${document.at(path)}: ${pathText(path)}: ${message}`];
}

/** How far a value is from one of the shapes it could have: a wrong value deep inside is nearer than a wrong shape. */
function distance(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + 2 * issue.keys.length + 2 / (1 + issue.path.length);
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      return sum + Math.min(...issue.errors.map(distance)) / (1 + issue.path.length);
    }
    return sum + 2 / (1 + issue.path.length);
  }, 0);
}

export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}
