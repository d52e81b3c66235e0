import type { Barrier } from '../barriers/types.ts';
import { byCodePoint } from '../coverage/context.ts';
import type { PolygonGeometry } from '../coverage/types.ts';
import type { EstateInput } from '../material/types.ts';
import { absorbCrumbs } from './absorb-crumbs.ts';
import { cutBlocks } from './blocks.ts';
import { findEstatePieces } from './estate-pieces.ts';
import { findWaters } from './find-waters.ts';
import { joinOpenGround } from './join-open-ground.ts';
import { keepBorders } from './keep-borders.ts';
import { keepEstatesWhole } from './keep-estates-whole.ts';
import { nodeLines } from './node-lines.ts';
import { noteClaims } from './note-claims.ts';
import type { Ground } from './read-ground.ts';
import { Regions } from './regions.ts';
import type { BarrierNote, UnitNote, UnitSet } from './types.ts';
import { beginStage, resolveUnitOptions, type UnitOptions } from './unit-options.ts';
import { writeUnits } from './write-units.ts';

/** What the cutting needs to know besides the ground and the lines. */
export interface CutContext {
  jurisdictionId: string | undefined;
  estates: readonly EstateInput[];
  /** What an outline may be said to follow. */
  naming: readonly Barrier[];
  /** What happened before. */
  notes: readonly (BarrierNote | UnitNote)[];
  options: UnitOptions;
}

/**
 * Cuts the ground along lines: node → trace faces → keep estates whole → absorb crumbs → trace borders.
 * The lines cut as they are: they need not be prepared, and may overlap, dangle and reach anywhere.
 * @throws TooTangledError, InconsistentCoverageError, the signal's reason when cancelled
 */
export function cutUnits(
  ground: Ground,
  prepared: { lines: readonly Barrier[]; lakes?: readonly PolygonGeometry[]; given: number },
  { jurisdictionId, estates, naming, notes, options }: CutContext,
): UnitSet {
  const settings = resolveUnitOptions(options);
  beginStage(options, 'node');
  const lines = sortById(prepared.lines);
  const noded = nodeLines([...ground.areas, ground.jurisdiction], lines);

  beginStage(options, 'trace');
  const { blocks, labels } = cutBlocks(noded, lines, ground.preference);
  const claims = noteClaims(blocks, labels, ground);
  const regions = new Regions(blocks);
  joinOpenGround(regions);

  // Before crumbs are given to neighbours, so that those of an estate stay with it.
  beginStage(options, 'estates');
  const located = findEstatePieces(regions, sortById(estates), options.signal);
  const { joined } = keepEstatesWhole(regions, located.pieces);

  beginStage(options, 'crumbs');
  const absorption = absorbCrumbs(regions, settings, options.signal);
  // Crumbs may have brought pieces together that were too small to count.
  const { joined: joinedLater, divided } = keepEstatesWhole(regions, located.pieces);

  beginStage(options, 'borders');
  return writeUnits({
    ground,
    jurisdictionId,
    previous: options.previous ?? [],
    regions,
    borders: keepBorders(regions),
    waters: findWaters(regions, prepared.lakes ?? []),
    settings,
    given: prepared.given,
    naming,
    absorption,
    estates: located,
    estatesJoined: new Set([...joined, ...joinedLater]).size,
    divided,
    notes: [...notes, ...claims],
  });
}

const sortById = <T extends { id: string }>(items: readonly T[]): T[] =>
  [...items].sort((a, b) => byCodePoint(a.id, b.id));
