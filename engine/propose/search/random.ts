/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna 2018), period 2¹²⁸ − 1, its state filled by
 * splitmix32 from the seed. The same seed gives the same numbers on every machine.
 *
 * A generator with a short cycle silently freezes a search, so the tests look at this one itself.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  /** @param seed any integer; @param stream tells apart the chains of one seed */
  constructor(seed: number, stream = 0) {
    let state = (seed ^ Math.imul(stream + 1, 0x9e3779b9)) | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.a = next();
    this.b = next();
    this.c = next();
    this.d = next();
    if ((this.a | this.b | this.c | this.d) === 0) this.a = 1;
  }

  /** 32 random bits, as a signed integer. */
  bits(): number {
    const scrambled = Math.imul(this.b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /** A number in [0, 1), with 32 bits. */
  unit(): number {
    return (this.bits() >>> 0) / 4294967296;
  }

  /** An integer in [0, below); `below` up to 2³¹. */
  below(below: number): number {
    return Math.floor(this.unit() * below);
  }
}
