import type { BarrierSource } from '#engine/barriers/types.ts';
import { type BarrierFile, readBarrierFile } from '../formats/osm/read-barrier-file.ts';
import type { TagTable } from '../formats/osm/tag-table.ts';
import type { CommandContext } from './command.ts';
import { readBytes, sayNotes } from './read-document.ts';
import { inputName } from './read-input.ts';
import type { Progress } from './terminal-progress.ts';
import { say } from './write-output.ts';

/** Barriers of all files together, and what else files of OpenStreetMap hold. */
export interface BarrierFiles {
  barriers: BarrierSource[];
  /** By path. */
  files: Map<string, BarrierFile>;
}

/**
 * Reads files of barriers (`.osm.pbf`, Overpass JSON, GeoJSON), tells of each what it holds and what was left
 * out, and makes ids unique where two files use the same.
 * @returns null when one could not be read; why has been said then
 */
export async function readBarrierFiles(
  paths: readonly string[],
  table: TagTable,
  context: CommandContext,
  progress: Progress,
): Promise<BarrierFiles | null> {
  const files = new Map<string, BarrierFile>();
  let isComplete = true;
  for (const path of new Set(paths)) {
    const file = await readBytes(path, context, progress, (bytes) => readBarrierFile(bytes, table));
    if (file === null) isComplete = false;
    else {
      files.set(path, file);
      const name = inputName(path, context.language);
      const count = file.barriers.length;
      say(context, {
        zh: `${name}：${count} 条道路、河流等`,
        en: `${name}: ${count} ${count === 1 ? 'barrier' : 'barriers'}`,
      });
      sayNotes(context, path, file.notes);
    }
  }
  if (!isComplete) return null;
  return { barriers: withUniqueIds([...files.values()].flatMap((file) => file.barriers)), files };
}

function withUniqueIds(barriers: readonly BarrierSource[]): BarrierSource[] {
  const used = new Set<string>();
  return barriers.map((barrier) => {
    let id = barrier.id;
    for (let n = 2; used.has(id); n++) id = `${barrier.id}~${n}`;
    used.add(id);
    return id === barrier.id ? barrier : { ...barrier, id };
  });
}
