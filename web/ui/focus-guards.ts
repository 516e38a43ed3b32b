// Fluent keeps the focus inside dialogs and menus with empty elements that catch it and pass it on at once. They are
// marked as hidden although they can be focused (WCAG 4.1.2, axe: aria-hidden-focus); there is nothing in them to hide.
const guard = 'i[data-tabster-dummy][aria-hidden]';

export function uncoverFocusGuards(): void {
  const uncover = (within: ParentNode) => {
    for (const element of within.querySelectorAll(guard)) element.removeAttribute('aria-hidden');
  };
  const watch = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const added of addedNodes) {
        if (!(added instanceof HTMLElement)) continue;
        if (added.matches(guard)) added.removeAttribute('aria-hidden');
        else if (added.firstElementChild !== null) uncover(added);
      }
    }
  });
  watch.observe(document.body, { childList: true, subtree: true });
  uncover(document);
}
