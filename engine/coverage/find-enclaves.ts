import { type Arrangement, connectFaces, isInJurisdiction, ownersOf } from './arrangement.ts';
import {
  byAreaThenPlace,
  type CoverageContext,
  labelOf,
  type MeasuredRegion,
  measureRegion,
  totalAreaOf,
} from './context.ts';
import type { OverlapPair } from './find-overlaps.ts';
import { findingId } from './finding-id.ts';
import { areaText } from './format-figures.ts';
import { Surroundings } from './surroundings.ts';
import { twinOf } from './trace-faces.ts';
import type { Finding } from './types.ts';

/** A community that lies wholly inside one other, with its connected parts, largest first. */
export interface Enclave {
  owner: number;
  surrounding: number;
  parts: MeasuredRegion[];
}

/**
 * Every community of which each stretch of outer border faces the same other one. Regions too
 * small to count do not open a way out, and what lies in its holes does not matter.
 * @param crumbs faces of gaps below the smallest area that counts
 */
export function collectEnclaves(
  arrangement: Arrangement,
  facesOf: readonly (readonly number[])[],
  overlaps: readonly OverlapPair[],
  crumbs: ReadonlySet<number>,
): Enclave[] {
  const surroundings = new Surroundings(arrangement.communities);
  for (const { a, b, contained } of overlaps) surroundings.overlap(a, b, contained);
  return facesOf.flatMap((faces, owner) => {
    const parts = connectFaces(arrangement, faces).map((group) =>
      measureRegion(arrangement, group, [owner]),
    );
    for (const { shell } of parts) {
      for (const halfEdge of shell) lookAcross(arrangement, surroundings, owner, halfEdge, crumbs);
    }
    const surrounding = surroundings.of(owner);
    return surrounding === null ? [] : [{ owner, surrounding, parts: parts.sort(byAreaThenPlace) }];
  });
}

function lookAcross(
  arrangement: Arrangement,
  surroundings: Surroundings,
  owner: number,
  halfEdge: number,
  crumbs: ReadonlySet<number>,
): void {
  const beyond = arrangement.faces.faceOf[twinOf(halfEdge)]!;
  const owners = ownersOf(arrangement, beyond);
  for (const other of ownersAlong(arrangement, halfEdge)) {
    if (other !== owner) surroundings.meet(owner, other);
  }
  const isOutside = arrangement.hasJurisdiction && !isInJurisdiction(arrangement, beyond);
  if (isOutside || (owners.length === 0 && !crumbs.has(beyond))) surroundings.open(owner);
}

/** Owners beyond a half-edge whose own border runs along it. */
export function ownersAlong(arrangement: Arrangement, halfEdge: number): Int32Array {
  const { noded, faces } = arrangement;
  const edge = halfEdge >> 1;
  const along = noded.edgePolygons
    .subarray(noded.edgeStart[edge], noded.edgeStart[edge + 1])
    .map((polygon) => noded.polygonOwner[polygon]!);
  const here = ownersOf(arrangement, faces.faceOf[halfEdge]!);
  return ownersOf(arrangement, faces.faceOf[twinOf(halfEdge)]!).filter(
    (owner) => along.includes(owner) && !here.includes(owner),
  );
}

/** `coverage.enclave`, a warning. */
export function findEnclaves(context: CoverageContext, enclaves: readonly Enclave[]): Finding[] {
  return enclaves.map((enclave) => enclaveFinding(context, enclave));
}

function enclaveFinding(context: CoverageContext, { owner, surrounding, parts }: Enclave): Finding {
  const community = context.communities[owner]!;
  const [name, outer] = [labelOf(context, owner), labelOf(context, surrounding)];
  const areaSquareMetres = totalAreaOf(parts);
  const { centre, diameterMetres } = parts[0]!.circle;
  const area = areaText(areaSquareMetres);
  return {
    id: findingId('coverage.enclave', [community.id]),
    rule: 'coverage.enclave',
    kind: 'enclave',
    severity: 'warning',
    communities: [community.id, context.communities[surrounding]!.id],
    areaSquareMetres,
    widthMetres: diameterMetres,
    location: centre,
    geometry: community.geometry,
    message: {
      zh: `“${name.zh}”（${area.zh}）四面被“${outer.zh}”包围。`,
      en: `${name.en} (${area.en}) lies wholly inside ${outer.en}.`,
    },
    fixes: [],
  } satisfies Finding;
}
