import { readFileSync } from 'node:fs';
import { pointOnFeature } from '@turf/turf';
import { describe, expect, it } from 'vitest';
import { BarrierIndex } from '#engine/barriers/barrier-index.ts';
import { matchBorder } from '#engine/barriers/match-border.ts';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import type { EstateInput } from '#engine/material/types.ts';
import { buildUnits } from '#engine/units/build-units.ts';
import { expectTiling, polygonsOf } from './tiling-checks.ts';

/** The sample town: units from its barriers, beside those that its makers drew. */
interface Row {
  properties: { id: string; name?: string; nameEn?: string };
  geometry: AreaGeometry;
}

const read = (layer: string): Row[] =>
  JSON.parse(
    readFileSync(new URL(`../../../data/sample/${layer}.geojson`, import.meta.url), 'utf8'),
  ).features;
const inputs = (layer: string) =>
  read(layer).map(({ properties, geometry }) => ({ ...properties, geometry }));

const jurisdiction = inputs('jurisdiction')[0]!;
const barriers = inputs('barriers') as unknown as BarrierSource[];
const estates: EstateInput[] = inputs('estates');
const communities: CommunityInput[] = inputs('communities');
const drawn = inputs('units');

describe('units of the sample town', () => {
  const set = buildUnits({ jurisdiction, barriers, estates });

  it('tile it, and each estate lies in one', () => {
    expectTiling(set, jurisdiction.geometry);
    const holders = new Map<string, number>();
    for (const id of set.units.flatMap((unit) => unit.estates ?? [])) {
      holders.set(id, (holders.get(id) ?? 0) + 1);
    }
    expect(holders.size).toBe(estates.length);
    expect([...holders.values()].every((count) => count === 1)).toBe(true);
  });

  it('are the drawn ones, but for pairs that no barrier parts', () => {
    expect(set.units.length).toBeGreaterThan(0.95 * drawn.length);
    expect(set.units.length).toBeLessThanOrEqual(drawn.length);
    const areas = new Float64Array(set.units.length);
    const held = new Int32Array(set.units.length);
    for (const unit of drawn) {
      const [x, y] = pointOnFeature(unit.geometry).geometry.coordinates as [number, number];
      const at = set.units.findIndex(({ geometry }) => isIn(geometry, x, y));
      areas[at]! += geodesicArea(unit.geometry);
      held[at]!++;
    }
    // Prepared barriers may lie a metre beside the drawn ones where they meet the outline.
    const off = set.units.filter(
      ({ geometry }, i) => Math.abs(areas[i]! / geodesicArea(geometry) - 1) > 0.01,
    );
    expect(off.map(({ id }) => id)).toEqual([]);
    expect(Math.max(...held)).toBeLessThanOrEqual(3);
    expect(Math.min(...held)).toBe(1);
  });

  it('name the same barriers as matching borders to barriers does', () => {
    const index = new BarrierIndex(
      barriers.flatMap((barrier) =>
        barrier.geometry.type === 'LineString' || barrier.geometry.type === 'MultiLineString'
          ? [{ ...barrier, geometry: barrier.geometry }]
          : [],
      ),
    );
    const inner = set.borders.filter(({ units }) => units[1] !== null);
    let length = 0;
    let agreed = 0;
    for (const { stretches } of inner.slice(0, 300)) {
      for (const { barrier, lengthMetres, coordinates } of stretches) {
        length += lengthMetres;
        for (const match of matchBorder(coordinates, index)) {
          if (match.barrier?.name === barrier?.name) agreed += match.lengthMetres;
        }
      }
    }
    expect(agreed / length).toBeGreaterThan(0.97);
  });

  it('with its communities: overlaps, gaps and the cut estate are named', () => {
    const within = buildUnits({ jurisdiction, barriers, estates, communities });
    expectTiling(within, jurisdiction.geometry);
    const kinds = (kind: string) => within.report.notes.filter((note) => note.kind === kind);
    expect(kinds('community-overlap')).toHaveLength(2);
    expect(kinds('community-gap').length).toBeGreaterThan(0);
    expect(kinds('estate-divided')).toHaveLength(1);
    expect(kinds('community-outside')).toHaveLength(0);
    expect(within.units.some(({ community }) => community === null)).toBe(true);
  });
});

function isIn(geometry: AreaGeometry, x: number, y: number): boolean {
  let inside = false;
  for (const ring of polygonsOf(geometry).flat()) {
    for (let k = 1; k < ring.length; k++) {
      const [ax, ay] = ring[k - 1] as [number, number];
      const [bx, by] = ring[k] as [number, number];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}
