import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTagTable, type TagTable } from '../../formats/osm/tag-table.ts';
import { packageRoot } from '../package-root.ts';

/**
 * The tag table that comes with the program (`data/osm-tags.json`): which tags of OpenStreetMap make which
 * barrier. Read and checked once.
 * @throws Error when the installed file is faulty
 */
export function loadTagTable(): TagTable {
  known ??= readTagTable();
  return known;
}

let known: TagTable | undefined;

function readTagTable(): TagTable {
  const file = join(packageRoot(), 'data', 'osm-tags.json');
  const parsed = parseTagTable(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.ok) return parsed.value;
  const [problem] = parsed.error;
  throw new Error(`the tag table ${file} is faulty at ${problem?.pointer}: ${problem?.message.en}`);
}
