// A notice as mail: plain text in the person's language. Names of exports, codes and numbers, and never data of a
// customer: what happened in particular is looked at inside, behind the link.
import type { NoticeFacts, NoticeKind, TellableKind } from '../contract/notices.ts';
import type { Language } from '../contract/users.ts';
import { swedishWords } from './swedish-errors.ts';

export type MailWords = { subject: string; text: string };
type Told = {
  kind: NoticeKind;
  target: { kind: TellableKind | 'webhook'; id: string; name: string };
  facts: NoticeFacts;
};

type Phrases = {
  /** With the article: it begins sentences and stands inside them. */
  things: Record<TellableKind, string>;
  subject: Record<NoticeKind, (thing: string) => string>;
  lead: Record<NoticeKind, (thing: string, facts: NoticeFacts) => string>;
  happened: string;
  toDo: string;
  toDoWhen: Partial<Record<NoticeKind, string>>;
  look: string;
  run: string;
  task: string;
  end: string;
};

const count = (value: number | undefined): string => String(value ?? 0);

const english: Phrases = {
  things: { export: 'the export', source: 'the source', segment: 'the segment' },
  subject: {
    failedPermanently: (thing) => `${thing} has failed`,
    held: (thing) => `${thing} is waiting for you`,
    rejections: (thing) => `many contacts of ${thing} were turned down`,
    recovered: (thing) => `${thing} works again`,
  },
  lead: {
    failedPermanently: (thing) =>
      `${thing} has failed, and will not succeed until somebody does something about it.`,
    held: (thing) => `A run of ${thing} has stopped and waits until somebody looks at it and decides.`,
    rejections: (thing, { rejected, members }) =>
      `A run of ${thing} has ended, but ${count(rejected)} of its ${count(members)} members were turned down.`,
    recovered: (thing) => `${thing} works again. Nothing needs to be done.`,
  },
  happened: 'What happened',
  toDo: 'What to do',
  toDoWhen: {
    held: 'Open the run, look at its plan, and confirm or cancel it.',
    rejections: 'Open the run: its rejections are listed by cause, with what can be done about each.',
  },
  look: 'Look at it',
  run: 'Run',
  task: 'Task',
  end: 'You get this because you have chosen to. In Segue, under your profile, you can choose otherwise.',
};

const swedish: Phrases = {
  things: { export: 'exporten', source: 'källan', segment: 'segmentet' },
  subject: {
    failedPermanently: (thing) => `${thing} har misslyckats`,
    held: (thing) => `${thing} väntar på dig`,
    rejections: (thing) => `många kontakter i ${thing} avvisades`,
    recovered: (thing) => `${thing} fungerar igen`,
  },
  lead: {
    failedPermanently: (thing) => `${thing} har misslyckats och lyckas inte förrän någon gör något åt det.`,
    held: (thing) =>
      `En körning av ${thing} har stannat och väntar på att någon tittar på den och bestämmer.`,
    rejections: (thing, { rejected, members }) =>
      `En körning av ${thing} är klar, men ${count(rejected)} av ${count(members)} medlemmar avvisades.`,
    recovered: (thing) => `${thing} fungerar igen. Inget behöver göras.`,
  },
  happened: 'Vad som har hänt',
  toDo: 'Vad du kan göra',
  toDoWhen: {
    held: 'Öppna körningen, titta på dess plan och bekräfta eller avbryt den.',
    rejections: 'Öppna körningen: avvisningarna står där efter orsak, med vad som kan göras åt var och en.',
  },
  look: 'Titta på det',
  run: 'Körning',
  task: 'Aktivitet',
  end: 'Du får det här för att du har valt det. I Segue, under din profil, kan du välja något annat.',
};

const phrases: Record<Language, Phrases> = { en: english, sv: swedish };

/** @param publicUrl where people open the app; without one there is an id in place of a link. */
export function mailOf(told: Told, language: Language, publicUrl: string | null): MailWords {
  const words = phrases[language];
  const { kind, target, facts } = told;
  if (target.kind === 'webhook') throw new Error('A test of a webhook is nobody’s mail.');
  // A name is one line, whatever signs it holds.
  const thing = `${words.things[target.kind]} "${target.name.replace(/\s+/g, ' ')}"`;
  const { title, action } = inLanguage(facts, language);
  const toDo = words.toDoWhen[kind] ?? action;
  const lines = [
    capital(words.lead[kind](thing, facts)),
    '',
    ...(title === undefined ? [] : [`${words.happened}: ${title} (${facts.code})`]),
    ...(toDo === undefined ? [] : [`${words.toDo}: ${toDo}`]),
    ...whereToLook(facts, words, publicUrl),
    '',
    words.end,
  ];
  const text = `${lines.join('\n')}\n`.replace(/\n{3,}/g, '\n\n');
  return { subject: `Segue: ${words.subject[kind](thing)}`, text };
}

function inLanguage(
  facts: NoticeFacts,
  language: Language,
): { title?: string | undefined; action?: string | undefined } {
  const { code, title, action } = facts;
  const translated = language === 'sv' && code !== undefined ? swedishWords(code) : undefined;
  return translated ?? { title, action };
}

function whereToLook({ runId, taskId }: NoticeFacts, words: Phrases, publicUrl: string | null): string[] {
  const id = runId ?? taskId;
  if (id === undefined) return [];
  if (publicUrl === null) return [`${runId === undefined ? words.task : words.run}: ${id}`];
  return [`${words.look}: ${publicUrl}/${runId === undefined ? 'tasks' : 'runs'}/${id}`];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
