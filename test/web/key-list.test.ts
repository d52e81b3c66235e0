import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { plannerEn } from '../../web/i18n/planner-en.ts';
import { plannerZh } from '../../web/i18n/planner-zh.ts';
import { TOOLS } from '../../web/modes/tools.ts';
import { keyGroups } from '../../web/panels/key-list.ts';
import { PANES } from '../../web/state/planner.ts';

const WEB = new URL('../../web/', import.meta.url);
const sheet = keyGroups(plannerZh, 'zh');
const printed = new Set(sheet.flatMap(({ rows }) => rows.flatMap(({ keys }) => keys)));

/** How a name of the browser is printed on the sheet. */
const PRINTED: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  backspace: 'Backspace',
  delete: 'Delete',
  ' ': 'Space',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  alt: 'Alt',
  z: 'Ctrl Z',
  y: 'Ctrl Y',
};

/** Keys that the sources compare with, file by file. */
function handledKeys(): [file: string, key: string][] {
  const files = ['modes', 'panels', 'map'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, WEB))
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  return files.flatMap((file) => {
    const source = readFileSync(new URL(file, WEB), 'utf8');
    return [...source.matchAll(/\bkey [=!]== '([^']+)'/g)].map(([, key = '']): [string, string] => [
      file,
      key.toLowerCase(),
    ]);
  });
}

describe('the sheet of keys', () => {
  it('lists every key that a source of the page asks for', () => {
    const handled = handledKeys();
    expect(handled.length).toBeGreaterThan(30);
    const missing = handled.filter(([, key]) => !printed.has(PRINTED[key] ?? key.toUpperCase()));
    expect(missing).toEqual([]);
  });

  it('lists every tool by its letter, and every pane', () => {
    for (const { key, name } of TOOLS) {
      const row = sheet.flatMap(({ rows }) => rows).find(({ meaning }) => meaning === name.zh);
      expect(row?.keys).toEqual([key.toUpperCase()]);
    }
    expect(printed.has(`1 … ${PANES.length}`)).toBe(true);
  });

  it('gives no letter to two things at once', () => {
    const letters = [...TOOLS.map(({ key }) => key), 'j', 'k', 'f', 'x', '?'];
    expect(new Set(letters).size).toBe(letters.length);
  });

  it('is as long in English', () => {
    const lengths = (groups: typeof sheet): number[] => groups.map(({ rows }) => rows.length);
    expect(lengths(keyGroups(plannerEn, 'en'))).toEqual(lengths(sheet));
  });
});
