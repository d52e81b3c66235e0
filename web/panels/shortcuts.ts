import { pageMap } from '../map/compare-map.ts';
import { activeSession } from '../map/tool-session.ts';
import { TOOLS } from '../modes/tools.ts';
import { PANES } from '../state/planner.ts';
import type { Store } from '../state/store.ts';
import { fixesNow, operationOf } from './finding-actions.tsx';

/** Whether keys are being typed into something, so that they are not ours. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
}

/** The arrows scroll and pan elsewhere; they step only from within the findings. */
function isInFindings(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.findings') !== null;
}

/** Keys that the browser does not use itself: of the tool at work, of undo, of the planner, of the findings. */
export function handleKey(event: KeyboardEvent, store: Store): void {
  if (event.defaultPrevented || isTyping(event.target) || isDialogOpen()) return;
  if (undoKey(event, store) || plainKey(event, store)) event.preventDefault();
}

/** Wherever the focus is: what has it in a dialog may go while the dialog stays, and nothing is to be done behind it. */
const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null;

/** `Ctrl Z`, `Ctrl Shift Z` and `Ctrl Y`; with the Command key on a Mac. */
function undoKey(event: KeyboardEvent, { planner }: Store): boolean {
  const draft = planner.draft.peek();
  if (draft === null || !(event.ctrlKey || event.metaKey) || event.altKey) return false;
  const key = event.key.toLowerCase();
  if (key === 'z' && !event.shiftKey) draft.undo();
  else if (key === 'y' || key === 'z') draft.redo();
  else return false;
  return true;
}

function plainKey(event: KeyboardEvent, store: Store): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  // Enter on a button is for the button.
  const isForButton = event.key === 'Enter' && event.target instanceof HTMLButtonElement;
  if (!isForButton && activeSession.peek()?.key?.(event) === true) return true;
  return plannerKey(event, store) || findingKey(event, store);
}

/** The selected finding keeps the focus of its click: there Enter is for the fix that is tried out. */
const isOtherButton = (target: EventTarget | null): boolean =>
  target instanceof HTMLButtonElement && !target.matches('.finding[aria-current="true"]');

/** A letter chooses a tool, a digit a pane; `Enter` accepts what is tried out, Escape drops it. */
function plannerKey(event: KeyboardEvent, store: Store): boolean {
  const { planner } = store;
  const key = event.key.toLowerCase();
  if (key === '?') {
    planner.setDialog('keys');
    return true;
  }
  const pane = /^[1-9]$/.test(key) ? PANES[Number(key) - 1] : undefined;
  if (pane !== undefined) {
    planner.setPane(pane);
    return true;
  }
  if (key === 'x') {
    pageMap.peek()?.focus();
    return true;
  }
  const draft = planner.draft.peek();
  if (draft === null) return false;
  if (draft.preview.peek() !== null && (key === 'escape' || key === 'enter')) {
    // Enter on a button is for the button.
    if (key === 'enter' && isOtherButton(event.target)) return false;
    if (key === 'enter') draft.accept();
    else draft.reject();
    return true;
  }
  if (key === 'enter' && !isOtherButton(event.target) && nameTheNew()) return true;
  const tool = TOOLS.find((one) => one.key === key);
  if (tool !== undefined && tool.disabled(store, draft) === null) {
    planner.setTool(tool.id);
    return true;
  }
  if (key === 'escape' && planner.tool.peek() !== 'inspect') {
    planner.setTool('inspect');
    return true;
  }
  return false;
}

/** What was made a moment ago is waiting for a name. */
function nameTheNew(): boolean {
  const name = document.querySelector<HTMLInputElement>('.name-new input');
  name?.select();
  return name !== null;
}

/** `J`/`K` anywhere and the arrows in the list step through the findings, Escape deselects. */
function findingKey(event: KeyboardEvent, store: Store): boolean {
  const key = event.key.toLowerCase();
  const arrows = isInFindings(event.target);
  if (key === 'j' || (arrows && key === 'arrowdown')) store.stepFinding(1);
  else if (key === 'k' || (arrows && key === 'arrowup')) store.stepFinding(-1);
  else if (key === 'f') return tryFirstFix(store);
  else if (key === 'escape' && store.selection.value) store.select(null);
  else return false;
  return true;
}

/** Tries out the first fix of the selected finding that may be done. */
function tryFirstFix(store: Store): boolean {
  const draft = store.planner.draft.peek();
  const finding = store.selectedFinding.peek();
  if (draft === null || finding === null || draft.info.peek().status !== 'draft') return false;
  for (const fix of fixesNow(finding, draft)) {
    const operation = operationOf(fix);
    if (operation === null || draft.can(operation) !== null) continue;
    void draft.tryOutSoon([operation], fix.label);
    return true;
  }
  return false;
}
