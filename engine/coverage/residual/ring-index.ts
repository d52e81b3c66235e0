import { noteShape } from '../../geometry/kept-shapes.ts';

/** Bits of a position within its block. */
const BLOCK = 6;

/** Finds the ring that a position belongs to. */
export class RingIndex {
  private readonly ringStart: Int32Array;
  /** First ring that reaches into each block of positions. */
  private readonly blockRing: Int32Array;

  /** @param ringStart as in `PackedAreas` */
  constructor(ringStart: Int32Array) {
    this.ringStart = ringStart;
    const positions = ringStart.at(-1) ?? 0;
    this.blockRing = new Int32Array((positions >> BLOCK) + 1);
    noteShape(this);
    for (let ring = 0, block = 0; ring < ringStart.length - 1; ring++) {
      for (; block << BLOCK < ringStart[ring + 1]!; block++) this.blockRing[block] = ring;
    }
  }

  ringOf(position: number): number {
    const { ringStart } = this;
    let ring = this.blockRing[position >> BLOCK]!;
    while (ringStart[ring + 1]! <= position) ring++;
    return ring;
  }
}
