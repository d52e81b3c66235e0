import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInvalid, type InvalidityKind } from '#engine/coverage/find-invalid.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { arbitraryAreas } from '../helpers/arbitrary-area.ts';

/**
 * Our validity against that of GEOS, on areas that touch, cross and nest in every way we know.
 * Set VALIDITY_SEED and VALIDITY_RUNS (areas per family) to look further.
 */
const seed = Number(process.env.VALIDITY_SEED ?? 20260);
const runs = Number(process.env.VALIDITY_RUNS ?? 40);
const url = process.env.TEST_DATABASE_URL;

/**
 * What GEOS says, and which of our kinds may stand for it. GEOS names one fault of several, and for
 * rings that cross in vertices its choice is that one lies outside, or inside, the other. A flat ring,
 * which we do not compare with others, may have any of them.
 */
const KINDS_BY_REASON: Readonly<Record<string, readonly InvalidityKind[]>> = {
  'Valid Geometry': [],
  'Too few points in geometry component': ['too-few-points'],
  'Self-intersection': ['self-crossing', 'spike', 'rings-cross', 'parts-overlap'],
  // Where a stretch of overlap ends the ring touches itself: one fault to us, named by its cause.
  'Ring Self-intersection': ['ring-touches-itself', 'self-crossing', 'spike'],
  'Hole lies outside shell': ['hole-outside-shell', 'rings-cross'],
  'Holes are nested': ['nested-holes', 'rings-cross'],
  'Interior is disconnected': ['interior-disconnected', 'rings-cross'],
  'Nested shells': ['nested-parts', 'parts-overlap'],
};

interface Verdict {
  valid: boolean;
  reason: string;
}

describe.skipIf(!url)('findInvalid and ST_IsValid', () => {
  const client = new pg.Client({ connectionString: url });
  beforeAll(async () => {
    await client.connect();
  });
  afterAll(() => client.end());

  async function verdicts(areas: readonly AreaGeometry[]): Promise<Verdict[]> {
    const { rows } = await client.query<Verdict>(
      `select ST_IsValid(g) as valid, ST_IsValidReason(g) as reason
         from unnest($1::text[]) with ordinality as input (json, i),
              lateral (select ST_GeomFromGeoJSON(json) as g) as area
        order by i`,
      [areas.map((area) => JSON.stringify(area))],
    );
    return rows;
  }

  it('agree on every area of every family, and both have much to say', async () => {
    const areas = Object.entries(arbitraryAreas).flatMap(([family, arbitrary]) =>
      fc.sample(arbitrary, { seed, numRuns: runs }).map((geometry) => ({ family, geometry })),
    );
    expect(areas.length).toBeGreaterThanOrEqual(500);
    const expected = await verdicts(areas.map(({ geometry }) => geometry));

    const differences = areas.flatMap(({ family, geometry }, i) => {
      const { valid, reason } = expected[i]!;
      const kinds = findInvalid(geometry).map(({ kind }) => kind);
      const same = KINDS_BY_REASON[reason.replace(/\[.*/, '')]!;
      const agrees = valid
        ? kinds.length === 0
        : kinds.some((kind) => kind === 'zero-area' || same.includes(kind));
      return agrees ? [] : [{ family, reason, kinds, geometry: JSON.stringify(geometry) }];
    });
    expect(differences).toEqual([]);

    const valid = expected.filter((verdict) => verdict.valid).length;
    expect(valid).toBeGreaterThan(areas.length / 5);
    expect(areas.length - valid).toBeGreaterThan(areas.length / 5);
    const reasons = new Set(expected.map(({ reason }) => reason.replace(/\[.*/, '')));
    expect([...reasons].sort()).toEqual(Object.keys(KINDS_BY_REASON).sort());
  });

  it('name the same place where GEOS names one of ours', async () => {
    const areas = fc.sample(arbitraryAreas.bowTie!, { seed, numRuns: 50 });
    const expected = await verdicts(areas);
    areas.forEach((geometry, i) => {
      const place = /\[(\S+) (\S+)\]/.exec(expected[i]!.reason);
      if (!place) return;
      const [x, y] = [Number(place[1]), Number(place[2])];
      const nearest = Math.min(
        ...findInvalid(geometry).map(({ location }) =>
          Math.hypot(location![0]! - x, location![1]! - y),
        ),
      );
      expect(nearest).toBeLessThan(1e-9);
    });
  });
});
