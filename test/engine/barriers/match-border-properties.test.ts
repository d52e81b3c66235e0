import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BarrierIndex } from '#engine/barriers/barrier-index.ts';
import { lengthByClass } from '#engine/barriers/border-share.ts';
import { matchBorder } from '#engine/barriers/match-border.ts';
import { BARRIER_CLASSES, type Barrier, type BorderStretch } from '#engine/barriers/types.ts';
import type { Position } from '#engine/coverage/types.ts';
import { geodesicDistance } from '#engine/geometry/geodesic.ts';
import { propertyRuns } from '../../helpers/property-runs.ts';
import { at } from '../../helpers/squares.ts';

const TOLERANCE = 20;

/** In decimetres: shapes of a nanometre have no course to speak of. */
const ordinate = fc.integer({ min: -6000, max: 6000 }).map((decimetres) => decimetres / 10);
const point = fc.tuple(ordinate, ordinate);
const line = (points: readonly (readonly [number, number])[]): Position[] =>
  points.map(([x, y]) => at(x, y));
const polyline = fc.array(point, { minLength: 2, maxLength: 12 }).map(line);
const barriers = fc
  .array(
    fc.record({
      class: fc.constantFrom(...BARRIER_CLASSES),
      name: fc.option(fc.constantFrom('文一路', '余杭塘河', '解放路')),
      coordinates: polyline,
    }),
    { maxLength: 12 },
  )
  .map((given) =>
    given.map(
      ({ class: kind, name, coordinates }, i): Barrier => ({
        id: `b${i}`,
        class: kind,
        ...(name === null ? {} : { name }),
        geometry: { type: 'LineString', coordinates },
      }),
    ),
  );
/** A border along the barriers as well as away from them. */
const scene = fc
  .tuple(barriers, polyline, fc.array(fc.nat(), { maxLength: 3 }))
  .map(([all, border, follow]) => ({
    all,
    border: [
      ...border,
      ...follow.flatMap((k) =>
        all.length === 0 ? [] : (all[k % all.length]!.geometry.coordinates as Position[]),
      ),
    ],
  }));

const MORE_CASES = { numRuns: propertyRuns(200) };

const lengthOf = (coordinates: readonly Position[]): number =>
  coordinates
    .slice(1)
    .reduce((sum, position, i) => sum + geodesicDistance(coordinates[i]!, position), 0);

const reversed = (all: readonly Barrier[]): Barrier[] =>
  all.map((barrier) => ({
    ...barrier,
    geometry: {
      type: 'LineString',
      coordinates: [...(barrier.geometry.coordinates as Position[])].reverse(),
    },
  }));

const summary = (stretches: readonly BorderStretch[]) =>
  stretches.map(({ barrier, lengthMetres }) => ({ barrier, length: lengthMetres }));

/** The same barriers in the same order, each as long to within a millimetre in a hundred metres. */
function expectSameCourse(ours: readonly BorderStretch[], theirs: readonly BorderStretch[]): void {
  expect(ours.map(({ barrier }) => barrier)).toEqual(theirs.map(({ barrier }) => barrier));
  summary(ours).forEach(({ length }, i) => {
    expect(Math.abs(length - theirs[i]!.lengthMetres)).toBeLessThan(0.02);
  });
}

describe('matchBorder, any border and any barriers', () => {
  it('the stretches are the border: without break, with its vertices, as long', () => {
    fc.assert(
      fc.property(scene, ({ all, border }) => {
        const stretches = matchBorder(border, new BarrierIndex(all));
        stretches.forEach(({ coordinates, barrier }, i) => {
          if (i === 0) return;
          expect(coordinates[0]).toEqual(stretches[i - 1]!.coordinates.at(-1));
          expect(barrier?.id).not.toBe(stretches[i - 1]!.barrier?.id);
        });
        const joined = stretches.flatMap(({ coordinates }, i) =>
          i === 0 ? coordinates : coordinates.slice(1),
        );
        const given = joined.filter((position) => border.includes(position));
        expect(given).toEqual(border);
        const length = lengthOf(border);
        const sum = stretches.reduce((total, { lengthMetres }) => total + lengthMetres, 0);
        expect(Math.abs(sum - length)).toBeLessThan(1e-6 * (1 + length));
        for (const { lengthMetres, coordinates } of stretches) {
          expect(lengthMetres).toBeCloseTo(lengthOf(coordinates), 9);
        }
      }),
    );
  });

  it('the order of the barriers does not matter', () => {
    fc.assert(
      fc.property(scene, ({ all, border }) => {
        const theirs = matchBorder(border, new BarrierIndex([...all].reverse()));
        expect(matchBorder(border, new BarrierIndex(all))).toEqual(theirs);
      }),
    );
  });

  it('barriers may be drawn in either direction', () => {
    fc.assert(
      fc.property(scene, ({ all, border }) => {
        const ours = matchBorder(border, new BarrierIndex(all));
        expectSameCourse(ours, matchBorder(border, new BarrierIndex(reversed(all))));
      }),
    );
  });

  it('a border walked the other way gives the same stretches the other way', () => {
    fc.assert(
      fc.property(scene, ({ all, border }) => {
        const index = new BarrierIndex(all);
        const back = matchBorder([...border].reverse(), index);
        expectSameCourse(matchBorder(border, index), back.reverse());
      }),
      MORE_CASES,
    );
  });

  it('where a ring begins does not matter', () => {
    fc.assert(
      fc.property(scene, fc.nat(), ({ all, border: open }, turn) => {
        const index = new BarrierIndex(all);
        const start = turn % open.length;
        const turned = [...open.slice(start), ...open.slice(0, start)];
        const around = (positions: Position[]) =>
          lengthByClass(matchBorder([...positions, positions[0]!], index));
        const [ours, theirs] = [around(open), around(turned)];
        for (const kind of [...BARRIER_CLASSES, 'none'] as const) {
          expect(Math.abs((ours[kind] ?? 0) - (theirs[kind] ?? 0))).toBeLessThan(0.1);
        }
      }),
      MORE_CASES,
    );
  });

  it('every place of a long stretch on a barrier is near it, or in a lapse', () => {
    fc.assert(
      fc.property(scene, ({ all, border }) => {
        const byName = (id: string): Barrier[] => {
          const { class: kind, name } = all.find((barrier) => barrier.id === id)!;
          return all.filter((b) => (name ? b.class === kind && b.name === name : b.id === id));
        };
        for (const { barrier, coordinates } of matchBorder(border, new BarrierIndex(all))) {
          if (barrier === null) continue;
          const lines = byName(barrier.id).map(
            ({ geometry }) => geometry.coordinates as Position[],
          );
          for (const position of coordinates) {
            const nearest = Math.min(...lines.map((l) => distanceTo(position, l)));
            expect(nearest).toBeLessThan(2 * TOLERANCE);
          }
        }
      }),
    );
  });

  it('a border moved sideways by less than half the tolerance keeps its barrier', () => {
    // A road whose bends are gentle, with nothing else near.
    const road = fc
      .tuple(
        fc.array(fc.double({ min: -0.4, max: 0.4, noNaN: true }), { minLength: 1, maxLength: 15 }),
        fc.double({ min: 60, max: 200, noNaN: true }),
      )
      .map(([turns, step]) => {
        let heading = 0;
        let [x, y] = [0, 0];
        const points: [number, number][] = [[0, 0]];
        for (const turn of turns) {
          heading += turn;
          x += step * Math.cos(heading);
          y += step * Math.sin(heading);
          points.push([x, y]);
        }
        return points;
      });
    fc.assert(
      fc.property(road, fc.double({ min: -0.49, max: 0.49, noNaN: true }), (points, offset) => {
        const barrier: Barrier = {
          id: 'a',
          class: 'river',
          geometry: { type: 'LineString', coordinates: line(points) },
        };
        const border = line(moveSideways(points, offset * TOLERANCE));
        const stretches = matchBorder(border, new BarrierIndex([barrier]));
        expect(stretches.map((stretch) => stretch.barrier?.id)).toEqual(['a']);
      }),
    );
  });
});

/** Each vertex moved along the bisector of its two segments. */
function moveSideways(points: readonly [number, number][], by: number): [number, number][] {
  const normals = points.slice(1).map(([x, y], i) => {
    const [px, py] = points[i]!;
    const length = Math.hypot(x - px, y - py);
    return [-(y - py) / length, (x - px) / length] as const;
  });
  return points.map(([x, y], i) => {
    const before = normals[Math.max(0, i - 1)]!;
    const after = normals[Math.min(normals.length - 1, i)]!;
    const nx = before[0] + after[0];
    const ny = before[1] + after[1];
    const scale = (2 * by) / (nx * nx + ny * ny);
    return [x + scale * nx, y + scale * ny];
  });
}

function distanceTo(position: Position, coordinates: readonly Position[]): number {
  const [kx, ky] = [
    geodesicDistance([120, 30], [120.001, 30]) * 1000,
    geodesicDistance([120, 30], [120, 30.001]) * 1000,
  ];
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < coordinates.length; i++) {
    const [ax, ay] = [coordinates[i - 1]![0]! * kx, coordinates[i - 1]![1]! * ky];
    const [dx, dy] = [coordinates[i]![0]! * kx - ax, coordinates[i]![1]! * ky - ay];
    const [px, py] = [position[0]! * kx - ax, position[1]! * ky - ay];
    const square = dx * dx + dy * dy;
    const share = square === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / square));
    nearest = Math.min(nearest, Math.hypot(px - share * dx, py - share * dy));
  }
  return nearest;
}
