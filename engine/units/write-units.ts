import type { Barrier } from '../barriers/types.ts';
import { connectFaces } from '../coverage/arrangement.ts';
import { traceRegion } from '../coverage/trace-region.ts';
import type { AreaGeometry, Position } from '../coverage/types.ts';
import { polygonArea } from '../geometry/geodesic.ts';
import type { UnitInput } from '../material/types.ts';
import { ENGINE_VERSION } from '../version.ts';
import type { Absorption } from './absorb-crumbs.ts';
import { borderFigures } from './border-figures.ts';
import { collectUnitNotes } from './collect-unit-notes.ts';
import { countingRegions, type EstatePieces, type UncheckedEstate } from './estate-pieces.ts';
import type { FinalBorders } from './keep-borders.ts';
import type { DividedEstate } from './keep-estates-whole.ts';
import { keepIds } from './keep-ids.ts';
import { northWestFirst, unitIds } from './number-units.ts';
import type { Ground } from './read-ground.ts';
import type { Regions } from './regions.ts';
import { traceBorders } from './trace-borders.ts';
import type { BarrierNote, UnitNote, UnitReport, UnitSet } from './types.ts';
import type { UnitSettings } from './unit-options.ts';

/** Everything that the stages found out. */
export interface CutGround {
  ground: Ground;
  jurisdictionId: string | undefined;
  /** Units whose ids are kept. */
  previous: readonly UnitInput[];
  regions: Regions;
  borders: FinalBorders;
  /** Regions that are water. */
  waters: ReadonlySet<number>;
  settings: UnitSettings;
  /** Barriers given. */
  given: number;
  /** What the outline may be said to follow. */
  naming: readonly Barrier[];
  absorption: Absorption;
  estates: { pieces: readonly EstatePieces[]; unchecked: readonly UncheckedEstate[] };
  estatesJoined: number;
  divided: readonly DividedEstate[];
  notes: readonly (BarrierNote | UnitNote)[];
}

/** A region on its way to a unit. */
export interface NumberedUnit {
  id: string;
  region: number;
  face: number;
  rings: Position[][];
}

/** Numbers the regions, writes them as units with their borders, and reports. */
export function writeUnits(cut: CutGround): UnitSet {
  const { regions, borders, ground, settings } = cut;
  const units = numberUnits(cut);
  const unitOf = new Map(units.map((unit, i) => [unit.region, i]));
  const estatesOf = units.map((): string[] => []);
  for (const pieces of cut.estates.pieces) {
    for (const region of countingRegions(regions, pieces)) {
      const unit = unitOf.get(region);
      if (unit !== undefined) estatesOf[unit]!.push(pieces.estate.id);
    }
  }
  const written = units.map(({ id, region, rings }, i): UnitInput => {
    const community = regions.communityOf[region]!;
    return {
      id,
      geometry: { type: 'Polygon', coordinates: rings },
      ...(ground.communities === null
        ? {}
        : { community: community < 0 ? null : ground.communities[community]!.id }),
      estates: estatesOf[i]!,
      ...(cut.waters.has(region) ? { properties: { water: true } } : {}),
    };
  });
  const traced = traceBorders(
    borders,
    units.map(({ face }) => face),
    cut.naming,
    settings.toleranceMetres,
  );
  const areaSquareMetres = units.reduce((sum, { rings }) => sum + polygonArea(rings), 0);
  return {
    version: ENGINE_VERSION,
    units: written,
    borders: traced,
    ...outlineOf(
      borders,
      units.map(({ face }) => face),
    ),
    report: {
      ...borderFigures(traced, cut.given, borders),
      units: units.length,
      areaSquareMetres,
      crumbsAbsorbed: cut.absorption.absorbed,
      crumbAreaSquareMetres: cut.absorption.areaSquareMetres,
      estatesKeptWhole: cut.estatesJoined,
      notes: [...cut.notes, ...collectUnitNotes(cut, units, unitOf)],
    },
  };
}

/** Units in the order of their numbers. */
function numberUnits({ borders, jurisdictionId, previous }: CutGround): NumberedUnit[] {
  const faces = Array.from(borders.regionOf.keys()).filter((face) => borders.regionOf[face]! >= 0);
  const traced = faces
    .map((face) => ({ face, rings: traceRegion(borders, [face]).rings }))
    // A face between two lines that snapping brought together has no area.
    .filter(({ rings }) => rings.length > 0);
  const order = northWestFirst(traced.map(({ rings }) => middleOf(rings[0]!)));
  const areas = order.map((place): AreaGeometry => {
    return { type: 'Polygon', coordinates: traced[place]!.rings };
  });
  const ids = unitIds(
    keepIds(areas, previous),
    previous.map(({ id }) => id),
    jurisdictionId,
  );
  return order.map((place, i) => {
    const { face, rings } = traced[place]!;
    return { id: ids[i]!, region: borders.regionOf[face]!, face, rings };
  });
}

/** The outline of all units together. */
function outlineOf(borders: FinalBorders, faces: readonly number[]): Pick<UnitSet, 'outline'> {
  const parts = connectFaces(borders, faces).map((group) => traceRegion(borders, group).rings);
  if (parts.length === 0) return {};
  return {
    outline:
      parts.length === 1
        ? { type: 'Polygon', coordinates: parts[0]! }
        : { type: 'MultiPolygon', coordinates: parts },
  };
}

/** Centroid of a ring, in degrees. */
function middleOf(ring: readonly Position[]): Position {
  const [originX, originY] = ring[0] as [number, number];
  let [area, x, y] = [0, 0, 0];
  for (let k = 1; k < ring.length; k++) {
    const [ax, ay] = [ring[k - 1]![0]! - originX, ring[k - 1]![1]! - originY];
    const [bx, by] = [ring[k]![0]! - originX, ring[k]![1]! - originY];
    const cross = ax * by - bx * ay;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
    area += 3 * cross;
  }
  return area === 0 ? [originX, originY] : [originX + x / area, originY + y / area];
}

/** A set without units, for input that gives none. */
export function emptyUnitSet(given: number, notes: UnitReport['notes']): UnitSet {
  return {
    version: ENGINE_VERSION,
    units: [],
    borders: [],
    report: {
      barriers: { given, used: 0, lengthMetres: 0 },
      units: 0,
      areaSquareMetres: 0,
      crumbsAbsorbed: 0,
      crumbAreaSquareMetres: 0,
      estatesKeptWhole: 0,
      borderShareOnBarriers: 0,
      borderLengthMetres: 0,
      borderLengthByClass: {},
      notes,
    },
  };
}
