// A quiet start sends the first contacts of an export in stages, with a pause after each for a person to look: 50, then
// 500 more, then all.

const stages = [50, 550];

/** Up to which row each stage goes; none when there is no more to send than the first stage. */
export function stagesFor(upsertRows: number): number[] {
  return stages[0] !== undefined && upsertRows > stages[0] ? stages.filter((end) => end < upsertRows) : [];
}

/**
 * Where the first batches begin and end, so that each stage ends with one: full batches of `size` wherever they can be.
 * @returns ascending, from 0 to a multiple of `size` (or to `rows`) from which on the batches are all full ones
 */
export function batchBounds(rows: number, size: number, ends: readonly number[]): number[] {
  const last = ends.at(-1) ?? 0;
  const upTo = Math.min(rows, Math.ceil(last / size) * size);
  const regular = Array.from({ length: Math.ceil(upTo / size) + 1 }, (_, n) => Math.min(n * size, upTo));
  return [...new Set([...regular, ...ends.filter((end) => end < rows), upTo])].sort((a, b) => a - b);
}
