/** While Alt is held, and nothing else, the buttons show their keys. Returns what ends it. */
export function watchAlt(root: HTMLElement): () => void {
  const set = (isShown: boolean): void => {
    root.classList.toggle('show-keys', isShown);
  };
  const down = (event: KeyboardEvent): void => {
    if (event.key === 'Alt') {
      // Or the browser's menu would take the focus.
      event.preventDefault();
      set(true);
    } else set(false);
  };
  const up = (): void => set(false);
  document.addEventListener('keydown', down);
  document.addEventListener('keyup', up);
  window.addEventListener('blur', up);
  return () => {
    document.removeEventListener('keydown', down);
    document.removeEventListener('keyup', up);
    window.removeEventListener('blur', up);
  };
}
