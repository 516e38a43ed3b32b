// When something that lies over the page closes, the focus goes back to what opened it, or, where that is gone (an
// item of a menu, a row that was removed), to what had the focus before.
import { useEffect, useRef } from 'react';

const remembered = 12;
const lookEveryMilliseconds = 30;
const looks = 40;

/** The elements that had the focus, the latest last. */
const trail: HTMLElement[] = [];
document.addEventListener('focusin', ({ target }) => {
  if (!(target instanceof HTMLElement)) return;
  trail.push(target);
  if (trail.length > remembered) trail.shift();
});

export function useFocusReturn(open: boolean): void {
  const openers = useRef<HTMLElement[]>([]);
  const wasOpen = useRef(false);
  // Read while drawing: once the layer is shown, it has taken the focus.
  if (open && !wasOpen.current) openers.current = [...trail];
  wasOpen.current = open;
  useEffect(() => {
    if (!open) return;
    // When it closes, and also when it is taken off the page as a whole.
    return () => giveBack(openers.current);
  }, [open]);
}

function giveBack(openers: HTMLElement[]): void {
  const back = [...openers].reverse();
  let left = looks;
  const timer = setInterval(() => {
    left -= 1;
    // The layer keeps the focus until it has faded; whoever has moved on meanwhile is left in peace.
    const at = document.activeElement;
    const isLost = at === null || at === document.body;
    if (isLost) focusOne(back);
    if (isLost || left === 0 || at?.closest('[role=dialog], [role=alertdialog]') === null)
      clearInterval(timer);
  }, lookEveryMilliseconds);
}

function focusOne(elements: HTMLElement[]): void {
  const there = elements.find((element) => element.isConnected && element.closest('[role=menu]') === null);
  const heading = document.querySelector<HTMLElement>('h1');
  (there ?? heading)?.focus();
}
