import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { Truth } from '../coverage-folder.ts';
import type { PlantedFault } from '../generator/coverage.ts';
import { type Box, boxOf, differingPositions } from '../planar.ts';
import { polygonsOf } from './geometry-of.ts';

/**
 * Gives every fault its place. Our generator writes it; of a truth that does not say, it is read off the
 * clean twin of the file: features come in the same order, less the missing, plus the duplicates.
 *
 * @throws Error when the two files do not go together
 */
export function locateFaults(
  truth: Truth,
  dirty: readonly (AreaGeometry | null)[],
  readClean: () => readonly (AreaGeometry | null)[],
): PlantedFault[] {
  const { items } = truth;
  if (items.every((item): item is PlantedFault => item.box !== undefined)) return items;
  const clean = readClean();
  /** How far the clean numbering is ahead of the dirty one. */
  let ahead = 0;
  const located = items.map((item): PlantedFault => {
    const before = clean[item.feature + ahead] ?? null;
    const after = dirty[item.feature] ?? null;
    const [own = [], ...parts] = polygonsOf(before);
    if (item.kind === 'missing') ahead++;
    if (item.kind === 'duplicate') ahead--;
    // A lake in a cell with an enclave is the enclave left out.
    if (item.kind === 'lake' && own.length > 1) ahead++;
    const box = placeOf(item.kind, before, after);
    if (item.kind !== 'missing' || parts.length === 0) return { ...item, box };
    return { ...item, box, furtherBoxes: parts.map(([shell = []]) => boxOf(shell)) };
  });
  if (clean.length - dirty.length !== ahead) {
    throw new Error(
      `the clean twin has ${clean.length} features, the dirty file ${dirty.length}, but the truth accounts for a difference of ${ahead}`,
    );
  }
  return located;
}

function placeOf(
  kind: PlantedFault['kind'],
  before: AreaGeometry | null,
  after: AreaGeometry | null,
): Box {
  const [cleanShell = []] = polygonsOf(before)[0] ?? [];
  const [shell = [], hole = []] = polygonsOf(after)[0] ?? [];
  if (kind === 'missing' || kind === 'duplicate') return boxOf(cleanShell);
  return boxOf(kind === 'lake' ? hole : differingPositions(cleanShell, shell));
}
