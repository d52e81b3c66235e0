import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { changeGround, reassign } from '#engine/plan/change-ground.ts';
import { areaBox, type Box } from '#engine/plan/ground/area-box.ts';
import { cropArea } from '#engine/plan/ground/crop-area.ts';
import { areasOn } from '#engine/plan/ground/local-ground.ts';
import { partiesOf, transferArea } from '#engine/plan/operations/transfer-area.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import { createRandom } from '../../../data/generator/random.ts';
import { dirtyCoverage } from '../../helpers/dirty-coverage.ts';

const polygon = (ring: Position[]): AreaGeometry => ({ type: 'Polygon', coordinates: [ring] });
const circle = (count: number): Position[] => {
  const open = Array.from({ length: count }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / count;
    return [120 + Math.cos(angle) / 100, 30 + Math.sin(angle) / 100];
  });
  return [...open, open[0]!];
};

/** More vertices on each segment, the same ones from both sides. */
function denser(geometry: AreaGeometry, pieces: number): AreaGeometry {
  const ring = (positions: Position[]): Position[] => [
    ...positions.slice(1).flatMap((to, i) => {
      const from = positions[i]!;
      const isTurned = from[0]! > to[0]! || (from[0] === to[0] && from[1]! > to[1]!);
      const [a, b] = isTurned ? [to, from] : [from, to];
      const between = Array.from({ length: pieces - 1 }, (_, k): Position => {
        const share = (k + 1) / pieces;
        return [a[0]! + share * (b[0]! - a[0]!), a[1]! + share * (b[1]! - a[1]!)].map((degrees) =>
          Number(degrees.toFixed(11)),
        );
      });
      return [from, ...(isTurned ? between.reverse() : between)];
    }),
    positions.at(-1)!,
  ];
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((rings) => rings.map(ring)) };
}

describe('an area that is cropped to a box', () => {
  const box: Box = [120.0099, 29.9995, 120.0101, 30.0005];

  it('has its segments there, and few others', () => {
    const area = polygon(circle(2000));
    const cropped = cropArea(area, box)!;
    const [ring] = cropped.geometry.coordinates as Position[][];
    expect(ring!.length).toBeLessThan(60);
    const inBox = circle(2000).filter(([, lat]) => Math.abs(lat! - 30) < 0.0005);
    for (const position of inBox.filter(([lon]) => lon! > 120)) {
      expect(ring).toContainEqual(position);
    }
  });

  it('becomes the very same area again, and takes a change with it', () => {
    const area = polygon(circle(2000));
    const cropped = cropArea(area, box)!;
    expect(cropped.restore(cropped.geometry)).toBe(area);
    const [ring] = cropped.geometry.coordinates as Position[][];
    const edit = (list: Position[]): Position[] =>
      list.flatMap((position) =>
        position === ring![1] ? [position, [120.01001, 30.000001]] : [position],
      );
    const whole = cropped.restore(polygon(edit(ring!)))!;
    const expected = circle(2000);
    expected.splice(2, 0, [120.01001, 30.000001]);
    expect(whole).toEqual(polygon(expected));
    const turned = cropped.restore(polygon(edit(ring!).toReversed()));
    expect(turned).toEqual(polygon(expected.toReversed()));
  });

  it('cannot be made whole where a place for what was left out is gone', () => {
    const cropped = cropArea(polygon(circle(2000)), box)!;
    const [ring] = cropped.geometry.coordinates as Position[][];
    const halfway = Math.floor(ring!.length / 2);
    expect(cropped.restore(polygon(ring!.filter((_, i) => i !== halfway)))).toBeNull();
  });

  it('stays as it is beside the box, with few vertices, or with holes', () => {
    expect(cropArea(polygon(circle(2000)), [121, 30, 122, 31])).toBeNull();
    expect(cropArea(polygon(circle(40)), box)).toBeNull();
    const hole = circle(100).map(([lon, lat]): Position => [(lon! + 120) / 2, (lat! + 30) / 2]);
    const holed: AreaGeometry = { type: 'Polygon', coordinates: [circle(2000), hole] };
    expect(cropArea(holed, box)).toBeNull();
  });
});

describe('ground that passes', () => {
  it('is the same whether communities are cropped or not, number for number', () => {
    let done = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 }), (seed) => {
        // Where borders miss vertices, whole communities get them everywhere, and cropped ones where the operation is.
        const { communities, outline } = dirtyCoverage(seed, 0);
        const plan = planOf(
          communities.map(({ id, geometry }) => ({ id, geometry: denser(geometry!, 16) })),
        );
        const context = { jurisdiction: { geometry: outline } };
        const random = createRandom(seed, 'crop');
        const [one, other] = [random.pick([...plan.communities.values()]), random.next()];
        const ring = partsFirst(one.geometry);
        const [lon, lat] = random.pick(ring) as [number, number];
        const half = 0.0001 + 0.0004 * other;
        const area = polygon([
          [lon - half, lat - half],
          [lon + half, lat - half / 3],
          [lon + half, lat + half],
          [lon - half / 2, lat + half],
          [lon - half, lat - half],
        ]);
        const parameters = { area, to: one.id };
        const cropped = transferArea.apply(plan, parameters, context);
        const whole = changeGround(plan, context, {
          request: { communities: [one.id], box: areaBox(area), areas: [area] },
          decide: (ground) => {
            const taker = ground.ownerOf.get(one.id)!;
            const value = reassign(ground, (face, present) =>
              areasOn(ground, face).length === 0 || !present.some((owner) => owner !== taker)
                ? null
                : [taker],
            );
            return { ok: true, value };
          },
          compose: ({ moved }) => ({ kind: 'transfer', marked: partiesOf(moved) }),
        });
        expect(cropped.ok).toBe(whole.ok);
        if (!cropped.ok || !whole.ok) return;
        done++;
        expect(cropped.value.put).toEqual(whole.value.put);
        expect(cropped.value.removed).toEqual(whole.value.removed);
        expect(cropped.value.extent).toEqual(whole.value.extent);
        const links = (change: typeof whole.value) =>
          change.lineage.map(({ parent, child }) => `${parent} ${child}`).sort();
        expect(links(cropped.value)).toEqual(links(whole.value));
      }),
      { numRuns: Number(process.env.CROP_RUNS ?? 30) },
    );
    expect(done).toBeGreaterThan(0);
  });
});

const partsFirst = (geometry: AreaGeometry): Position[] =>
  geometry.type === 'Polygon' ? geometry.coordinates[0]! : geometry.coordinates[0]![0]!;
