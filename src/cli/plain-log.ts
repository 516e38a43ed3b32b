// The server's log as lines for a person at a terminal; everywhere else it stays JSON, one object a line.
import type { Terminal } from './terminal.ts';
import { moment } from './words.ts';

const levels: Record<number, string> = { 40: 'Warning: ', 50: 'Error: ', 60: 'Fatal: ' };
const ordinary = new Set(['level', 'time', 'msg', 'err', 'req', 'res', 'reqId', 'responseTime']);

/** Where a logger writes to; takes one JSON object at a time. */
export function plainLog(terminal: Terminal): { write(line: string): void } {
  return {
    write(line) {
      terminal.say(plainLine(line));
    },
  };
}

function plainLine(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line.trimEnd();
  }
  const facts = Object.entries(entry)
    .filter(([name]) => !ordinary.has(name))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const error = entry.err as { message?: string } | undefined;
  const words = [String(entry.msg ?? ''), ...(error?.message === undefined ? [] : [error.message])].join(
    ': ',
  );
  const time = moment(String(entry.time)).slice(11);
  const more = facts.length === 0 ? '' : `  (${facts.join(', ')})`;
  return `${time}  ${levels[Number(entry.level)] ?? ''}${words}${more}`;
}
