import type { Language } from '../i18n/language.ts';
import type { PlannerTexts } from '../i18n/planner-zh.ts';
import { TOOLS } from '../modes/tools.ts';
import { PANES } from '../state/planner.ts';

/** Keys that do one thing, as they are printed on the keyboard, or a row of them; each of `keys` does it, or its part of it. */
export interface KeyRow {
  keys: readonly string[];
  meaning: string;
}

export interface KeyGroup {
  heading: string;
  rows: readonly KeyRow[];
}

/** Every key that the page knows, for its sheet. What a key does while a tool is at work stands with the tools. */
export function keyGroups(texts: PlannerTexts, language: Language): KeyGroup[] {
  const { keyList: words } = texts;
  const row = (meaning: string, ...keys: string[]): KeyRow => ({ keys, meaning });
  return [
    {
      heading: texts.keysOfMap,
      rows: [
        row(words.next, 'J', 'K'),
        row(words.lists, '↑', '↓'),
        row(words.fix, 'F'),
        row(words.panes, `1 … ${PANES.length}`),
        row(words.tabs, '←', '→'),
        row(words.toMap, 'X'),
        row(words.pan, '← ↑ → ↓'),
        row(words.look, 'Space'),
        row(words.zoom, '+', '−'),
        row(words.escape, 'Esc'),
        row(words.keys, '?'),
      ],
    },
    {
      heading: texts.keysOfEditing,
      rows: [
        row(words.undo, 'Ctrl Z'),
        row(words.redo, 'Ctrl ⇧ Z', 'Ctrl Y'),
        row(words.accept, 'Enter'),
        row(words.drop, 'Esc'),
        row(words.back, 'Backspace'),
        row(words.free, 'Alt'),
        row(words.crosshair, '← ↑ → ↓'),
        row(words.leap, '⇧ ←', '⇧ →'),
        row(words.press, 'Space'),
        row(words.pressWith, '⇧ Space', 'Alt Enter'),
      ],
    },
    {
      heading: texts.keysOfTools,
      rows: TOOLS.map((tool) => row(tool.name[language], tool.key.toUpperCase())),
    },
    {
      heading: texts.keysInTools,
      rows: [
        row(words.brush, '[', ']'),
        row(words.oneSource, '⇧'),
        row(words.receiver, 'Alt'),
        row(words.parts, '1 … 4'),
        row(words.removeVertex, 'Delete', '⇧'),
      ],
    },
  ];
}
