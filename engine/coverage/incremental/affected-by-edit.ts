import { localFrame } from '../../geometry/geodesic.ts';
import type { AuditSettings } from '../context.ts';
import { type Span, spanBeside } from '../near-spans.ts';
import { type Box, boxesMeet, widened } from './boxes.ts';
import { pointContactsOf, type Survey } from './survey-window.ts';

/**
 * The communities that were not edited and still have to be judged again: those of which the same
 * window, before and after the edit, says different things that do not concern an edited one.
 * - Who lies across the outer border (for enclaves);
 * - where a border runs near that of another one without meeting it, as an edge that meets an edited
 *   community's no longer counts as running near a third one's;
 * - where a vertex is missing beside the outline, for the same reason;
 * - where residual segments changed within the sliver width of another one's, as a side counts as
 *   generalised only where no third community takes part.
 * All else is a matter between two communities, or between one and the outline, whoever is near.
 * @param isEdited by position
 */
export function affectedByEdit(
  before: Survey,
  after: Survey,
  isEdited: (position: number) => boolean,
  { toleranceMetres, sliverWidthMetres }: AuditSettings,
): Set<number> {
  const affected = new Set<number>();
  const add = (position: number): void => {
    if (!isEdited(position)) affected.add(position);
  };
  compareSurroundings(before, after, add);
  compareTJunctions(before, after, isEdited, add);
  if (before.scene.settings.queen) comparePointContacts(before, after, isEdited, add);
  compareResidual(before, after, isEdited, sliverWidthMetres, add);
  if (toleranceMetres > 0) compareNearBorders(before, after, isEdited, toleranceMetres, add);
  return affected;
}

type Add = (position: number) => void;

function compareSurroundings(before: Survey, after: Survey, add: Add): void {
  const stateIn = ({ surroundings, scene }: Survey, owner: number): number => {
    const state = surroundings.stateOf(owner);
    return state < 0 ? state : scene.positions[state]!;
  };
  const ownerAfter = new Map(after.scene.positions.map((position, owner) => [position, owner]));
  before.scene.positions.forEach((position, owner) => {
    const now = ownerAfter.get(position);
    if (now === undefined || stateIn(before, owner) !== stateIn(after, now)) add(position);
  });
}

function compareTJunctions(
  before: Survey,
  after: Survey,
  isEdited: (position: number) => boolean,
  add: Add,
): void {
  const keysOf = ({ tJunctions, scene }: Survey): Map<string, number[]> => {
    const keys = new Map<string, number[]>();
    for (const { owners, place } of tJunctions) {
      const positions = owners.map((owner) => scene.positions[owner]!);
      if (positions.some(isEdited)) continue;
      keys.set(`${[...positions].sort((a, b) => a - b)} ${place}`, positions);
    }
    return keys;
  };
  forEachDifference(keysOf(before), keysOf(after), (positions) => positions.forEach(add));
}

/** Whether two meet in a point shows only where their borders there are not those of a third one. */
function comparePointContacts(
  before: Survey,
  after: Survey,
  isEdited: (position: number) => boolean,
  add: Add,
): void {
  const keysOf = (survey: Survey): Map<string, number[]> => {
    const keys = new Map<string, number[]>();
    for (const { a, b, points } of pointContactsOf(survey, [], [])) {
      const positions = [a, b].map((owner) => survey.scene.positions[owner]!);
      if (!positions.some(isEdited)) keys.set(`${positions} ${points.join(' ')}`, positions);
    }
    return keys;
  };
  forEachDifference(keysOf(before), keysOf(after), (positions) => positions.forEach(add));
}

/** Calls back for what only one of two maps has. */
function forEachDifference<T>(
  a: ReadonlyMap<string, T>,
  b: ReadonlyMap<string, T>,
  visit: (value: T) => void,
): void {
  for (const [key, value] of a) if (!b.has(key)) visit(value);
  for (const [key, value] of b) if (!a.has(key)) visit(value);
}

/** A stretch of border that no other community's runs along, its community on the left; or a residual segment. */
interface Stretch {
  position: number;
  ends: readonly [ax: number, ay: number, bx: number, by: number];
}

function compareNearBorders(
  before: Survey,
  after: Survey,
  isEdited: (position: number) => boolean,
  toleranceMetres: number,
  add: Add,
): void {
  const [then, now] = [unmatchedOf(before, isEdited), unmatchedOf(after, isEdited)];
  const changed = stretchesOfOne(then, now);
  if (changed.length === 0) return;
  const all = [...then, ...now];
  for (const stretch of changed) {
    const isNear = nearnessTo(stretch, toleranceMetres);
    for (const other of all) {
      if (other.position === stretch.position || !isNear(other)) continue;
      add(stretch.position);
      add(other.position);
    }
  }
}

function unmatchedOf({ graph, scene }: Survey, isEdited: (position: number) => boolean): Stretch[] {
  const { noded, sides, communities } = graph;
  const found: Stretch[] = [];
  for (let e = 0; e < sides.start.length - 1; e++) {
    const first = sides.start[e]!;
    const last = sides.start[e + 1]!;
    let isLeft = false;
    let isRight = false;
    for (let i = first; i < last; i++) {
      if (sides.owner[i]! >= communities) continue;
      if (sides.isLeft[i] === 1) isLeft = true;
      else isRight = true;
    }
    if (isLeft === isRight) continue;
    const from = (isLeft ? noded.edgeFrom : noded.edgeTo)[e]!;
    const to = (isLeft ? noded.edgeTo : noded.edgeFrom)[e]!;
    for (let i = first; i < last; i++) {
      const owner = sides.owner[i]!;
      if (owner >= communities || isEdited(scene.positions[owner]!)) continue;
      const { lons, lats } = noded;
      const ends = [lons[from]!, lats[from]!, lons[to]!, lats[to]!] as const;
      const position = scene.positions[owner]!;
      found.push({ position, ends });
    }
  }
  return found;
}

/** Whether another stretch runs beside this one, or this beside it, within the tolerance. */
function nearnessTo({ ends }: Stretch, toleranceMetres: number): (other: Stretch) => boolean {
  const [ax, ay, bx, by] = ends;
  const frame = localFrame(ax, ay);
  // Twice the tolerance, as each stretch is measured in a frame of its own place.
  const [lon, lat] = [
    (2 * toleranceMetres) / frame.metresPerDegreeLon,
    (2 * toleranceMetres) / frame.metresPerDegreeLat,
  ];
  const flat = (positions: Stretch['ends']): Float64Array =>
    Float64Array.from(positions, (degrees, i) =>
      i % 2 === 0
        ? (degrees - ax) * frame.metresPerDegreeLon
        : (degrees - ay) * frame.metresPerDegreeLat,
    );
  const [west, east] = [Math.min(ax, bx) - lon, Math.max(ax, bx) + lon];
  const [south, north] = [Math.min(ay, by) - lat, Math.max(ay, by) + lat];
  const here = flat(ends);
  const span: Span = { low: 0, high: 0 };
  return (other) => {
    const [cx, cy, dx, dy] = other.ends;
    if (
      (cx < west && dx < west) ||
      (cx > east && dx > east) ||
      (cy < south && dy < south) ||
      (cy > north && dy > north)
    ) {
      return false;
    }
    const there = flat(other.ends);
    return (
      spanBeside(here, 0, there, 0, 2 * toleranceMetres, span) ||
      spanBeside(there, 0, here, 0, 2 * toleranceMetres, span)
    );
  };
}

function compareResidual(
  before: Survey,
  after: Survey,
  isEdited: (position: number) => boolean,
  sliverWidthMetres: number,
  add: Add,
): void {
  const [then, now] = [looseOf(before), looseOf(after)];
  const changed = stretchesOfOne(then, now);
  if (changed.length === 0) return;
  const others = [...then, ...now].filter(({ position }) => !isEdited(position));
  if (others.every(({ position }) => position === others[0]!.position)) return;
  for (const stretch of changed) {
    const around = widened(boxOf(stretch), sliverWidthMetres + 1);
    const near = others.filter((other) => boxesMeet(boxOf(other), around));
    if (near.every(({ position }) => position === near[0]!.position)) continue;
    for (const { position } of near) add(position);
  }
}

const boxOf = ({ ends: [ax, ay, bx, by] }: Stretch): Box => [
  Math.min(ax, bx),
  Math.min(ay, by),
  Math.max(ax, bx),
  Math.max(ay, by),
];

/** The residual segments. */
function looseOf({ graph, scene }: Survey): Stretch[] {
  const { from, to, owner } = graph.segments;
  const { lons, lats } = graph.noded;
  const found: Stretch[] = [];
  for (let i = 0; i < owner.length; i++) {
    if (owner[i]! >= graph.communities) continue;
    const a = from[i]!;
    const b = to[i]!;
    const ends = [lons[a]!, lats[a]!, lons[b]!, lats[b]!] as const;
    found.push({ position: scene.positions[owner[i]!]!, ends });
  }
  return found;
}

/** The stretches that only one of two lists has. */
function stretchesOfOne(a: readonly Stretch[], b: readonly Stretch[]): Stretch[] {
  return [...lackingIn(b, a), ...lackingIn(a, b)];
}

function lackingIn(list: readonly Stretch[], wanted: readonly Stretch[]): Stretch[] {
  // By where they begin: text of four numbers as a key would cost more than all the rest.
  const byStart = new Map<number, Stretch[]>();
  for (const stretch of list) {
    const known = byStart.get(stretch.ends[0]);
    if (known === undefined) byStart.set(stretch.ends[0], [stretch]);
    else known.push(stretch);
  }
  return wanted.filter(
    (stretch) =>
      byStart.get(stretch.ends[0])?.some((other) => isSameStretch(stretch, other)) !== true,
  );
}

const isSameStretch = (a: Stretch, b: Stretch): boolean =>
  a.position === b.position &&
  a.ends[0] === b.ends[0] &&
  a.ends[1] === b.ends[1] &&
  a.ends[2] === b.ends[2] &&
  a.ends[3] === b.ends[3];
