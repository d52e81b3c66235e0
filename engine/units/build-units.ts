import { prepareBarriers } from '../barriers/prepare/prepare-barriers.ts';
import type { BarrierSource } from '../barriers/types.ts';
import { InconsistentCoverageError } from '../coverage/label-faces.ts';
import { TooTangledError } from '../coverage/node-edges.ts';
import type { CommunityInput, JurisdictionInput } from '../coverage/types.ts';
import type { EstateInput } from '../material/types.ts';
import { cutUnits } from './cut-units.ts';
import { namingLines } from './naming-lines.ts';
import { readGround } from './read-ground.ts';
import type { BarrierNote, UnitNote, UnitSet } from './types.ts';
import { failedNote, noGroundNote } from './unit-notes.ts';
import { beginStage, resolveUnitOptions, type UnitOptions } from './unit-options.ts';
import { emptyUnitSet } from './write-units.ts';

/** What units are made of. */
export interface BuildUnitsInput {
  /** Left out: the outline of the communities together. */
  jurisdiction?: JurisdictionInput | null;
  /** The communities as they are: then no unit lies in two of them. */
  communities?: readonly CommunityInput[];
  barriers: readonly BarrierSource[];
  /** Left out: unknown, and units may cut them. */
  estates?: readonly EstateInput[];
}

/**
 * Cuts a jurisdiction into units (地块、街坊): the blocks between its roads, rivers and railways.
 *
 * 1. Units tile the jurisdiction: together they cover it exactly, no two share area, and shared
 *    borders match vertex for vertex. Each is one connected part; what lies wholly inside another leaves a hole.
 * 2. Where communities are given, each unit lies in one of them, or in none (a gap). Ground that several claim
 *    goes to the smallest, then the first by id; what lies outside the jurisdiction is left out.
 * 3. No unit is a crumb ({@link absorbCrumbs}), but for one that is a whole part of its community.
 * 4. No estate is cut, but by an expressway, a river, a railway or a border of communities.
 * 5. A lake is a unit of its own, or one for each community, with the property `water: true`; a river is a line.
 * 6. Every border is told with the barrier that it follows; lengths are geodesic, and those of a unit add up
 *    to its perimeter.
 *
 * Units stand, and are numbered, in rows from the north-west. A change to the barriers changes the numbers of
 * what comes after it, unless `options.previous` names the units whose ids are to be kept. The same input in any
 * order gives the same units.
 *
 * Pure. What goes wrong with the input stands in the report's notes; when a step fails there are no units and
 * a note of kind `failed`. Near-linear in the vertices. Areas across the antimeridian are not supported.
 * @throws RangeError for options out of range, TypeError when there is no ground at all, and the
 *   signal's reason when cancelled
 */
export function buildUnits(input: BuildUnitsInput, options: UnitOptions = {}): UnitSet {
  resolveUnitOptions(options);
  const notes: (BarrierNote | UnitNote)[] = [];
  const given = input.barriers.length;
  try {
    const ground = readGround(input.jurisdiction, input.communities, notes);
    if (ground === null) return emptyUnitSet(given, [...notes, noGroundNote()]);
    beginStage(options, 'prepare');
    const prepared = prepareBarriers(input.barriers, ground.jurisdiction, {
      ...options.prepare,
      borders: ground.areas.filter((area) => area !== null),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    for (const note of prepared.notes) notes.push(note);
    return cutUnits(ground, prepared, {
      jurisdictionId: input.jurisdiction?.id,
      estates: input.estates ?? [],
      naming: namingLines(prepared.lines, input.barriers, options.prepare),
      notes,
      options,
    });
  } catch (error) {
    if (!(error instanceof TooTangledError || error instanceof InconsistentCoverageError))
      throw error;
    return emptyUnitSet(given, [...notes, failedNote(error)]);
  }
}
