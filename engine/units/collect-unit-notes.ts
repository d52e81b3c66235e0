import { traceRegion } from '../coverage/trace-region.ts';
import { inscribedCircle } from '../geometry/inscribed-circle.ts';
import { placeInside } from '../rules/place-inside.ts';
import { isCrumb } from './absorb-crumbs.ts';
import { countingRegions } from './estate-pieces.ts';
import { LEAST_NOTED_SQUARE_METRES } from './note-claims.ts';
import type { UnitNote } from './types.ts';
import {
  crumbKeptNote,
  dividedEstateNote,
  estateOutsideNote,
  estateUncheckedNote,
  filledGapNote,
  gapNote,
} from './unit-notes.ts';
import type { CutGround, NumberedUnit } from './write-units.ts';

/** What the reader should know of the units: gaps, crumbs that stay, estates. */
export function collectUnitNotes(
  cut: CutGround,
  units: readonly NumberedUnit[],
  unitOf: ReadonlyMap<number, number>,
): UnitNote[] {
  return [
    ...gapNotes(cut, units, unitOf),
    ...crumbNotes(cut, units, unitOf),
    ...estateNotes(cut, units, unitOf),
  ];
}

function gapNotes(
  { ground, regions, absorption }: CutGround,
  units: readonly NumberedUnit[],
  unitOf: ReadonlyMap<number, number>,
): UnitNote[] {
  if (ground.communities === null) return [];
  const empty = units.filter(({ region }) => regions.communityOf[region]! < 0);
  const notes: UnitNote[] = [];
  if (empty.length > 0) {
    const area = empty.reduce((sum, { region }) => sum + regions.areaSquareMetres[region]!, 0);
    const place = inscribedCircle(empty[0]!.rings).centre;
    notes.push(
      gapNote(
        empty.map(({ id }) => id),
        area,
        place,
      ),
    );
  }
  const filled = new Map<number, { area: number; face: number }>();
  for (const { faces, areaSquareMetres } of absorption.filledGaps) {
    const unit = unitOf.get(regions.find(faces[0]!));
    if (unit === undefined) continue;
    const known = filled.get(unit);
    filled.set(unit, {
      area: areaSquareMetres + (known?.area ?? 0),
      face: known?.face ?? faces[0]!,
    });
  }
  for (const [unit, { area, face }] of [...filled].sort(([a], [b]) => a - b)) {
    if (area < LEAST_NOTED_SQUARE_METRES) continue;
    const { rings } = traceRegion(regions.blocks, [face]);
    const place = rings.length === 0 ? null : inscribedCircle(rings).centre;
    notes.push(filledGapNote(units[unit]!.id, area, place));
  }
  return notes;
}

function crumbNotes(
  { ground, regions, absorption, settings }: CutGround,
  units: readonly NumberedUnit[],
  unitOf: ReadonlyMap<number, number>,
): UnitNote[] {
  const kept = new Set(absorption.kept.map((face) => regions.find(face)));
  return [...kept].flatMap((region) => {
    const unit = units[unitOf.get(region) ?? -1];
    if (unit === undefined || !isCrumb(regions, region, settings)) return [];
    const community = ground.communities?.[regions.communityOf[region]!] ?? null;
    const place = inscribedCircle(unit.rings).centre;
    return [crumbKeptNote(unit.id, regions.areaSquareMetres[region]!, community, place)];
  });
}

function estateNotes(
  { regions, estates, divided, borders }: CutGround,
  units: readonly NumberedUnit[],
  unitOf: ReadonlyMap<number, number>,
): UnitNote[] {
  const outside = estates.pieces.filter(({ faces }) => faces.length === 0);
  return [
    ...divided.map((entry) => {
      const line = entry.line < 0 ? null : borders.lines[entry.line]!;
      const lies = countingRegions(regions, entry.pieces)
        .flatMap((region) => unitOf.get(region) ?? [])
        .sort((a, b) => a - b)
        .map((unit) => units[unit]!.id);
      return dividedEstateNote(entry, line, lies, placeInside(entry.pieces.geometry));
    }),
    ...outside.map(({ estate }) => estateOutsideNote(estate)),
    ...estates.unchecked.map(({ estate, because }) => estateUncheckedNote(estate, because)),
  ];
}
