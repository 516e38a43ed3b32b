// After a change of page the focus goes to its heading, as it would with a page loaded anew; not at the first page,
// where the browser has put it already, and not while somebody types.
let first = true;

export function takeFocus(heading: HTMLElement | null): void {
  if (first) {
    first = false;
    return;
  }
  const at = document.activeElement;
  if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) return;
  heading?.focus({ preventScroll: true });
}
