import { describe, expect, test } from 'vitest';
import { ringMeasure } from '#engine/geometry/geodesic.ts';
import { ring } from '../../helpers/squares.ts';
import { AROUND, describeFirst, line, type Place, SQUARE, towns } from './town-pieces.ts';

describe('the course of a square between four roads', () => {
  const { course } = describeFirst(towns({ a: SQUARE }), AROUND);

  test('runs clockwise from the north-west corner, from crossing to crossing', () => {
    expect(course.text.zh).toBe(
      '自西北角的西河与北路相交处起，沿北路向东约800米，至北路与东路交叉口；' +
        '转沿东路向南约800米，至东路与南路交叉口；转沿南路向西约800米，至南路与西河相交处；' +
        '转沿西河向北约800米，回到起点。全长约3.20千米。',
    );
    expect(course.steps.map(({ direction }) => direction)).toEqual(['E', 'S', 'W', 'N']);
    expect(course.steps.map(({ turningPoint }) => turningPoint.kind)).toEqual(
      Array(4).fill('crossing'),
    );
  });

  test('reads as one sentence in English', () => {
    expect(course.text.en).toBe(
      'Beginning in the north-west at the point where 西河 meets 北路, the boundary runs ' +
        'east along 北路 for about 800 m to its junction with 东路; thence south along 东路 for about 800 m ' +
        'to its junction with 南路; thence west along 南路 for about 800 m to where it meets 西河; ' +
        'thence north along 西河 for about 800 m, back to the point of beginning. About 3.20 km in all.',
    );
  });

  test('is as long as the border, and closes', () => {
    expect(course.lengthMetres).toBeCloseTo(ringMeasure(ring(...SQUARE)).perimeter, 3);
    course.steps.forEach(({ from, to, coordinates, turningPoint }, i) => {
      const next = course.steps[(i + 1) % course.steps.length]!;
      expect(to).toEqual(next.from);
      expect(turningPoint.position).toEqual(to);
      expect([coordinates[0], coordinates.at(-1)]).toEqual([from, to]);
    });
  });
});

describe('directions', () => {
  const eastOf = (...places: readonly Place[]) =>
    describeFirst(towns({ a: [[0, 0], [0, 800], ...places] }), [
      ...AROUND.slice(1),
      line('东路', 'arterial', ...places),
    ]).course.steps.find(({ along }) => along.kind === 'barrier' && along.barrier.name === '东路')!;

  test('a road with a bend has two', () => {
    const step = eastOf([500, 800], [1200, 400], [800, 0]);
    expect(step.directions).toEqual(['ESE', 'SW']);
    expect(step.text.zh).toContain('沿东路向东偏东南再向西南约');
    expect(step.direction).toBe('SSE');
  });

  test('a road with two bends has three', () => {
    const step = eastOf([800, 800], [1600, 800], [1600, 0], [800, 0]);
    expect(step.directions).toEqual(['E', 'S', 'W']);
    expect(step.text.zh).toContain('沿东路先向东，再向南，后向西，约2.40千米');
  });

  test('small windings are not told', () => {
    const winding: Place[] = Array.from({ length: 41 }, (_, i) => [
      800 + 12 * Math.sin(2 * i),
      800 - 20 * i,
    ]);
    expect(eastOf(...winding).directions).toEqual(['S']);
  });

  test('many bends are told coarsely, by three directions at most', () => {
    const zigzag: Place[] = Array.from({ length: 13 }, (_, i) => [
      i % 2 === 0 ? 800 : 1100,
      1200 - 100 * i,
    ]);
    expect(eastOf(...zigzag).directions.length).toBeLessThanOrEqual(3);
  });
});

describe('turning points', () => {
  test('a road left for an open border is named with the place', () => {
    const east: Place[] = [
      [800, 0],
      [1600, 0],
      [1600, 800],
      [800, 800],
    ];
    const roads = [...AROUND.slice(1), line('东路', 'local', [800, 400], [800, 900])];
    const { steps } = describeFirst(towns({ a: SQUARE, b: east }), roads).course;
    expect(steps[1]!.text.zh).toMatch(
      /^转沿东路向南约4\d\d米，至东路上的转折点（东经120°00′29\.8″、北纬30°00′1[23]\.\d″）$/,
    );
    expect(steps[2]!.text.zh).toMatch(/^转沿与b社区的分界线向南约\d+米，至/);
    expect(steps[2]!.beyond).toEqual(['b']);
  });

  test('where three communities meet', () => {
    const { steps } = describeFirst(
      towns({
        a: SQUARE,
        b: [
          [800, 400],
          [1600, 400],
          [1600, 800],
          [800, 800],
        ],
        c: [
          [800, 0],
          [1600, 0],
          [1600, 400],
          [800, 400],
        ],
      }),
      AROUND.slice(1),
    ).course;
    expect(steps.map(({ turningPoint }) => turningPoint.text.zh)).toContain(
      '与b社区、c社区的三界交会点',
    );
    expect(steps.map(({ turningPoint }) => turningPoint.kind)).toContain('communities');
  });

  test('where a road meets the outline of the jurisdiction', () => {
    const outline: Place[] = [
      [0, -400],
      [800, -400],
      [800, 800],
      [0, 800],
    ];
    const south: Place[] = [
      [0, -400],
      [800, -400],
      [800, 0],
      [0, 0],
    ];
    const road = [line('南路', 'local', [0, 0], [800, 0])];
    const { course } = describeFirst(towns({ a: SQUARE, b: south }), road, outline);
    expect(course.text.zh).toBe(
      '自西北角的转折点（东经120°00′00.0″、北纬30°00′26.0″）起，沿栖澜街道界向东再向南约1.60千米，' +
        '至南路与栖澜街道界相交处；转沿南路向西约800米，至南路与栖澜街道界相交处；' +
        '转沿栖澜街道界向北约800米，回到起点。全长约3.20千米。',
    );
  });

  test('a boundary along one feature alone is told all around', () => {
    const { course } = describeFirst(towns({ a: SQUARE }), [
      line('环岛路', 'local', ...SQUARE, SQUARE[0]!),
    ]);
    expect(course.steps).toHaveLength(1);
    expect(course.steps[0]!.direction).toBeNull();
    expect(course.text.zh).toMatch(/起，沿环岛路顺时针绕行一周约3\.20千米，回到起点。/);
  });

  test('a stretch too short to be told is part of its neighbours', () => {
    // The road leaves the border for 25 m around a junction.
    const roads = [
      ...AROUND.slice(1),
      line('东路一', 'local', [800, 390], [800, 1000]),
      line('横路', 'local', [700, 390], [800, 390], [800, 370], [900, 370]),
      line('东路二', 'local', [800, 370], [800, -200]),
    ];
    const { steps, lengthMetres } = describeFirst(towns({ a: SQUARE }), roads).course;
    expect(steps).toHaveLength(5);
    expect(lengthMetres).toBeCloseTo(3200, -1);
  });
});

test('a stretch of 20,000 vertices is as long as its border', () => {
  const circle = Array.from({ length: 20_000 }, (_, i): Place => {
    const angle = (2 * Math.PI * i) / 20_000;
    return [2000 * Math.cos(angle), 2000 * Math.sin(angle)];
  });
  const { course } = describeFirst(towns({ a: circle }), []);
  expect(course.steps).toHaveLength(1);
  expect(course.lengthMetres).toBeCloseTo(ringMeasure(ring(...circle)).perimeter, 3);
});
