// Shows a run until it has ended. It watches from outside: stopping to watch does not stop the run.
import type { Client } from '../client/client.ts';
import type { Run } from '../contract/runs.ts';
import { createRate, type Rate } from './rate.ts';
import { step } from './steps.ts';
import type { Terminal } from './terminal.ts';
import { bar, counted, duration, number, phaseWords } from './words.ts';

const lineEveryMilliseconds = 10_000;

export type Watch = { client: Client; terminal: Terminal; title: string; signal?: AbortSignal };

/** The run once it has ended. Rejects with the signal's reason when that is aborted. */
export async function watchRun(run: Run, watch: Watch): Promise<Run> {
  return watch.terminal.live ? watchLive(run, watch) : watchInLines(run, watch);
}

async function watchLive(run: Run, { client, terminal, title, signal }: Watch): Promise<Run> {
  const rate = createRate();
  return step(title, terminal, async (report) => {
    const draw = (state: Run) => report.progress(progressLine(state, rate, 14));
    draw(run);
    const ended = await client.runs.wait(run.id, { ...withSignal(signal), onChange: draw });
    if (ended.status === 'successful') report.done(`${title}: done in ${lasted(ended)}`);
    else report.failed(`${title}: ended after ${lasted(ended)}`);
    return ended;
  });
}

async function watchInLines(run: Run, { client, terminal, title, signal }: Watch): Promise<Run> {
  const rate = createRate();
  let phase = '';
  let saidAt = 0;
  const onChange = (state: Run) => {
    const now = Date.now();
    const line = progressLine(state, rate, 0);
    if (state.progress.phase === 'done') return;
    if (state.progress.phase === phase && now - saidAt < lineEveryMilliseconds) return;
    phase = state.progress.phase;
    saidAt = now;
    terminal.say(`${title}: ${line}`);
  };
  return client.runs.wait(run.id, { ...withSignal(signal), onChange });
}

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** `width` 0 leaves the bar out. */
function progressLine(run: Run, rate: Rate, width: number): string {
  const { phase, total, etaSeconds } = run.progress;
  const { sent, words } = sentSoFar(run);
  const perMinute = rate.seen(sent, performance.now());
  const sending = phase === 'sending';
  const parts = [phaseWords[phase]];
  if (total > 0) parts.push(`${words} of ${counted(total, 'contact')}`);
  if (sending && perMinute !== null && perMinute > 0) parts.push(`${number(perMinute)} a minute`);
  const left = sending && perMinute ? ((total - sent) * 60) / perMinute : etaSeconds;
  if (left !== null && total > 0 && sent < total) parts.push(`${duration(left)} left`);
  const line = parts.join(' · ');
  return width > 0 && total > 0 ? `${bar(sent, total, width)}  ${line}` : line;
}

/**
 * A contact counts as done when its verdict is there, and verdicts come for many batches at once. While batches go
 * out, the requests so far, of those that were estimated, tell better how far the run is.
 */
function sentSoFar({ progress, counts, estimate }: Run): { sent: number; words: string } {
  const { done, total, phase } = progress;
  const guess =
    estimate === null ? 0 : Math.floor((total * counts.requests) / Math.max(1, estimate.requests));
  const sent = Math.min(total, guess);
  if (phase !== 'sending' || sent <= done) return { sent: done, words: number(done) };
  return { sent, words: `about ${number(sent)}` };
}

export function lasted(run: Run): string {
  if (run.startedAt === null || run.endedAt === null) return '0 s';
  return duration((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000);
}
