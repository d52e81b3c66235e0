import type { ComponentType } from 'preact';
import type { DialogId } from '../state/planner.ts';
import { useStore } from '../state/store-context.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { PlansDialog } from './plans-dialog.tsx';

/** The dialogs of the page, by name. */
export const DIALOG_VIEWS: Readonly<Partial<Record<DialogId, ComponentType>>> = {
  plans: PlansDialog,
  keys: KeysDialog,
};

/** The dialog that is open. */
export function Dialogs() {
  const { dialog } = useStore().planner;
  const View = dialog.value === null ? undefined : DIALOG_VIEWS[dialog.value];
  return View === undefined ? null : <View />;
}
