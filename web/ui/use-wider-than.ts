import { useCallback, useSyncExternalStore } from 'react';

/** Whether the window is wider than so many pixels: for columns that a table can do without. */
export function useWiderThan(pixels: number): boolean {
  const listen = useCallback(
    (changed: () => void) => {
      const query = window.matchMedia(`(min-width: ${pixels + 1}px)`);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    [pixels],
  );
  return useSyncExternalStore(listen, () => window.matchMedia(`(min-width: ${pixels + 1}px)`).matches);
}
