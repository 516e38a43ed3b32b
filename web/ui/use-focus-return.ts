// When something that lies over the page closes, the focus goes back to what opened it, if that is still there.
import { useEffect, useRef } from 'react';

export function useFocusReturn(open: boolean): void {
  const opener = useRef<Element | null>(null);
  // Read while drawing: once the layer is shown, it has taken the focus.
  if (open && opener.current === null) opener.current = document.activeElement;
  useEffect(() => {
    if (open) return;
    const back = opener.current;
    opener.current = null;
    if (!(back instanceof HTMLElement)) return;
    // After the layer has let go of the focus and given the page back to it.
    const timer = setTimeout(() => {
      const at = document.activeElement;
      const lost = at === null || at === document.body || !at.isConnected;
      if (lost && back.isConnected) back.focus();
    }, 50);
    return () => clearTimeout(timer);
  }, [open]);
}
