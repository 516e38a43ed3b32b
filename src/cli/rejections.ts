// `segue rejections RUN`: the rows that did not go, and why. It shows personal data: that is what it is asked for.
import type { Rejection, RejectionKind } from '../contract/runs.ts';
import { UsageError } from './failure.ts';
import { connect } from './find-server.ts';
import type { Terminal } from './terminal.ts';
import { columns, counted, number } from './words.ts';

const shown = 200;

export type RejectionOptions = { csv?: boolean; kind: RejectionKind };

export async function showRejections(
  runId: string,
  { csv, kind }: RejectionOptions,
  terminal: Terminal,
): Promise<void> {
  if (!/^[0-9a-f-]{36}$/.test(runId)) {
    throw new UsageError(
      `"${runId}" is not the id of a run.\n  Nothing was done.\n  "segue status" lists the runs with their ids.`,
    );
  }
  const client = await connect(terminal.environment);
  if (csv === true) {
    for await (const text of client.runs.rejectionsCsv(runId, { kind })) await terminal.write(text);
    return;
  }
  const page = await client.runs.rejections(runId, { kind, limit: shown });
  terminal.say(page.total === 0 ? `No ${kind}.` : `${counted(page.total, oneOf[kind], kind)}:`);
  for (const line of columns(page.items.map(row))) terminal.say(line);
  if (page.total > page.items.length) {
    terminal.say(`… and ${number(page.total - page.items.length)} more: segue rejections ${runId} --csv`);
  }
}

const oneOf: Record<RejectionKind, string> = {
  rejections: 'rejection',
  duplicates: 'duplicate',
  warnings: 'warning',
};

function row({ customerId, email, code, reason, detail }: Rejection): string[] {
  return [
    `  ${customerId}`,
    email ?? '(no address)',
    code,
    detail === null || detail === '' ? reason : `${reason} (${detail})`,
  ];
}
