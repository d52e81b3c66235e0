import { type Arrangement, isInJurisdiction, ownersOf } from './arrangement.ts';
import { byCodePoint, type CoverageContext, inIdOrder, labelOf } from './context.ts';
import type { Border } from './find-adjacency.ts';
import type { Gap } from './find-gaps.ts';
import type { Outside } from './find-outside.ts';
import type { OverlapPair } from './find-overlaps.ts';
import { findingId } from './finding-id.ts';
import { areaText, listText } from './format-figures.ts';
import type { NodedCoverage } from './node-edges.ts';
import { vertexPosition } from './trace-region.ts';
import type { Finding, Position } from './types.ts';

/**
 * `coverage.mismatch`: borders that do not match although no area worth counting is lost.
 * - `t-junction`: both sides run along the same line, but one misses a vertex of the other.
 * - `near-coincident`: the sides leave overlaps or gaps narrower than the tolerance and smaller
 *   than the smallest area that counts.
 * One finding for each group of communities and detail, with all its places.
 */
export function findMismatches(context: CoverageContext, regions: MismatchFacts): Finding[] {
  return collectMismatches(context, regions).map((group) => describeMismatch(context, group));
}

/** The facts that mismatches are read off. */
export interface MismatchFacts {
  overlaps: readonly OverlapPair[];
  gaps: readonly Gap[];
  outside: readonly Outside[];
  tJunctions: readonly TJunction[];
  borders: readonly Border[];
}

/** The mismatches, before they are put into words. */
export function collectMismatches(context: CoverageContext, regions: MismatchFacts): Mismatch[] {
  const groups = new MismatchGroups();
  for (const fact of regions.tJunctions) {
    groups.add('t-junction', fact.owners, { place: fact.place, areaSquareMetres: 0, source: fact });
  }
  collectHairlines(context, regions, groups);
  collectOpenHairlines(regions, groups);
  return groups.list();
}

type Detail = 't-junction' | 'near-coincident';

/** One group of communities whose borders do not match in one way. */
export interface Mismatch {
  detail: Detail;
  owners: number[];
  places: Position[];
  areaSquareMetres: number;
  /** The facts it was read off, one for each place. */
  sources: object[];
  /** A single community's border runs beside itself; otherwise beside the jurisdiction's outline. */
  isOwn: boolean;
}

interface MismatchPlace {
  place: Position;
  areaSquareMetres: number;
  source: object;
  isOwn?: boolean;
}

class MismatchGroups {
  private readonly groups = new Map<string, Mismatch>();

  add(detail: Detail, owners: readonly number[], found: MismatchPlace): void {
    const sorted = [...new Set(owners)].sort((a, b) => a - b);
    const isOwn = sorted.length === 1 && found.isOwn === true;
    const key = `${detail}:${sorted.join()}${isOwn ? ':itself' : ''}`;
    const group = this.groups.get(key) ?? {
      detail,
      isOwn,
      owners: sorted,
      places: [],
      areaSquareMetres: 0,
      sources: [],
    };
    group.places.push(found.place);
    group.areaSquareMetres += found.areaSquareMetres;
    group.sources.push(found.source);
    this.groups.set(key, group);
  }

  list(): Mismatch[] {
    return [...this.groups.values()];
  }
}

/** A place where one side of a border misses a vertex of the other. */
export interface TJunction {
  /** Both communities, or one beside the jurisdiction's outline. */
  owners: number[];
  place: Position;
}

/**
 * Edges that were split at a vertex which their own ring lacks and the other side's ring has.
 * @param pairsAcross owners that share an edge as a border
 * @param communities owner index of the jurisdiction
 */
export function collectTJunctions(
  noded: NodedCoverage,
  communities: number,
  pairsAcross: (edge: number) => [number, number][],
): TJunction[] {
  const lacking = new Map<number, Set<number>>();
  const isLacking = new Uint8Array(noded.points.size);
  for (const { vertex, polygon } of noded.splits) {
    isLacking[vertex] = 1;
    const owners = lacking.get(vertex) ?? new Set<number>();
    owners.add(noded.polygonOwner[polygon]!);
    lacking.set(vertex, owners);
  }
  if (lacking.size === 0) return [];
  // Pairs of each vertex, the jurisdiction's outline among them as owner `communities`.
  const pairs = new Map<number, Map<number, [number, number]>>();
  const lookAt = (edge: number, vertex: number): void => {
    const without = lacking.get(vertex)!;
    for (const [a, b] of pairsAcross(edge)) {
      if (without.has(a) === without.has(b)) continue;
      const known = pairs.get(vertex) ?? new Map<number, [number, number]>();
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      known.set(low * (communities + 1) + high, [low, high]);
      pairs.set(vertex, known);
    }
  };
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    if (isLacking[noded.edgeFrom[e]!] === 1) lookAt(e, noded.edgeFrom[e]!);
    if (isLacking[noded.edgeTo[e]!] === 1) lookAt(e, noded.edgeTo[e]!);
  }
  return [...pairs].flatMap(([vertex, known]) =>
    [...known.values()].map((pair) => ({
      // The jurisdiction's outline stands beside the community alone.
      owners: pair.filter((owner) => owner < communities),
      place: vertexPosition(noded, vertex),
    })),
  );
}

/**
 * Owners that share an edge as a border: communities on opposite sides of it, and a community with
 * the jurisdiction (owner `communities`) where both end there on the same side.
 */
export function pairsAcross(arrangement: Arrangement, edge: number): [number, number][] {
  const { faces, communities } = arrangement;
  const [left, right] = [faces.faceOf[2 * edge]!, faces.faceOf[2 * edge + 1]!];
  const [ownersLeft, ownersRight] = [ownersOf(arrangement, left), ownersOf(arrangement, right)];
  const leftOnly = [...ownersLeft].filter((owner) => !ownersRight.includes(owner));
  const rightOnly = [...ownersRight].filter((owner) => !ownersLeft.includes(owner));
  const pairs = leftOnly.flatMap((a) => rightOnly.map((b): [number, number] => [a, b]));
  const isInsideLeft = isInJurisdiction(arrangement, left);
  if (isInsideLeft !== isInJurisdiction(arrangement, right)) {
    for (const owner of isInsideLeft ? leftOnly : rightOnly) pairs.push([owner, communities]);
  }
  return pairs;
}

function collectHairlines(
  { settings }: CoverageContext,
  { overlaps, gaps, outside }: MismatchFacts,
  groups: MismatchGroups,
): void {
  const isHairline = (region: Gap['region']): boolean =>
    region.circle.diameterMetres < settings.toleranceMetres;
  const isBelow = (area: number): boolean => area < settings.minAreaSquareMetres;
  const add = (region: Gap['region'], owners: readonly number[], isOwn = false): void => {
    if (!isHairline(region) || owners.length === 0) return;
    const { circle, areaSquareMetres } = region;
    const found = { place: circle.centre, areaSquareMetres, source: region, isOwn };
    groups.add('near-coincident', owners, found);
  };
  for (const { a, b, regions, areaSquareMetres } of overlaps) {
    if (isBelow(areaSquareMetres)) for (const region of regions) add(region, [a, b]);
  }
  for (const { region, neighbours, isEnclosed } of gaps) {
    if (!isBelow(region.areaSquareMetres)) continue;
    const owners = neighbours.map(({ owner }) => owner);
    add(region, owners, isEnclosed);
  }
  for (const { owner, regions, areaSquareMetres } of outside) {
    if (isBelow(areaSquareMetres)) for (const region of regions) add(region, [owner]);
  }
}

/**
 * Borders that run within the tolerance of one another but enclose nothing between them: a hairline
 * that is open at an end. Pairs with an overlap or a gap between them have been spoken of.
 */
function collectOpenHairlines(
  { overlaps, gaps, borders }: MismatchFacts,
  groups: MismatchGroups,
): void {
  const near = borders.filter(({ nearPlace }) => nearPlace !== undefined);
  if (near.length === 0) return;
  const spoken = new Set(overlaps.map(({ a, b }) => `${a},${b}`));
  for (const { neighbours } of gaps) {
    for (const { owner: a } of neighbours) {
      for (const { owner: b } of neighbours) if (a < b) spoken.add(`${a},${b}`);
    }
  }
  for (const border of near) {
    const { a, b, nearPlace } = border;
    if (spoken.has(`${a},${b}`)) continue;
    const found = { place: nearPlace!, areaSquareMetres: 0, source: border };
    groups.add('near-coincident', [a, b], found);
  }
}

/** The finding of one group. */
export function describeMismatch(context: CoverageContext, mismatch: Mismatch): Finding {
  const ids = mismatch.owners.map((owner) => context.communities[owner]!.id).sort(byCodePoint);
  const places = [...mismatch.places].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
  const isTJunction = mismatch.detail === 't-junction';
  return {
    id: findingId('coverage.mismatch', [
      mismatch.detail,
      ...ids,
      ...(mismatch.isOwn ? ['itself'] : []),
    ]),
    rule: 'coverage.mismatch',
    kind: 'mismatch',
    severity: 'warning',
    communities: ids,
    areaSquareMetres: isTJunction ? null : mismatch.areaSquareMetres,
    widthMetres: null,
    location: places[0]!,
    geometry: { type: 'MultiPoint', coordinates: places },
    message: mismatchMessage(context, mismatch),
    fixes: [
      {
        operation: 'snap-borders',
        parameters: { communities: ids, toleranceMetres: context.settings.toleranceMetres },
        label: { zh: '将两侧边界捕捉为同一条线', en: 'Snap both sides to one border' },
      },
    ],
    detail: mismatch.detail,
    figures: { places: places.length },
  };
}

function mismatchMessage(context: CoverageContext, mismatch: Mismatch) {
  const names = inIdOrder(context, mismatch.owners).map((owner) => labelOf(context, owner));
  const list = listText(names);
  const count = mismatch.places.length;
  const who = mismatch.isOwn
    ? { zh: `“${names[0]!.zh}”自身`, en: `${names[0]!.en} with itself` }
    : names.length === 1
      ? { zh: `“${names[0]!.zh}”与辖区边界`, en: `${names[0]!.en} and the jurisdiction's outline` }
      : { zh: list.zh, en: list.en };
  if (mismatch.detail === 't-junction') {
    return {
      zh: `${who.zh}的共同边界有 ${count} 处一侧缺少折点。`,
      en: `The border of ${who.en} misses a vertex on one side in ${count} ${count === 1 ? 'place' : 'places'}.`,
    };
  }
  if (mismatch.areaSquareMetres === 0) {
    return {
      zh: `${who.zh}的边界彼此贴近但未闭合：${count} 处细缝。`,
      en: `The borders of ${who.en} run close to one another without meeting: ${count} open ${count === 1 ? 'hairline' : 'hairlines'}.`,
    };
  }
  const area = areaText(mismatch.areaSquareMetres);
  return {
    zh: `${who.zh}的边界不完全重合：${count} 处细缝，共 ${area.zh}。`,
    en: `The borders of ${who.en} do not match: ${count} ${count === 1 ? 'hairline' : 'hairlines'}, ${area.en} in all.`,
  };
}
