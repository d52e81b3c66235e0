import { BarrierIndex } from '../barriers/barrier-index.ts';
import { lengthByClass } from '../barriers/border-share.ts';
import { BARRIER_TOLERANCE_METRES, matchBorder } from '../barriers/match-border.ts';
import type { Barrier } from '../barriers/types.ts';
import type { Message } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { type SharedBorder, sharedBorders } from '../graph/shared-borders.ts';
import type { UnitInput } from '../material/types.ts';
import { tooWide } from '../measure/usable-geometry.ts';
import { ENGINE_VERSION } from '../version.ts';
import type { UnitBorder, UnitNote, UnitReport, UnitSet } from './types.ts';
import { unitNote } from './unit-notes.ts';
import { usableArea } from './usable-area.ts';

export interface MatchUnitsOptions {
  /** How far from a barrier a border may run and still follow it. Metres, default 20. */
  toleranceMetres?: number;
  /** Borders of units that run within this of one another are shared. Metres, default 0.1. */
  borderToleranceMetres?: number;
}

/**
 * Takes units that the user supplies (parcels, census blocks): finds which border which, and along which barriers.
 *
 * Units stay as they are, in the order in which they come; nothing is cut, merged or absorbed. An invalid shape
 * is read by the even–odd rule, as the audit reads it, and the report says so. Borders are those of
 * {@link sharedBorders} with the first unit on their left; their stretches those of {@link matchBorder}.
 * Units should not overlap: the audit tells where they do.
 *
 * @throws RangeError when an id stands twice, a unit has no area at all or spans half of the globe, or an option is
 *   out of range
 */
export function matchUnits(
  units: readonly UnitInput[],
  barriers: readonly Barrier[],
  options: MatchUnitsOptions = {},
): UnitSet {
  assertDistinct(units);
  const { usable, notes } = readShapes(units);
  const { borderToleranceMetres } = options;
  const shared = sharedBorders(
    usable.map(({ geometry }) => geometry),
    borderToleranceMetres === undefined ? {} : { toleranceMetres: borderToleranceMetres },
  );
  const index = new BarrierIndex(barriers);
  const toleranceMetres = options.toleranceMetres ?? BARRIER_TOLERANCE_METRES;
  const borders = shared.map((border) => matchLines(border, index, toleranceMetres));
  return {
    version: ENGINE_VERSION,
    units: usable,
    borders,
    report: {
      ...reportBorders(borders, barriers.length),
      units: usable.length,
      areaSquareMetres: usable.reduce((sum, { geometry }) => sum + geodesicArea(geometry), 0),
      crumbsAbsorbed: 0,
      crumbAreaSquareMetres: 0,
      estatesKeptWhole: 0,
      notes,
    },
  };
}

/** Ids named in an error at most. */
const NAMED = 5;

const listSome = (texts: readonly string[]): string =>
  texts.slice(0, NAMED).join('; ') +
  (texts.length > NAMED ? ` (and ${texts.length - NAMED} more)` : '');

function assertDistinct(units: readonly UnitInput[]): void {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { id } of units) {
    if (seen.has(id)) repeated.add(id);
    seen.add(id);
  }
  if (repeated.size === 0) return;
  throw new RangeError(`every unit needs an id of its own; repeated: ${listSome([...repeated])}`);
}

/** The units with shapes that can be worked with, and what was done to get them. */
function readShapes(units: readonly UnitInput[]): { usable: UnitInput[]; notes: UnitNote[] } {
  const notes: UnitNote[] = [];
  const faults: string[] = [];
  const usable = units.map((unit): UnitInput => {
    const wide = tooWide(unit.geometry);
    if (wide !== null) {
      faults.push(`${unit.id}: ${wide.en}`);
      return unit;
    }
    const { area, problem } = usableArea(unit.geometry);
    if (problem === null) return unit;
    if (area === null) {
      faults.push(`${unit.id}: ${problem.en}`);
      return unit;
    }
    notes.push(invalidUnit(unit.id, problem));
    return { ...unit, geometry: area };
  });
  if (faults.length === 0) return { usable, notes };
  throw new RangeError(`units without a usable shape — ${listSome(faults)}`);
}

const invalidUnit = (unit: string, problem: Message): UnitNote =>
  unitNote({
    kind: 'invalid-area',
    units: [unit],
    message: {
      zh: `单元 ${unit} 的图形无效，按奇偶规则取其范围：${problem.zh}`,
      en: `The shape of unit ${unit} is invalid; what it covers by the even–odd rule was taken: ${problem.en}`,
    },
  });

function matchLines(
  { areas, lines }: SharedBorder,
  index: BarrierIndex,
  toleranceMetres: number,
): UnitBorder {
  const stretches = lines.flatMap((line) => matchBorder(line, index, { toleranceMetres }));
  return {
    units: areas,
    lengthMetres: stretches.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0),
    stretches,
  };
}

/** Figures of the borders between units; those with the outside count for the barriers used alone. */
function reportBorders(
  borders: readonly UnitBorder[],
  given: number,
): Pick<
  UnitReport,
  'barriers' | 'borderShareOnBarriers' | 'borderLengthMetres' | 'borderLengthByClass'
> {
  const used = new Set<string>();
  let onBarriers = 0;
  for (const { stretches } of borders) {
    for (const { barrier, lengthMetres } of stretches) {
      if (barrier === null) continue;
      used.add(barrier.id);
      onBarriers += lengthMetres;
    }
  }
  const inner = borders.filter(({ units }) => units[1] !== null);
  const borderLengthMetres = inner.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0);
  const borderLengthByClass = lengthByClass(inner.flatMap(({ stretches }) => stretches));
  const off = borderLengthByClass.none ?? 0;
  return {
    barriers: { given, used: used.size, lengthMetres: onBarriers },
    borderShareOnBarriers: borderLengthMetres === 0 ? 0 : 1 - off / borderLengthMetres,
    borderLengthMetres,
    borderLengthByClass,
  };
}
