import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { widened } from '../box.ts';
import type { Box } from '../residual/local-arrangement.ts';
import { BoxIndex } from './box-index.ts';

/** Which communities take part: the own ones, and those whose boxes come near what has been looked at. */
export class PartScope {
  readonly packed: PackedAreas;
  readonly index: BoxIndex;
  readonly isOwn: Uint8Array;
  readonly own: readonly number[];
  /** Boxes of the own communities, with the margin. */
  readonly boxes: Box[];
  /** Extent of a usual own community. */
  readonly step: readonly [number, number];
  readonly #takesPart: Uint8Array;
  readonly #marginMetres: number;

  constructor(packed: PackedAreas, own: readonly number[], toleranceMetres: number) {
    this.packed = packed;
    this.own = own;
    this.index = new BoxIndex(packed);
    this.isOwn = new Uint8Array(packed.count);
    this.#takesPart = new Uint8Array(packed.count);
    this.#marginMetres = 2 * toleranceMetres + MARGIN_METRES;
    for (const area of own) {
      this.isOwn[area] = 1;
      this.#takesPart[area] = 1;
    }
    this.boxes = own
      .map((area) => this.index.boxOf(area))
      .filter(([west, , east]) => west <= east)
      .map((box) => this.#widen(box));
    this.step = [
      median(this.boxes.map(([west, , east]) => east - west)),
      median(this.boxes.map(([, south, , north]) => north - south)),
    ];
    for (const box of this.boxes) this.include(box);
  }

  include(box: Box): void {
    for (const area of this.index.meeting(this.#widen(box))) this.#takesPart[area] = 1;
  }

  /** Whether all communities that reach into a box take part. */
  isComplete(box: Box): boolean {
    return this.index.meeting(this.#widen(box)).every((area) => this.#takesPart[area] === 1);
  }

  /** Indexes of those that take part, ascending. */
  members(): number[] {
    const found: number[] = [];
    this.#takesPart.forEach((takesPart, area) => {
      if (takesPart) found.push(area);
    });
    return found;
  }

  #widen(box: Box): Box {
    const latitude = Math.min(89, Math.max(Math.abs(box[1]), Math.abs(box[3])));
    const y = this.#marginMetres / METRES_PER_DEGREE;
    return widened(box, y / Math.cos((latitude * Math.PI) / 180), y);
  }
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Around boxes, on top of the tolerance on both sides: well above the grid that borders are snapped to. */
const MARGIN_METRES = 0.5;
/** Somewhat less than there are. */
const METRES_PER_DEGREE = 110_000;
