// `segue status`: what runs, what ran, and how the refresh's parts stand.
import type { Run, Status } from '../contract/runs.ts';
import type { StatusSummary, TaskKind } from '../contract/tasks.ts';
import { everything } from './find-by-name.ts';
import { connect } from './find-server.ts';
import type { Terminal } from './terminal.ts';
import { lasted } from './watch-run.ts';
import { columns, counted, duration, moment, number, phaseWords, statusWords } from './words.ts';

const kindWords: Record<TaskKind, string> = {
  refresh: 'Refreshes',
  source: 'Sources',
  segment: 'Segments',
  export: 'Exports',
};

export async function showStatus(options: { json?: boolean }, terminal: Terminal): Promise<void> {
  const client = await connect(terminal.environment);
  const summary = await client.refresh.status();
  if (options.json === true) {
    terminal.say(JSON.stringify(summary, null, 2));
    return;
  }
  const exports = await everything(client.exports.list);
  const names = new Map(exports.map(({ id, name }) => [id, name]));
  for (const line of statusLines(summary, (run) => names.get(run.exportId) ?? 'an export that was removed')) {
    terminal.say(line);
  }
}

function statusLines(summary: StatusSummary, nameOf: (run: Run) => string): string[] {
  return [
    ...(summary.activeRuns.length === 0 ? ['Nothing runs.'] : ['Running:']),
    ...columns(summary.activeRuns.map((run) => activeRow(run, nameOf(run)))),
    ...(summary.lastRuns.length === 0 ? ['Nothing ran yet.'] : ['Last runs:']),
    ...columns(summary.lastRuns.map((run) => endedRow(run, nameOf(run)))),
    ...columns(summary.kinds.map(({ kind, counts }) => [`${kindWords[kind]}:`, countsLine(counts)])),
  ];
}

function activeRow(run: Run, name: string): string[] {
  const { phase, done, total, etaSeconds } = run.progress;
  const far = total > 0 ? `${number(done)} of ${number(total)}` : '';
  const left = etaSeconds === null ? '' : `${duration(etaSeconds)} left`;
  const state = run.status === 'processing' ? phaseWords[phase] : statusWords[run.status];
  return [`  ${run.id}`, name, state, far, left];
}

function endedRow(run: Run, name: string): string[] {
  const { accepted, rejected, requests } = run.counts;
  const counts = `${number(accepted)} accepted, ${number(rejected)} turned down, ${counted(requests, 'request')}, ${lasted(run)}`;
  return [
    `  ${run.id}`,
    run.endedAt === null ? '' : moment(run.endedAt),
    name,
    statusWords[run.status],
    counts,
  ];
}

function countsLine(counts: Partial<Record<Status, number>>): string {
  const parts = Object.entries(counts).map(
    ([status, count]) => `${number(count ?? 0)} ${statusWords[status as Status]}`,
  );
  return parts.length === 0 ? 'none yet' : parts.join('; ');
}
