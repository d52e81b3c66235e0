import type { Feature } from 'geojson';
import type { Position } from '#engine/coverage/types.ts';
import { wayAlong } from './barrier-network.ts';
import { cleanLine } from './clean-line.ts';
import { metresBetween, type Snap, snapTo } from './snapping.ts';
import type { MapPointer, ToolContext } from './tool.ts';

/** How near the pointer has to be to hold. Pixels. */
const REACH = 10;

/** One click of a line: where it held, and the way to it from the click before. */
interface Corner {
  snap: Snap;
  /** Positions after the corner before, this one last. */
  way: readonly Position[];
}

/**
 * A line that is drawn click by click. It holds at vertices, borders, roads and rivers; between two clicks on roads it takes the
 * roads' own course. With Alt held it neither holds nor follows.
 */
export class LineDrawing {
  readonly #context: ToolContext;
  readonly #corners: Corner[] = [];
  #hover: Corner | null = null;

  constructor(context: ToolContext) {
    this.#context = context;
  }

  get corners(): readonly Snap[] {
    return this.#corners.map(({ snap }) => snap);
  }

  get isEmpty(): boolean {
    return this.#corners.length === 0;
  }

  /** The two communities whose border both ends hold at: at a junction one end alone does not tell. */
  sharedSides(): [string, string] | null {
    const first = this.#corners[0]?.snap.communities ?? [];
    const last = (this.#hover ?? this.#corners.at(-1))?.snap.communities ?? [];
    const [a, b] = first.filter((id) => last.includes(id));
    return a === undefined || b === undefined ? null : [a, b];
  }

  /** The line as far as it has been clicked; nothing of it runs back on itself. */
  get path(): Position[] {
    return cleanLine(this.#corners.flatMap(({ way }) => way));
  }

  /** And on to the pointer. */
  get pathToPointer(): Position[] {
    const { way = [] } = this.#hover ?? {};
    return cleanLine([...this.#corners.flatMap((corner) => corner.way), ...way]);
  }

  /** What the end of the line holds at: the pointer, or the last click. */
  get end(): Snap | null {
    return (this.#hover ?? this.#corners.at(-1))?.snap ?? null;
  }

  /** The line as a ring, closed along roads where its ends hold at them. Not repeated at its end. */
  ring(withPointer: boolean): Position[] {
    const hover = withPointer ? this.#hover : null;
    const corners = hover === null ? this.#corners : [...this.#corners, hover];
    const [first, last] = [corners[0]?.snap, corners.at(-1)?.snap];
    const way = corners.flatMap((corner) => corner.way);
    if (first === undefined || last === undefined) return [];
    if (String(first.position) === String(last.position)) return cleanLine(way.slice(0, -1));
    const open = cleanLine(way);
    const back = this.#wayBetween(last, first);
    if (back === null) return open;
    const closed = cleanLine([...way, ...back.slice(1, -1)]);
    // Roads that lead back the way the line came would undo it.
    return closed.length >= open.length ? closed : open;
  }

  /** Whether the pointer is back at the first click. */
  get isClosing(): boolean {
    const [first] = this.#corners;
    return (
      first !== undefined &&
      this.#corners.length > 2 &&
      String(this.#hover?.snap.position) === String(first.snap.position)
    );
  }

  move(pointer: MapPointer): void {
    this.#hover = this.#cornerAt(pointer);
  }

  leave(): void {
    this.#hover = null;
  }

  /** @returns false for a click on the place of the one before, which ends a line */
  click(pointer: MapPointer): boolean {
    const corner = this.#cornerAt(pointer);
    const last = this.#corners.at(-1)?.snap.position;
    if (last !== undefined && String(last) === String(corner.snap.position)) return false;
    this.#corners.push(corner);
    this.#hover = null;
    return true;
  }

  back(): void {
    this.#corners.pop();
    this.#hover = null;
  }

  clear(): void {
    this.#corners.length = 0;
    this.#hover = null;
  }

  features(): Feature[] {
    const features: Feature[] = [];
    const path = this.pathToPointer;
    if (path.length > 1) {
      features.push({
        type: 'Feature',
        geometry: { type: 'LineString', coordinates: path },
        properties: { role: 'line' },
      });
    }
    for (const { position } of this.corners) features.push(point(position, 'vertex'));
    const held = this.#hover?.snap;
    if (held !== undefined && held.kind !== 'none') features.push(point(held.position, 'snap'));
    return features;
  }

  #cornerAt({ position, altKey }: MapPointer): Corner {
    const { draft, map } = this.#context;
    const barriers = draft.material.barriers ?? [];
    const snap: Snap = altKey
      ? { kind: 'none', position, communities: [], barrier: null }
      : snapTo(draft.state.peek(), barriers, position, REACH * map.metresPerPixel());
    const last = this.#corners.at(-1)?.snap;
    if (last === undefined) return { snap, way: [snap.position] };
    // The first click is held at wherever it lies: outlines end where they began.
    const first = this.#corners.length > 2 ? this.#corners[0]?.snap : undefined;
    const reach = REACH * map.metresPerPixel();
    const end =
      first !== undefined && !altKey && metresBetween(first.position, position) <= reach
        ? first
        : snap;
    const along = altKey ? null : this.#wayBetween(last, end);
    return { snap: end, way: along === null ? [end.position] : along.slice(1) };
  }

  #wayBetween(a: Snap, b: Snap): Position[] | null {
    if (a.kind === 'none' || b.kind === 'none') return null;
    return wayAlong(this.#context.draft.material.barriers ?? [], a.position, b.position);
  }
}

export const point = (position: Position, role: string): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: position },
  properties: { role },
});
