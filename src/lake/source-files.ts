// Finds the files of a source inside the import folders, and nowhere else: every path is followed to its end
// (links included) before anybody opens it.
import { access, constants, readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isNodeError, SegueError } from '../errors.ts';

export type SourceFile = {
  /** The real path, links resolved. */
  path: string;
  /** As a person knows it: relative to the import folder. */
  name: string;
  bytes: number;
};

/**
 * The files that `path` (a file or a glob with `*`, `?`, `[...]`, `**`) names, in order of their names. A relative
 * path belongs to the first import folder that has such a file.
 */
export async function locateFiles(path: string, importDirs: string[]): Promise<SourceFile[]> {
  const folders = importDirs.map((folder) => resolve(folder));
  const inside = folders
    .map((folder) => ({ folder, target: resolve(folder, path) }))
    .filter(({ folder, target }) => isWithin(target, folder));
  if (inside.length === 0 || leavesByDots(path)) throw outside(path);
  const realFolders = (await Promise.all(folders.map(realpathOrNull))).filter((folder) => folder !== null);
  for (const { folder, target } of inside) {
    const found = await expand(folder, relative(folder, target).split(sep), path);
    if (found.length === 0) continue;
    return Promise.all(found.map((file) => checkedFile(file, folder, realFolders, path)));
  }
  const where = isAbsolute(path)
    ? ''
    : ` in ${importDirs.length === 1 ? 'the import folder' : 'any import folder'}`;
  throw new SegueError('fileMissing', { detail: `There is no file "${path}"${where}.` });
}

// `a/*/../../x` stays inside as text but not once the glob has met a link, so dots after a glob are refused.
function leavesByDots(path: string): boolean {
  const segments = path.split(/[/\\]/);
  const firstGlob = segments.findIndex(isGlob);
  return firstGlob !== -1 && segments.slice(firstGlob).includes('..');
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function outside(path: string): SegueError {
  return new SegueError('fileOutside', { detail: `"${path}" is not inside an import folder.` });
}

async function realpathOrNull(path: string): Promise<string | null> {
  return realpath(path).catch(() => null);
}

async function checkedFile(
  file: string,
  folder: string,
  realFolders: string[],
  path: string,
): Promise<SourceFile> {
  const name = relative(folder, file);
  try {
    const real = await realpath(file);
    if (!realFolders.some((allowed) => isWithin(real, allowed))) throw outside(path);
    const facts = await stat(real);
    if (!facts.isFile())
      throw unreadable(name, facts.isDirectory() ? 'it is a folder' : 'it is not a plain file');
    await access(real, constants.R_OK);
    return { path: real, name, bytes: facts.size };
  } catch (error) {
    throw fileError(error, name);
  }
}

function unreadable(name: string, why: string, cause?: unknown): SegueError {
  return new SegueError('fileUnreadable', { detail: `"${name}" cannot be read: ${why}.`, cause });
}

/** What the operating system said about a file, in Segue's words. */
export function fileError(error: unknown, name: string): unknown {
  if (!isNodeError(error)) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new SegueError('fileMissing', { detail: `There is no file "${name}".` });
    case 'EACCES':
    case 'EPERM':
      return unreadable(name, 'Segue has no right to read it');
    case 'EISDIR':
      return unreadable(name, 'it is a folder');
    case 'ELOOP':
      return unreadable(name, 'its links lead in a circle');
    case 'EIO':
    case 'ENXIO':
    case 'EBUSY':
    case 'ETIMEDOUT':
      return unreadable(name, 'the disk or the network gave an error');
    default:
      return error;
  }
}

function isGlob(segment: string): boolean {
  return /[*?[]/.test(segment);
}

/** Files below `folder` that fit the segments; a path without a glob fits if anything of that name exists. */
async function expand(folder: string, segments: string[], path: string): Promise<string[]> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return [folder];
  const next = join(folder, segment);
  // A file whose name happens to look like a glob is meant as it is.
  if (!isGlob(segment) || (await exists(next, path))) {
    if (rest.length > 0) return expand(next, rest, path);
    return (await exists(next, path)) ? [next] : [];
  }
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    const reported = fileError(error, path);
    if (reported instanceof SegueError && reported.code === 'fileMissing') return [];
    throw reported;
  });
  const found: string[] = [];
  if (segment === '**' && rest.length > 0) found.push(...(await expand(folder, rest, path)));
  const pattern = globPattern(segment);
  for (const entry of entries) {
    if (entry.name.startsWith('.') || !pattern.test(entry.name)) continue;
    const next = join(folder, entry.name);
    if (segment === '**' && entry.isDirectory()) found.push(...(await expand(next, segments, path)));
    else if (segment === '**' && rest.length > 0) continue;
    else if (rest.length > 0) found.push(...(await expand(next, rest, path)));
    else if (!entry.isDirectory()) found.push(next);
  }
  return found.sort();
}

async function exists(file: string, path: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    const reported = fileError(error, path);
    if (reported instanceof SegueError && reported.code === 'fileMissing') return false;
    throw reported;
  }
}

function globPattern(segment: string): RegExp {
  if (segment === '**') return /^/;
  const source = segment.replace(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return part.replace(/[.+^${}()|[\]\\]/, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}

/** A path for DuckDB, which takes every path for a glob. */
export function literalGlob(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}
