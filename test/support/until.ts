/** Asks again and again until the answer is neither undefined nor false; tests wait for conditions, never for time. */
export async function until<T>(
  ask: () => T | Promise<T>,
  options: { milliseconds?: number; what?: string } = {},
): Promise<Exclude<T, false | undefined>> {
  const { milliseconds = 90_000, what = 'the condition' } = options;
  const end = performance.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, false | undefined>;
    if (performance.now() > end) throw new Error(`Waited ${milliseconds} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
