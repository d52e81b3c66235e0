import { noteShape } from '../geometry/kept-shapes.ts';

/** Who lies on the other side of each community's outer border: nobody yet, one other, or more. */
export class Surroundings {
  private readonly only: Int32Array;

  constructor(count: number) {
    this.only = new Int32Array(count).fill(NOBODY);
    noteShape(this);
  }

  meet(owner: number, other: number): void {
    if (this.only[owner] === NOBODY) this.only[owner] = other;
    else if (this.only[owner] !== other) this.only[owner] = OPEN;
  }

  open(owner: number): void {
    this.only[owner] = OPEN;
  }

  /** The one surrounding community, or null. */
  of(owner: number): number | null {
    return this.only[owner]! >= 0 ? this.only[owner]! : null;
  }

  /** What is known so far: the one other, or a negative number for nobody yet or for open. */
  stateOf(owner: number): number {
    return this.only[owner]!;
  }

  /** Where two overlap they face each other; one that lies wholly on the other's land is no enclave. */
  overlap(a: number, b: number, contained: 'a' | 'b' | 'both' | null): void {
    this.meet(a, b);
    this.meet(b, a);
    if (contained === 'a' || contained === 'both') this.open(a);
    if (contained === 'b' || contained === 'both') this.open(b);
  }
}

const NOBODY = -1;
const OPEN = -2;
