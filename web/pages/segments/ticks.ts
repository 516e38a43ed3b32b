// Where the lines of a chart stand.

/** Round numbers that enclose both; from 0 unless all values lie close together. */
export function niceTicks(low: number, high: number, wanted = 4): number[] {
  const bottom = high - low < high * 0.4 ? low : 0;
  const span = Math.max(high - bottom, 1);
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough);
  const first = Math.max(0, Math.floor(bottom / step) * step);
  const ticks = [first];
  while ((ticks.at(-1) ?? 0) < high) ticks.push((ticks.at(-1) ?? 0) + step);
  if (ticks.length === 1) ticks.push(first + step);
  return ticks;
}

/** From the first to the last moment (milliseconds), evenly, ends included. */
export function timeTicks(first: number, last: number, wanted = 4): number[] {
  if (last <= first) return [first];
  return Array.from({ length: wanted }, (_, index) => first + ((last - first) * index) / (wanted - 1));
}
