import { connectFaces } from '../arrangement.ts';
import { areaOfFaces, boundaryOf, edgeLength, faceBeyond, type Scope } from './scope.ts';

/** Communities of a map have some dozens. */
const MOST_FACES = 2000;

/** Who stands on which face while the repair decides. */
export class Ownership {
  /** Communities on each face: one where it is settled, several where it is contested or left. */
  readonly of: (readonly number[])[];
  /** 1 while a region is still to be decided. */
  private readonly contested: Uint8Array;
  private readonly scope: Scope;
  /** Faces that a community was given and did not claim, with repetition. */
  private readonly gained = new Map<number, number[]>();

  constructor(scope: Scope, claims: readonly (readonly number[])[]) {
    this.scope = scope;
    this.of = [...claims];
    this.contested = new Uint8Array(claims.length);
  }

  contest(faces: readonly number[]): void {
    for (const face of faces) this.contested[face] = 1;
  }

  isContested(face: number): boolean {
    return this.contested[face] === 1;
  }

  /** Decides faces; `owners` null leaves them to whoever claims them. */
  settle(faces: readonly number[], owners: readonly number[] | null): void {
    for (const face of faces) {
      this.contested[face] = 0;
      if (owners === null) continue;
      this.of[face] = owners;
      for (const owner of owners) {
        if (this.scope.owners[face]!.includes(owner)) continue;
        const gained = this.gained.get(owner);
        if (gained === undefined) this.gained.set(owner, [face]);
        else gained.push(face);
      }
    }
  }

  /** The faces that a community stands on, ascending. */
  facesOf(owner: number): number[] {
    const faces = [...this.scope.facesOf[owner]!, ...(this.gained.get(owner) ?? [])];
    const standing = new Set(faces.filter((face) => this.of[face]!.includes(owner)));
    return [...standing].sort((a, b) => a - b);
  }

  /** Metres of border between a group of faces and each community that is settled beside it. */
  bordersOf(faces: readonly number[]): Map<number, number> {
    const lengths = new Map<number, number>();
    for (const halfEdge of boundaryOf(this.scope, faces)) {
      const beyond = faceBeyond(this.scope, halfEdge);
      if (this.contested[beyond] === 1) continue;
      const length = edgeLength(this.scope, halfEdge);
      for (const owner of this.of[beyond]!) {
        lengths.set(owner, (lengths.get(owner) ?? 0) + length);
      }
    }
    return lengths;
  }

  /**
   * Plane area of a community that would no longer hang together with the rest of it without the
   * faces; 0 for a community in so many faces that it is a scribble and not worth the search.
   */
  detachedWithout(owner: number, faces: readonly number[]): number {
    if (this.scope.facesOf[owner]!.length > MOST_FACES) return 0;
    const without = new Set(faces);
    const rest = this.scope.facesOf[owner]!.filter(
      (face) => !without.has(face) && this.of[face]!.includes(owner),
    );
    const parts = connectFaces(this.scope.arrangement, rest);
    if (parts.length < 2) return 0;
    let detached = 0;
    for (const whole of connectFaces(this.scope.arrangement, [...rest, ...faces])) {
      const members = new Set(whole);
      const areas = parts
        .filter((part) => members.has(part[0]!))
        .map((part) => areaOfFaces(this.scope, part));
      detached += areas.reduce((sum, area) => sum + area, 0) - Math.max(0, ...areas);
    }
    return detached;
  }
}
