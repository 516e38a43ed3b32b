// Numbers, times and states as people read them in a terminal.
import type { RunPhase, Status } from '../contract/runs.ts';

const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

export const number = (value: number): string => grouped.format(value);

export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** `seconds` as the two largest units that matter: 45 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${number(hours)} h` : `${number(hours)} h ${minutes % 60} min`;
}

/** A moment in this machine's own time zone, to the second. */
export function moment(iso: string): string {
  const time = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

export const statusWords: Record<Status, string> = {
  notStarted: 'not started',
  queued: 'queued',
  processing: 'running',
  held: 'held, waits for a person',
  successful: 'successful',
  failed: 'failed, the next run tries again',
  failedPermanently: 'failed, a person must act',
  canceled: 'canceled',
  skipped: 'skipped',
};

export const phaseWords: Record<RunPhase, string> = {
  waiting: 'waiting to start',
  evaluating: 'computing segments',
  planning: 'working out what to send',
  checking: 'trying one contact first',
  sending: 'sending',
  verifying: 'asking what arrived',
  untagging: 'taking tags off those who left',
  recording: 'writing the ledger',
  done: 'done',
};

/** A bar of `width` cells, filled to an eighth of a cell. */
export function bar(done: number, total: number, width: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const eighths = Math.round(share * width * 8);
  const parts = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
  const filled = '█'.repeat(Math.floor(eighths / 8)) + (parts[eighths % 8] ?? '');
  return filled + '░'.repeat(Math.max(0, width - filled.length));
}

/** Rows in columns as wide as their widest cell; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  '),
  );
}
