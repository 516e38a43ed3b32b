// Which language the app speaks: what the person chose, else what this browser chose before, else what it prefers.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../api/people-calls.ts';
import type { Words } from './en.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Words;
  }
}

const place = 'segue.language';
const words: Record<Language, () => Promise<{ words: Words }>> = {
  en: () => import('./en.ts'),
  sv: () => import('./sv.ts') as Promise<{ words: Words }>,
};

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
  const loaded = await words[language]();
  for (const [area, keys] of Object.entries(loaded.words))
    i18next.addResourceBundle(language, area, keys, true, true);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
