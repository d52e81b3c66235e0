import { barrierWeight } from '../barriers/class-weights.ts';
import type { BarrierClass } from '../barriers/types.ts';
import { twinOf } from '../coverage/trace-faces.ts';
import { traceRegion } from '../coverage/trace-region.ts';
import type { Position } from '../coverage/types.ts';
import { polygonArea } from '../geometry/geodesic.ts';
import type { Blocks } from './blocks.ts';

/** Lines that people do not cross on foot: units are not joined across them while another way is open. */
export const STRONG_CLASSES: ReadonlySet<BarrierClass> = new Set<BarrierClass>([
  'expressway',
  'river',
  'railway',
]);

/** The border between two regions. */
export interface RegionBorder {
  lengthMetres: number;
  /** Σ length × weight of the barrier's class: what it costs to keep. */
  cost: number;
  /** Length along barriers of {@link STRONG_CLASSES}. */
  strongMetres: number;
}

/** Is most of the border a line that is not crossed? */
export const isStrong = ({ lengthMetres, strongMetres }: RegionBorder): boolean =>
  2 * strongMetres >= lengthMetres && strongMetres > 0;

/**
 * Blocks that are joined into larger and larger regions. A region goes by the number of one of its
 * faces; {@link find} gives it. Joining costs in proportion to the smaller one's borders.
 */
export class Regions {
  readonly blocks: Blocks;
  readonly areaSquareMetres: Float64Array;
  /** Of each face by itself, m². */
  readonly faceArea: Float64Array;
  /** Borders with the outside included. */
  readonly perimeterMetres: Float64Array;
  readonly communityOf: Int32Array;
  private readonly parent: Int32Array;
  private readonly members: number[][];
  private readonly neighbours: Map<number, RegionBorder>[];

  constructor(blocks: Blocks) {
    const { faceCount } = blocks.faces;
    this.blocks = blocks;
    this.parent = Int32Array.from({ length: faceCount }, (_, face) => face);
    this.members = Array.from({ length: faceCount }, (_, face) => [face]);
    this.neighbours = Array.from({ length: faceCount }, () => new Map());
    this.communityOf = blocks.communityOf.slice();
    this.areaSquareMetres = new Float64Array(faceCount);
    this.perimeterMetres = new Float64Array(faceCount);
    this.measure();
    this.faceArea = this.areaSquareMetres.slice();
  }

  private measure(): void {
    const { faces, isGround, lineOf, edgeLength, lines } = this.blocks;
    for (let face = 0; face < faces.faceCount; face++) {
      if (isGround[face] === 1) this.areaSquareMetres[face] = areaOf(this.ringsOf(face));
    }
    for (let e = 0; e < edgeLength.length; e++) {
      const left = faces.faceOf[2 * e]!;
      const right = faces.faceOf[2 * e + 1]!;
      if (left === right) continue;
      const length = edgeLength[e]!;
      this.perimeterMetres[left]! += length;
      this.perimeterMetres[right]! += length;
      if (isGround[left] === 0 || isGround[right] === 0) continue;
      const line = lineOf[e]!;
      const barrierClass = line < 0 ? null : lines[line]!.class;
      const piece: RegionBorder = {
        lengthMetres: length,
        cost: length * barrierWeight(barrierClass),
        strongMetres: barrierClass !== null && STRONG_CLASSES.has(barrierClass) ? length : 0,
      };
      this.addBorder(left, right, piece);
      this.addBorder(right, left, piece);
    }
  }

  private addBorder(region: number, other: number, piece: RegionBorder): void {
    const border = this.neighbours[region]!.get(other);
    if (border === undefined) this.neighbours[region]!.set(other, { ...piece });
    else {
      border.lengthMetres += piece.lengthMetres;
      border.cost += piece.cost;
      border.strongMetres += piece.strongMetres;
    }
  }

  /** The region that a face belongs to now. */
  find(face: number): number {
    const { parent } = this;
    let at = face;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }

  facesOf(region: number): readonly number[] {
    return this.members[region]!;
  }

  bordersOf(region: number): ReadonlyMap<number, RegionBorder> {
    return this.neighbours[region]!;
  }

  /** All regions of the jurisdiction, ascending. */
  list(): number[] {
    return Array.from(this.blocks.isGround.keys()).filter(
      (face) => this.blocks.isGround[face] === 1 && this.find(face) === face,
    );
  }

  /** The region as a polygon, shell first; none when it has no area. */
  ringsOf(region: number): Position[][] {
    return traceRegion(this.blocks, this.members[region]!).rings;
  }

  /** One face as a polygon. */
  faceRings(face: number): Position[][] {
    return traceRegion(this.blocks, [face]).rings;
  }

  /** Joins two neighbouring regions and returns the number of what they become. */
  join(a: number, b: number): number {
    const aIsLarger =
      this.neighbours[a]!.size - this.neighbours[b]!.size ||
      this.members[a]!.length - this.members[b]!.length ||
      b - a;
    const [kept, gone] = aIsLarger > 0 ? [a, b] : [b, a];
    const shared = this.neighbours[kept]!.get(gone)?.lengthMetres ?? 0;
    this.parent[gone] = kept;
    for (const face of this.members[gone]!) this.members[kept]!.push(face);
    this.areaSquareMetres[kept]! += this.areaSquareMetres[gone]!;
    this.perimeterMetres[kept]! += this.perimeterMetres[gone]! - 2 * shared;
    if (this.communityOf[kept]! < 0) this.communityOf[kept] = this.communityOf[gone]!;
    this.neighbours[kept]!.delete(gone);
    for (const [other, border] of this.neighbours[gone]!) {
      if (other === kept) continue;
      this.addBorder(kept, other, border);
      this.neighbours[other]!.delete(gone);
      this.addBorder(other, kept, border);
    }
    this.members[gone] = [];
    this.neighbours[gone] = new Map();
    return kept;
  }

  /** Edges between two regions. */
  *edgesBetween(a: number, b: number): Generator<number> {
    const { boundaries, faces } = this.blocks;
    const isFewer = this.members[a]!.length <= this.members[b]!.length;
    const [region, other] = isFewer ? [a, b] : [b, a];
    for (const face of this.members[region]!) {
      for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
        const halfEdge = boundaries.list[i]!;
        if (this.find(faces.faceOf[twinOf(halfEdge)]!) === other) yield halfEdge >> 1;
      }
    }
  }
}

const areaOf = (rings: readonly Position[][]): number =>
  rings.length === 0 ? 0 : Math.max(0, polygonArea(rings));
