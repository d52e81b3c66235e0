import type { RowBatches } from './import-draft.ts';

/** Small enough for a statement's parameter, large enough to make 5,000 polygons a few statements. */
const BATCH_CHARACTERS = 1_000_000;
const BATCH_ROWS = 2000;

/** Serialises rows into {@link RowBatches}. */
export function toRowBatches(rows: readonly object[]): RowBatches {
  const batches: string[] = [];
  let texts: string[] = [];
  let characters = 0;
  const flush = () => {
    if (texts.length > 0) batches.push(`[${texts.join(',')}]`);
    texts = [];
    characters = 0;
  };
  for (const row of rows) {
    const text = JSON.stringify(row);
    if (texts.length >= BATCH_ROWS || characters + text.length > BATCH_CHARACTERS) flush();
    texts.push(text);
    characters += text.length;
  }
  flush();
  return { count: rows.length, batches };
}
