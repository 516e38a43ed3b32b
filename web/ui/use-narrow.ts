import { useSyncExternalStore } from 'react';

const narrow = window.matchMedia('(max-width: 640px)');

function listen(changed: () => void): () => void {
  narrow.addEventListener('change', changed);
  return () => narrow.removeEventListener('change', changed);
}

/** A telephone, or a window at 200 % zoom: no room for a table or for the navigation beside the page. */
export const useNarrow = (): boolean => useSyncExternalStore(listen, () => narrow.matches);
