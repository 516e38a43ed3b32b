// Light, dark, or as the system says; high contrast follows the system by itself (forced colours).
import { type Theme, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

export const themeChoices = ['light', 'dark', 'system'] as const;
export type ThemeName = (typeof themeChoices)[number];

const place = 'segue.theme';
const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');

type Chosen = { choice: ThemeName; theme: Theme; choose(choice: ThemeName): void };
const ThemeContext = createContext<Chosen | null>(null);

const fonts = {
  fontFamilyBase:
    "'Segoe UI Variable Text', 'Segoe UI', -apple-system, Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, system-ui, sans-serif",
};

function remembered(): ThemeName {
  const name = localStorage.getItem(place);
  return themeChoices.find((choice) => choice === name) ?? 'system';
}

export function ThemeChoice({ children }: { children: ReactNode }) {
  const [choice, setChoice] = useState(remembered);
  const [dark, setDark] = useState(systemIsDark.matches);
  useEffect(() => {
    const look = () => setDark(systemIsDark.matches);
    systemIsDark.addEventListener('change', look);
    return () => systemIsDark.removeEventListener('change', look);
  }, []);
  const isDark = choice === 'dark' || (choice === 'system' && dark);
  useEffect(() => {
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  }, [isDark]);
  const value = useMemo<Chosen>(
    () => ({
      choice,
      theme: { ...(isDark ? webDarkTheme : webLightTheme), ...fonts },
      choose(next) {
        localStorage.setItem(place, next);
        setChoice(next);
      },
    }),
    [choice, isDark],
  );
  return <ThemeContext value={value}>{children}</ThemeContext>;
}

export function useTheme(): Chosen {
  const chosen = useContext(ThemeContext);
  if (chosen === null) throw new Error('useTheme needs ThemeChoice around it.');
  return chosen;
}
