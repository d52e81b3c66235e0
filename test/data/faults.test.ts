import { readFileSync } from 'node:fs';
import { area, difference, distance, featureCollection, intersect, point, union } from '@turf/turf';
import type { Feature, FeatureCollection, LineString, Polygon } from 'geojson';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../data/generator/faults/site.ts';
import { plantFaults } from '../../data/generator/plant-faults.ts';
import { buildTown } from '../../data/generator/town.ts';
import { type AreaFeature, areaFeatures, keyOf, polygonsOf, ringFlaws } from './coverage-checks.ts';

const directory = new URL('../../data/sample/', import.meta.url);
const parse = (name: string) => JSON.parse(readFileSync(new URL(name, directory), 'utf8'));
const layer = (name: string): FeatureCollection => parse(`${name}.geojson`);

interface TownLayers {
  jurisdiction: FeatureCollection;
  communities: FeatureCollection;
  barriers: FeatureCollection;
  units: FeatureCollection;
}

const sample = {
  name: 'the sample town',
  faults: parse('faults.json').faults as Fault[],
  town: {
    jurisdiction: layer('jurisdiction'),
    communities: layer('communities'),
    barriers: layer('barriers'),
    units: layer('units'),
  } satisfies TownLayers,
};
const others = [31, 32, 33, 34, 35].map((seed) => {
  const { faults, ...town } = plantFaults(buildTown({ seed, communities: 12, units: 300 }));
  return { name: `a town of seed ${seed}`, faults, town: town as TownLayers };
});

/** Parts of a geometry of any kind with an area worth speaking of. */
function areasOf(feature: Feature | null): { area: number; feature: AreaFeature }[] {
  if (!feature) return [];
  return areaFeatures(featureCollection([feature]) as FeatureCollection)
    .flatMap(polygonsOf)
    .map((coordinates) => {
      const part: AreaFeature = {
        type: 'Feature',
        properties: {},
        geometry: { type: 'Polygon', coordinates },
      };
      return { area: area(part), feature: part };
    })
    .filter((part) => part.area > 1);
}

/** A tenth per cent is what Turf's sphere is off by at this latitude, see DESIGN §8. */
function expectArea(found: number, fault: Fault): void {
  expect(Math.abs(found / fault.areaSquareMetres! - 1)).toBeLessThan(0.004);
}

describe.each([sample, ...others])('faults of $name', ({ faults, town }) => {
  const communities = areaFeatures(town.communities);
  const [jurisdiction] = areaFeatures(town.jurisdiction);
  const byId = new Map(communities.map((community) => [community.id, community]));
  const ofKind = (kind: Fault['kind']) => faults.filter((fault) => fault.kind === kind);

  it('are the nine that were ordered', () => {
    expect(faults.map(({ kind, form }) => `${kind}: ${form}`)).toEqual([
      'overlap: bulge',
      'overlap: bulge',
      'gap: dent',
      'gap: block',
      'gap: hole',
      'non-contiguous: exclave',
      'size.split: too large',
      'size.merge: too small',
      'estate.whole: cut estate',
    ]);
    const codes = new Set(communities.map(({ id }) => id));
    expect(faults.flatMap((fault) => fault.communities).every((code) => codes.has(code))).toBe(
      true,
    );
  });

  it('leave every ring valid', () => {
    expect(communities.flatMap(ringFlaws)).toEqual([]);
  });

  it('are the only overlaps, where and as large as stated', () => {
    const found: string[] = [];
    communities.forEach((one, i) => {
      for (const other of communities.slice(i + 1)) {
        const parts = areasOf(intersect(featureCollection([one, other])));
        if (parts.length === 0) continue;
        const pair = [one.id, other.id].sort().join(' ');
        found.push(pair);
        const fault = ofKind('overlap').find((each) => each.communities.join(' ') === pair);
        expect(fault, pair).toBeDefined();
        expect(parts).toHaveLength(1);
        expectArea(parts[0]!.area, fault!);
        expect(intersect(featureCollection([parts[0]!.feature, around(fault!)]))).not.toBeNull();
      }
    });
    expect(found).toHaveLength(2);
    expect(ofKind('overlap').every((fault) => fault.areaSquareMetres! > 1500)).toBe(true);
  });

  it('are the only blind spots, where and as large as stated', () => {
    const covered = union(featureCollection(communities));
    const gaps = areasOf(difference(featureCollection([jurisdiction!, covered!])));
    expect(gaps).toHaveLength(3);
    for (const fault of ofKind('gap')) {
      const own = gaps.filter((gap) => intersect(featureCollection([gap.feature, around(fault)])));
      expect(own).toHaveLength(1);
      expectArea(own[0]!.area, fault);
    }
    expect(areasOf(difference(featureCollection([covered!, jurisdiction!])))).toEqual([]);
  });

  it('name the communities that border a blind spot', () => {
    const [dent, block, hole] = ofKind('gap');
    expect(dent!.communities).toHaveLength(2);
    expect(block!.communities.length).toBeGreaterThanOrEqual(2);
    expect(hole!.communities).toHaveLength(1);
    expect(polygonsOf(byId.get(hole!.communities[0]!)!)[0]).toHaveLength(2);
  });

  it('give no community to the units of whole blind spots, and one to every other', () => {
    const free = town.units.features.filter(({ properties }) => properties?.community === null);
    const stated = ofKind('gap').flatMap(({ figures }) => figures.unit ?? []);
    expect(free.map(({ id }) => id).sort()).toEqual(stated.sort());
    expect(free.every(({ properties }) => properties?.households === 0)).toBe(true);
  });

  it('part one community in two, well apart, and no other', () => {
    const [fault] = ofKind('non-contiguous');
    const parted = communities.filter((community) => polygonsOf(community).length > 1);
    expect(parted.map(({ id }) => id)).toEqual(fault!.communities);
    const [main, part] = polygonsOf(parted[0]!) as [Polygon['coordinates'], Polygon['coordinates']];
    const metres = Math.min(
      ...main
        .flat()
        .flatMap((a) => part.flat().map((b) => distance(point(a), point(b), { units: 'meters' }))),
    );
    expect(metres).toBeGreaterThan(100);
    expectArea(area({ type: 'Polygon', coordinates: part }), fault!);
  });

  it('make no enclave: every part borders two communities or the rim', () => {
    const owners = new Map<string, Set<string>>();
    for (const each of [...communities, jurisdiction!]) {
      for (const position of polygonsOf(each).flat(2)) {
        const known = owners.get(keyOf(position)) ?? new Set();
        owners.set(keyOf(position), known.add(String(each.id)));
      }
    }
    for (const community of communities) {
      for (const rings of polygonsOf(community)) {
        const beside = new Set(rings[0]!.flatMap((position) => [...owners.get(keyOf(position))!]));
        beside.delete(String(community.id));
        expect(beside.size, String(community.id)).toBeGreaterThanOrEqual(2);
      }
    }
  });

  it('make one community too large and one too small, all others within the band', () => {
    const households = (code: string) => byId.get(code)?.properties?.households;
    const large = ofKind('size.split')[0]!.communities[0]!;
    const small = ofKind('size.merge')[0]!.communities[0]!;
    expect(households(large)).toBe(6200);
    expect(households(small)).toBe(380);
    for (const { id } of communities) {
      if (id === large || id === small) continue;
      expect(households(String(id))).toBeGreaterThanOrEqual(1500);
      expect(households(String(id))).toBeLessThanOrEqual(3000);
    }
  });

  it('run a border through an estate where there is no barrier', () => {
    const [fault] = ofKind('estate.whole');
    expect(fault!.figures.smallerShare).toBeGreaterThan(0.2);
    const lines = new Set(
      town.barriers.features.flatMap(({ geometry }) => {
        const paths =
          geometry.type === 'MultiLineString'
            ? geometry.coordinates
            : [(geometry as LineString).coordinates];
        return paths.flatMap((path) =>
          path.slice(1).flatMap((to, i) => {
            const [a, b] = [keyOf(path[i]!), keyOf(to)];
            return [`${a} ${b}`, `${b} ${a}`];
          }),
        );
      }),
    );
    const [one, other] = fault!.communities.map((code) =>
      polygonsOf(byId.get(code)!)
        .flat()
        .flatMap((ring) => ring.slice(1).map((to, i) => [keyOf(ring[i]!), keyOf(to)] as const)),
    );
    const shared = new Set(other!.map(([a, b]) => `${b} ${a}`));
    const border = one!.map(([a, b]) => `${a} ${b}`).filter((segment) => shared.has(segment));
    expect(border.length).toBeGreaterThan(0);
    expect(border.filter((segment) => !lines.has(segment)).length).toBeGreaterThan(0);
    // The border as it runs inside the estate: its inner vertices are vertices of both communities.
    const { coordinates } = fault!.geometry as LineString;
    for (const position of coordinates.slice(1, -1)) {
      expect(border.some((segment) => segment.includes(keyOf(position)))).toBe(true);
    }
  });
});

/** Two metres about the place that a fault is said to lie at. */
function around({ location: [x, y] }: Fault): Feature<Polygon> {
  const reach = 2e-5;
  const ring = [
    [x - reach, y - reach],
    [x + reach, y - reach],
    [x + reach, y + reach],
    [x - reach, y + reach],
    [x - reach, y - reach],
  ];
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
}

describe('plantFaults', () => {
  it('leaves the sound town as it was', () => {
    const town = buildTown({ seed: 36, communities: 12, units: 300 });
    const before = JSON.stringify([
      town.communities,
      town.model.communityOf,
      town.model.households,
    ]);
    plantFaults(town);
    const after = JSON.stringify([town.communities, town.model.communityOf, town.model.households]);
    expect(after).toBe(before);
  });

  it('says for which fault a town has no room', () => {
    const town = buildTown({ seed: 3, communities: 2, units: 40 });
    expect(() => plantFaults(town)).toThrow(/seed 3 has no room for an? /);
  });
});
