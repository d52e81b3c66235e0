import type { Position } from '#engine/coverage/types.ts';

/** Rings that close, and courses that do not. */
export interface AssembledRings {
  rings: Position[][];
  open: Position[][];
}

/**
 * Joins the courses of a multipolygon's members end to end into rings, whichever way each runs. Where more
 * than two meet in a place, the ring is closed at the first return, so that no ring touches itself there.
 */
export function assembleRings(courses: readonly (readonly Position[])[]): AssembledRings {
  const result: AssembledRings = { rings: [], open: [] };
  const ends = new Map<string, number[]>();
  const pieces = courses.filter(({ length }) => length > 1);
  const isUsed = pieces.map((piece) => keyOf(piece[0]!) === keyOf(piece.at(-1)!));
  for (const [i, piece] of pieces.entries()) {
    if (isUsed[i]) result.rings.push([...piece]);
    else for (const key of [keyOf(piece[0]!), keyOf(piece.at(-1)!)]) append(ends, key, i);
  }
  for (let start = 0; start < pieces.length; start++) {
    if (!isUsed[start]) walk(start, { pieces, ends, isUsed, result });
  }
  return result;
}

interface Walk {
  pieces: readonly (readonly Position[])[];
  /** Pieces by the places where they end. */
  ends: ReadonlyMap<string, readonly number[]>;
  isUsed: boolean[];
  result: AssembledRings;
}

/** From one piece on until there is none left to go on with; loops are taken off the path as they close. */
function walk(start: number, { pieces, ends, isUsed, result }: Walk): void {
  // Places passed, and the course from each to the next.
  const places: string[] = [keyOf(pieces[start]![0]!)];
  const legs: (readonly Position[])[] = [];
  let next: number | undefined = start;
  while (next !== undefined) {
    isUsed[next] = true;
    const piece: readonly Position[] = pieces[next]!;
    const leg = keyOf(piece[0]!) === places.at(-1) ? piece : [...piece].reverse();
    const place = keyOf(leg.at(-1)!);
    legs.push(leg);
    const met = places.indexOf(place);
    if (met === -1) places.push(place);
    else {
      result.rings.push(joined(legs.splice(met)));
      places.length = met + 1;
    }
    next = ends.get(places.at(-1)!)?.find((i) => !isUsed[i]);
  }
  if (legs.length > 0) result.open.push(joined(legs));
}

function joined(legs: readonly (readonly Position[])[]): Position[] {
  return legs.flatMap((leg, i) => (i === 0 ? [...leg] : leg.slice(1)));
}

const keyOf = ([lon, lat]: Position): string => `${lon},${lat}`;

function append(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
