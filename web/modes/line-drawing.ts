import type { Feature } from 'geojson';
import type { Position } from '#engine/coverage/types.ts';
import { wayAlong } from './barrier-network.ts';
import { type Snap, snapTo } from './snapping.ts';
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

  /** The line as far as it has been clicked. */
  get path(): Position[] {
    return this.#corners.flatMap(({ way }) => [...way]);
  }

  /** And on to the pointer. */
  get pathToPointer(): Position[] {
    return this.#hover === null ? this.path : [...this.path, ...this.#hover.way];
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
    const last = this.#corners.at(-1)?.snap.position;
    if (last === undefined) return { snap, way: [snap.position] };
    const along = altKey || snap.kind === 'none' ? null : wayAlong(barriers, last, snap.position);
    return { snap, way: along === null ? [snap.position] : along.slice(1) };
  }
}

export const point = (position: Position, role: string): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: position },
  properties: { role },
});
