// What a run did, in a few lines.
import type { Counts, Run } from '../contract/runs.ts';
import { failureLines } from './failure.ts';
import { counted, number } from './words.ts';

export function countLines(counts: Counts): string[] {
  const left = [
    counts.invalid > 0 ? `${number(counts.invalid)} without a usable address` : '',
    counts.duplicates > 0 ? `${counted(counts.duplicates, 'duplicate')} folded` : '',
  ].filter((part) => part !== '');
  const folded = left.length > 0 ? ` (${left.join(', ')})` : '';
  return [
    `${counted(counts.members, 'member')} → ${counted(counts.contacts, 'contact')}${folded}`,
    `${number(counts.unchanged)} unchanged, ${number(counts.upserts)} to send, ${number(counts.untags)} to lose a tag`,
    ...(counts.warnings > 0
      ? [`${counted(counts.warnings, 'optional field')} left out, see the warnings`]
      : []),
  ];
}

export function resultLines(run: Run): string[] {
  const { counts } = run;
  const throttled =
    counts.throttled > 0 ? `, ${number(counts.throttled)} of them refused for the time being` : '';
  const lines = [
    ...countLines(counts),
    `${number(counts.accepted)} accepted, ${number(counts.rejected)} turned down, with ${counted(counts.requests, 'request')}${throttled}`,
  ];
  if (counts.rejected + counts.invalid > 0) lines.push(`Who and why: segue rejections ${run.id}`);
  return lines;
}

export function runErrorLines(run: Run): string[] {
  return run.error === undefined ? [] : failureLines(run.error);
}
