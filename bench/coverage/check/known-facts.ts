/** Figures of coverages that were measured before, by the SHA-256 of the file. */
export interface KnownFacts {
  /** What the file is. */
  name: string;
  rookPairs?: number;
  borderDegrees?: number;
  overlappingPairs: number;
  overlapSquareDegrees: number;
  gapSquareDegrees: number;
}

/** Of another generator's coverages (seed 1), found with PostGIS and from the unmatched edges alone. */
export const KNOWN_FACTS: Readonly<Record<string, KnownFacts>> = {
  '762cd3f0c43d3afc8aab4626ec416ca518d2d9352ae9285baf58d4c0fab4fb68': {
    name: 'clean coverage of 10,000 cells',
    rookPairs: 29_654,
    borderDegrees: 1043.03253898129,
    overlappingPairs: 0,
    overlapSquareDegrees: 0,
    gapSquareDegrees: 0,
  },
  ba1df6a0f7e2a31fcf479371a1e24dfc80361aa34caa24d76ce1fb935782591a: {
    name: 'dirty coverage of 10,000 cells',
    overlappingPairs: 78,
    overlapSquareDegrees: 0.0282607558958,
    gapSquareDegrees: 0.0204247968378,
  },
};
