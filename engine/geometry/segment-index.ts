import { areNear, BoxGrid, meetsBox, type PairVisitor } from './box-grid.ts';
import { noteShape } from './kept-shapes.ts';

/** Segments in one box of the index; small enough that a box around a bend stays tight. */
const CHUNK = 8;
/** A box this many times as wide as its segments together has jumped to another place. */
const JUMP = 2;

/**
 * Which segments come near which: boxes around runs of consecutive segments, and a grid of the
 * boxes. Segments that follow one another in the input should lie near one another, as along a
 * ring; any order gives the same answers.
 */
export class SegmentIndex {
  /** Left, bottom, right, top of each segment. */
  private readonly boxes: Float64Array;
  /** Segments of chunk c: `chunkStart[c] … chunkStart[c + 1])`. */
  private readonly chunkStart: Int32Array;
  /** The boxes of the chunks. */
  private readonly chunkBoxes: Float64Array;
  private readonly chunks: BoxGrid;

  /** @param ends x and y of both ends, four numbers a segment */
  constructor(ends: Float64Array) {
    const count = ends.length / 4;
    this.boxes = boxesOf(ends);
    this.chunkBoxes = new Float64Array(ends.length);
    this.chunkStart = new Int32Array(count + 1);
    const chunks = this.fillChunks(count);
    this.chunks = new BoxGrid(this.chunkBoxes.subarray(0, 4 * chunks));
    noteShape(this);
  }

  /** Visits each pair of segments, the first before the second, whose boxes come within `pad`. */
  forEachNearPair(pad: number, visit: (first: number, second: number) => void): void {
    this.visitNearPairs(pad, { visitPair: visit });
  }

  /** {@link forEachNearPair} for those who are called by the million. */
  visitNearPairs(pad: number, visitor: PairVisitor): void {
    const { boxes, chunkStart } = this;
    for (let c = 0; c < this.chunks.count; c++) {
      const end = chunkStart[c + 1]!;
      for (let a = chunkStart[c]!; a < end; a++) {
        for (let b = a + 1; b < end; b++) {
          if (areNear(boxes, a, boxes, b, pad)) visitor.visitPair(a, b);
        }
      }
    }
    const pairs = new ChunkPairs(boxes, this.chunkBoxes, chunkStart, pad, visitor);
    this.chunks.visitNearPairs(pad, pairs);
  }

  /** Visits the segments whose boxes meet a box. */
  forEachMeeting(
    minX: number,
    minY: number,
    maxX: number,
    maxY: number,
    visit: (segment: number) => void,
  ): void {
    const { boxes, chunkStart } = this;
    for (const c of this.chunks.listMeeting(minX, minY, maxX, maxY)) {
      for (let s = chunkStart[c]!; s < chunkStart[c + 1]!; s++) {
        if (meetsBox(boxes, s, minX, minY, maxX, maxY)) visit(s);
      }
    }
  }

  private fillChunks(count: number): number {
    const { boxes, chunkBoxes, chunkStart } = this;
    let chunks = -1;
    let size = CHUNK;
    let extent = 0;
    for (let s = 0; s < count; s++) {
      const at = 4 * s;
      const left = boxes[at]!;
      const bottom = boxes[at + 1]!;
      const right = boxes[at + 2]!;
      const top = boxes[at + 3]!;
      const own = right - left + (top - bottom);
      if (size < CHUNK) {
        const box = 4 * chunks;
        const minX = Math.min(chunkBoxes[box]!, left);
        const minY = Math.min(chunkBoxes[box + 1]!, bottom);
        const maxX = Math.max(chunkBoxes[box + 2]!, right);
        const maxY = Math.max(chunkBoxes[box + 3]!, top);
        if (maxX - minX + (maxY - minY) <= JUMP * (extent + own)) {
          chunkBoxes[box] = minX;
          chunkBoxes[box + 1] = minY;
          chunkBoxes[box + 2] = maxX;
          chunkBoxes[box + 3] = maxY;
          extent += own;
          size++;
          continue;
        }
      }
      chunkStart[++chunks] = s;
      chunkBoxes[4 * chunks] = left;
      chunkBoxes[4 * chunks + 1] = bottom;
      chunkBoxes[4 * chunks + 2] = right;
      chunkBoxes[4 * chunks + 3] = top;
      extent = own;
      size = 1;
    }
    chunkStart[chunks + 1] = count;
    return chunks + 1;
  }
}

/** From pairs of chunks to those of their segments. */
class ChunkPairs implements PairVisitor {
  private readonly boxes: Float64Array;
  private readonly chunkBoxes: Float64Array;
  private readonly chunkStart: Int32Array;
  private readonly pad: number;
  private readonly visitor: PairVisitor;

  constructor(
    boxes: Float64Array,
    chunkBoxes: Float64Array,
    chunkStart: Int32Array,
    pad: number,
    visitor: PairVisitor,
  ) {
    this.boxes = boxes;
    this.chunkBoxes = chunkBoxes;
    this.chunkStart = chunkStart;
    this.pad = pad;
    this.visitor = visitor;
    noteShape(this);
  }

  visitPair(c: number, d: number): void {
    const { boxes, chunkBoxes, chunkStart, pad, visitor } = this;
    const endC = chunkStart[c + 1]!;
    const endD = chunkStart[d + 1]!;
    for (let a = chunkStart[c]!; a < endC; a++) {
      if (!areNear(boxes, a, chunkBoxes, d, pad)) continue;
      for (let b = chunkStart[d]!; b < endD; b++) {
        if (areNear(boxes, a, boxes, b, pad)) visitor.visitPair(a, b);
      }
    }
  }
}

function boxesOf(ends: Float64Array): Float64Array {
  const boxes = new Float64Array(ends.length);
  for (let i = 0; i < ends.length; i += 4) {
    const ax = ends[i]!;
    const ay = ends[i + 1]!;
    const bx = ends[i + 2]!;
    const by = ends[i + 3]!;
    boxes[i] = ax < bx ? ax : bx;
    boxes[i + 1] = ay < by ? ay : by;
    boxes[i + 2] = ax < bx ? bx : ax;
    boxes[i + 3] = ay < by ? by : ay;
  }
  return boxes;
}
