import { type Dispatch, useEffect } from 'react';
import type { Action } from './builder-state.ts';

/** Ctrl or Cmd with Z undoes wherever the focus is, with Shift (or Y instead) it does again. */
export function useUndoKeys(dispatch: Dispatch<Action>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      dispatch({ do: key === 'y' || event.shiftKey ? 'redo' : 'undo' });
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [dispatch]);
}
