// `segue audit verify`: whether the log of who changed what is whole.
import { CommandFailed } from './failure.ts';
import { connect } from './find-server.ts';
import type { Terminal } from './terminal.ts';
import { counted, number } from './words.ts';

export async function verifyAuditLog(terminal: Terminal): Promise<void> {
  const client = await connect(terminal.environment);
  const { entries, intact, brokenAt } = await client.audit.verify();
  if (intact) {
    terminal.say(`The audit log is whole: ${counted(entries, 'entry', 'entries')}.`);
    return;
  }
  terminal.warn(
    `The audit log is broken at entry ${number(brokenAt ?? 0)}: it was changed, removed or added outside of Segue.\n  What comes before it is as it was written; nothing from there on can be relied on.\n  Compare with a backup of the control database, and find out who can write to it.`,
  );
  throw new CommandFailed();
}
