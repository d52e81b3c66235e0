import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MEASURES } from '#engine/measure/registry.ts';

const DOCUMENT = new URL('../../../docs/measures.md', import.meta.url);
const BLOCK = /<!-- measures -->\n[\s\S]*?<!-- \/measures -->\n/;

/** The registry in words. */
function definitions(): string {
  const entries = [...MEASURES.values()].map(
    ({ id, version, unit, name, source }) =>
      `### \`${id}\` · ${name.en} ${name.zh}\n\nUnit 单位：\`${unit}\` · version 版本：${version}\n\n${source.en}\n\n${source.zh}\n`,
  );
  return `<!-- measures -->\n\n${entries.join('\n')}\n<!-- /measures -->\n`;
}

test('docs/measures.md says what the registry says; mend it with UPDATE=1', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  if (process.env.UPDATE) writeFileSync(DOCUMENT, text.replace(BLOCK, definitions));
  const [written] = BLOCK.exec(readFileSync(DOCUMENT, 'utf8')) ?? [];
  expect(written).toBe(definitions());
});
