import { readdirSync, readFileSync, statSync } from 'node:fs';
import { area, featureCollection, intersect, pointOnFeature } from '@turf/turf';
import type { Feature, FeatureCollection, LineString, Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { HOUSE_TYPES, LAND_USES } from '../../data/generator/land-use.ts';
import { BARRIER_CLASSES, ROAD_CLASSES } from '../../data/generator/lines.ts';
import { SAMPLE_SEED, sampleFiles } from '../../data/generator/sample-files.ts';
import {
  type AreaFeature,
  areaFeatures,
  directedSegments,
  featureArea,
  keyOf,
  polygonsOf,
  ringFlaws,
  unmatchedSegments,
} from './coverage-checks.ts';

const directory = new URL('../../data/sample/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, directory), 'utf8');
const layer = (name: string): FeatureCollection => JSON.parse(read(`${name}.geojson`));

const jurisdiction = areaFeatures(layer('jurisdiction'))[0]!;
const communities = areaFeatures(layer('communities'));
const units = areaFeatures(layer('units'));
const estates = areaFeatures(layer('estates'));
const barriers = layer('barriers').features;
const facilities = layer('facilities').features;

const sum = (features: Feature[], field: string) =>
  features.reduce((total, { properties }) => total + Number(properties?.[field]), 0);

/** Paths of a line or of each of several lines. */
function pathsOf({ geometry }: Feature): Position[][] {
  if (geometry.type === 'LineString') return [geometry.coordinates];
  if (geometry.type === 'MultiLineString') return geometry.coordinates;
  throw new Error(`a barrier is a ${geometry.type}`);
}

/** Bounding boxes settle most pairs; Turf the rest. */
function sharedArea(one: AreaFeature, other: AreaFeature): number {
  const box = (feature: AreaFeature) => {
    const positions = polygonsOf(feature).flat(2);
    const [xs, ys] = [positions.map((p) => p[0]!), positions.map((p) => p[1]!)];
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  };
  const [a, b] = [box(one), box(other)];
  if (a[0] > b[2] || b[0] > a[2] || a[1] > b[3] || b[1] > a[3]) return 0;
  const common = intersect(featureCollection([one, other]));
  return common ? area(common) : 0;
}

describe('the files of data/sample', () => {
  it('are what the generator writes, byte for byte', () => {
    for (const [name, text] of sampleFiles(SAMPLE_SEED)) {
      // Compared as a whole first: a diff of half a megabyte helps nobody.
      expect(text === read(name), `${name} is stale: run npm run sample`).toBe(true);
    }
  });

  it('stay small', () => {
    const bytes = readdirSync(directory).map((name) => statSync(new URL(name, directory)).size);
    expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThan(1.5e6);
  });

  it('have valid rings, and ids that occur once', () => {
    const all = [jurisdiction, ...communities, ...units, ...estates];
    const flaws = all.flatMap((part) => ringFlaws(part).map((flaw) => `${part.id}: ${flaw}`));
    expect(flaws).toEqual([]);
    const ids = [...all, ...barriers, ...facilities].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all.every(({ id, properties }) => properties?.id === id)).toBe(true);
  });

  it('write coordinates to 1e-7 degrees', () => {
    expect(read('units.geojson')).not.toMatch(/\d\.\d{8}/);
  });
});

describe('units', () => {
  it('are a thousand or more and tile the jurisdiction', () => {
    expect(units.length).toBeGreaterThanOrEqual(1000);
    expect(unmatchedSegments(units, jurisdiction)).toEqual([]);
    const total = units.reduce((all, unit) => all + featureArea(unit), 0);
    expect(Math.abs(total / featureArea(jurisdiction) - 1)).toBeLessThan(1e-9);
  });

  it('have a known land use', () => {
    const known: readonly string[] = LAND_USES;
    expect(units.filter((unit) => !known.includes(unit.properties?.landUse))).toEqual([]);
  });
});

describe('figures', () => {
  it.each(['dwellings', 'households', 'population'])(
    '%s of communities are those of their units',
    (field) => {
      for (const community of communities) {
        const own = units.filter((unit) => unit.properties?.community === community.id);
        expect(sum(own, field), String(community.id)).toBe(community.properties?.[field]);
      }
      expect(sum(communities, field)).toBe(jurisdiction.properties?.[field]);
    },
  );

  it('households are those of the estates and the dispersed ones', () => {
    expect(sum(estates, 'households') + sum(communities, 'dispersedHouseholds')).toBe(
      sum(communities, 'households'),
    );
    for (const estate of estates) {
      const own = units.filter((unit) => unit.properties?.estate === estate.id);
      expect(own.map(({ id }) => id).sort()).toEqual(estate.properties?.units);
      expect(sum(own, 'households')).toBe(estate.properties?.households);
    }
  });

  it('estates have a known house type and an occupancy that follows from their figures', () => {
    for (const { properties } of estates) {
      expect(HOUSE_TYPES).toContain(properties?.houseType);
      expect(properties?.households).toBeGreaterThan(0);
      const most = properties?.houseType === 'apartment' ? 0.5 : 1;
      expect(properties?.households / properties?.dwellings).toBeLessThanOrEqual(most);
      expect(properties?.occupancy).toBeCloseTo(properties?.households / properties?.dwellings, 2);
    }
  });

  it('are those of about 2.9 persons a household', () => {
    const ratio = sum(communities, 'population') / sum(communities, 'households');
    expect(ratio).toBeGreaterThan(2.7);
    expect(ratio).toBeLessThan(3.1);
  });
});

describe('barriers', () => {
  it('are named and of a known class, and every class occurs', () => {
    const classes = barriers.map(({ properties }) => properties?.class);
    expect(new Set(classes)).toEqual(new Set(BARRIER_CLASSES));
    for (const { properties } of barriers) {
      expect(properties?.name).toMatch(/^\p{Script=Han}{2,}/u);
      expect(properties?.nameEn).toMatch(/^[A-Z]/);
    }
  });

  it('cross the river on three bridges or more', () => {
    const river = barriers.find(
      ({ properties }) => properties?.name === '青溪河',
    ) as Feature<LineString>;
    const course = river.geometry.coordinates;
    const at = new Map(course.map((position, i) => [keyOf(position), i]));
    const side = (i: number, [x, y]: Position) => {
      const [before, after] = [course[i - 1]!, course[i + 1]!];
      const across =
        (after[0]! - before[0]!) * (y! - before[1]!) - (after[1]! - before[1]!) * (x! - before[0]!);
      return Math.sign(across);
    };
    const roads: readonly string[] = ROAD_CLASSES;
    const bridges = barriers.filter(
      (barrier) =>
        roads.includes(barrier.properties?.class) &&
        pathsOf(barrier).some((path) =>
          path.some((position, i) => {
            const bank = at.get(keyOf(position)) ?? 0;
            const isInner = i > 0 && i + 1 < path.length && bank > 0 && bank + 1 < course.length;
            return isInner && side(bank, path[i - 1]!) * side(bank, path[i + 1]!) < 0;
          }),
        ),
    );
    expect(bridges.length).toBeGreaterThanOrEqual(3);
  });
});

describe('estates', () => {
  it('lie in one community each, but for the one that is cut', () => {
    const cut = estates.filter((estate) => {
      const shares = communities.map((community) => sharedArea(estate, community) / area(estate));
      const inside = shares.filter((share) => share > 0);
      return inside.length !== 1 || Math.abs(inside[0]! - 1) > 1e-6;
    });
    const fault = JSON.parse(read('faults.json')).faults.find(
      ({ kind }: { kind: string }) => kind === 'estate.whole',
    );
    expect(cut.map(({ id }) => id)).toEqual([fault.figures.estate]);
  });
});

describe('facilities', () => {
  it('give each community one service centre and a place for the elderly, large enough', () => {
    for (const { id, properties } of communities) {
      const own = facilities.filter((facility) => facility.properties?.community === id);
      expect(own.map((facility) => facility.properties?.kind).sort()).toEqual([
        'elderly-care',
        'service-centre',
      ]);
      const centre = own.find((facility) => facility.properties?.kind === 'service-centre');
      expect(centre?.properties?.spaceSquareMetres).toBe(properties?.serviceSpaceSquareMetres);
      expect(properties?.serviceSpaceSquareMetres).toBeGreaterThanOrEqual(
        Math.max(800, 0.6 * properties?.households),
      );
      expect(properties?.elderlySpaceSquareMetres).toBeGreaterThanOrEqual(
        Math.max(300, 0.3 * properties?.households),
      );
    }
  });

  it('stand on ground of their community', () => {
    const communityAt = (point: Position) =>
      communities.filter((community) => contains(community, point)).map(({ id }) => id);
    for (const { geometry, properties } of facilities) {
      if (geometry.type !== 'Point') throw new Error('a facility is no point');
      expect(communityAt(geometry.coordinates)).toEqual([properties?.community]);
    }
    // The check can fail: a point of one community is not in the others.
    expect(communityAt(pointOnFeature(communities[0]!).geometry.coordinates)).toHaveLength(1);
    expect(directedSegments(communities[0]!).length).toBeGreaterThan(10);
  });
});

function contains(feature: AreaFeature, [x, y]: Position): boolean {
  let inside = false;
  for (const ring of polygonsOf(feature).flat()) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i]!, ring[i + 1]!];
      if (a[1]! > y! === b[1]! > y!) continue;
      if (a[0]! + ((y! - a[1]!) / (b[1]! - a[1]!)) * (b[0]! - a[0]!) > x!) inside = !inside;
    }
  }
  return inside;
}
