import type { Store } from '../state/store.ts';

/** Whether keys are being typed into something, so that they are not ours. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
}

/** The arrows scroll and pan elsewhere; they step only from within the findings. */
function isInFindings(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.findings') !== null;
}

/** `J`/`K` anywhere and the arrows in the list step through the findings, Escape deselects. */
export function handleKey(event: KeyboardEvent, store: Store): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target)) return;
  const key = event.key.toLowerCase();
  const arrows = isInFindings(event.target);
  if (key === 'j' || (arrows && key === 'arrowdown')) store.stepFinding(1);
  else if (key === 'k' || (arrows && key === 'arrowup')) store.stepFinding(-1);
  else if (key === 'escape' && store.selection.value) store.select(null);
  else return;
  event.preventDefault();
}
