// What makes a run stop and wait for a person, as the form shows it: percent, times, or nothing for no limit.
import type { GuardName } from '../../../src/contract/guards.ts';
import type { ExportInput } from '../../api/export-calls.ts';

export type Guards = NonNullable<ExportInput['guards']>;

/** The server's own (src/contract/guards.ts, which would bring its library along); a test compares them. */
export const defaultGuards: Record<GuardName, number> = {
  untagsOver: 0.2,
  contactsDownBy: 0.3,
  rejectionsOver: 0.1,
  upsertsTimes: 20,
};

export const guardOrder = ['untagsOver', 'contactsDownBy', 'rejectionsOver', 'upsertsTimes'] as const;
export const isShare = (guard: GuardName) => guard !== 'upsertsTimes';

/** As the API takes it: what is left out is not there at all. */
export type GuardLimits = { [guard in GuardName]?: number | null };

export type GuardTexts = Record<GuardName, string>;

export function guardTexts(guards: Guards): GuardTexts {
  const text = (guard: GuardName) => {
    const limit = guards[guard] === undefined ? defaultGuards[guard] : guards[guard];
    if (limit === null) return '';
    return String(isShare(guard) ? Math.round(limit * 1000) / 10 : limit);
  };
  return {
    untagsOver: text('untagsOver'),
    contactsDownBy: text('contactsDownBy'),
    rejectionsOver: text('rejectionsOver'),
    upsertsTimes: text('upsertsTimes'),
  };
}

const numberOf = (text: string) => Number(text.trim().replace(',', '.'));

export function isGuardText(guard: GuardName, text: string): boolean {
  if (text.trim() === '') return true;
  const value = numberOf(text);
  return Number.isFinite(value) && (isShare(guard) ? value >= 0 && value <= 100 : value >= 1);
}

/** What is as by default is left out, so that it follows the default. */
export function guardsOf(texts: GuardTexts): GuardLimits {
  const guards: GuardLimits = {};
  for (const guard of guardOrder) {
    const text = texts[guard];
    const limit = text.trim() === '' ? null : isShare(guard) ? numberOf(text) / 100 : numberOf(text);
    if (limit !== defaultGuards[guard]) guards[guard] = limit;
  }
  return guards;
}
