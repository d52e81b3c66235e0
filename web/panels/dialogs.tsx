import type { ComponentType } from 'preact';
import type { DialogId } from '../state/planner.ts';
import { useStore } from '../state/store-context.ts';
import { AttributesDialog } from './attributes-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { MergeDialog } from './merge-dialog.tsx';
import { PlansDialog } from './plans-dialog.tsx';
import { PrintDialog } from './print-dialog.tsx';
import { TextDialog } from './text-dialog.tsx';

/** The dialogs of the page, by name. */
export const DIALOG_VIEWS: Readonly<Partial<Record<DialogId, ComponentType>>> = {
  plans: PlansDialog,
  keys: KeysDialog,
  import: ImportDialog,
  export: ExportDialog,
  text: TextDialog,
  attributes: AttributesDialog,
  merge: MergeDialog,
  print: PrintDialog,
};

/** The dialog that is open. */
export function Dialogs() {
  const { dialog } = useStore().planner;
  const View = dialog.value === null ? undefined : DIALOG_VIEWS[dialog.value];
  return View === undefined ? null : <View />;
}
