// Which language the app speaks: what the person chose, else what this browser chose before, else what it prefers.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../api/people-calls.ts';
import type { Words } from './en.ts';
import type { PageWords } from './pages-en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Words & PageWords;
  }
}

const place = 'segue.language';
type Loaded = Promise<{ words: object }>;
const firstWords: Record<Language, () => Loaded> = {
  en: () => import('./en.ts'),
  sv: () => import('./sv.ts'),
};
const pageWords: Record<Language, () => Loaded> = {
  en: () => import('./pages-en.ts'),
  sv: () => import('./pages-sv.ts'),
};
/** Whether a page beyond the first view has been opened: from then on a change of language brings its words too. */
let beyondFirst = false;

const isLanguage = (name: unknown): name is Language => name === 'en' || name === 'sv';

function preferred(): Language {
  const remembered = localStorage.getItem(place);
  if (isLanguage(remembered)) return remembered;
  const known = navigator.languages.map((name) => name.split('-')[0]).find(isLanguage);
  return known ?? 'en';
}

export async function startLanguage(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'cimode',
    resources: {},
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  await speak(preferred());
}

/** @param remember false for the choice that the server keeps for the person: another may use this browser. */
export async function speak(language: Language, remember = false): Promise<void> {
  if (remember) localStorage.setItem(place, language);
  if (i18next.language === language) return;
  await add(language, firstWords[language]());
  if (beyondFirst) await add(language, pageWords[language]());
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function add(language: Language, loading: Loaded): Promise<void> {
  for (const [area, keys] of Object.entries((await loading).words))
    i18next.addResourceBundle(language, area, keys, true, true);
}

/** A page beyond the first view, together with the words it needs. */
export async function withWords<T>(page: Promise<T>): Promise<T> {
  beyondFirst = true;
  const { language } = i18next;
  if (isLanguage(language) && !i18next.hasResourceBundle(language, 'exports')) {
    await add(language, pageWords[language]());
  }
  return page;
}
