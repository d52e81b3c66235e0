import { describe, expect, it } from 'vitest';
import type { BarrierSource } from '#engine/barriers/types.ts';
import {
  CROSS,
  lengthOf,
  line,
  type Metres,
  notesOf,
  prepare,
  runsOf,
  water,
} from './town-plan.ts';

/** The northern and the southern shore of a river 300 m wide, of which the extract does not hold the whole. */
const shores = (rest: Partial<BarrierSource> = {}): BarrierSource[] =>
  [150, -150].map((y) =>
    line(
      y > 0 ? 'north' : 'south',
      [
        [-600, y],
        [0, y + 10],
        [600, y],
      ],
      { class: 'river', name: '大江', kind: 'waterway=riverbank', shore: true, ...rest },
    ),
  );
const course = (rest: Partial<BarrierSource> = {}): BarrierSource =>
  line(
    'course',
    [
      [-600, 0],
      [600, 0],
    ],
    { class: 'river', name: '大江', kind: 'waterway=river', ...rest },
  );
const ring = (x: number, y: number, radius: number): Metres[] =>
  Array.from({ length: 13 }, (_, i) => [
    x + radius * Math.cos((Math.PI * (i % 12)) / 6),
    y + radius * Math.sin((Math.PI * (i % 12)) / 6),
  ]);

describe('prepareBarriers: a river is one line', () => {
  it('a river with its course and both shores came as three lines', () => {
    const prepared = prepare([course(), ...shores()]);
    expect(prepared.lines.map(({ id }) => id)).toEqual(['course']);
    expect(notesOf(prepared, 'water-by-its-line')).toHaveLength(2);
  });

  it('without a course the shores stay', () => {
    const prepared = prepare(shores());
    expect(prepared.lines.map(({ id }) => id)).toEqual(['north', 'south']);
  });

  it('the shores of another river stay: a stream beside them is of another name', () => {
    const prepared = prepare([course({ name: '小溪' }), ...shores()]);
    expect(prepared.lines.map(({ id }) => id)).toEqual(['course', 'north', 'south']);
  });

  it('a nameless stream on the land side does not stand for a shore', () => {
    const { name: _, ...stream } = course({ kind: 'waterway=stream' });
    const prepared = prepare([stream, ...shores()]);
    expect(prepared.lines.map(({ id }) => id)).toEqual(['course', 'north', 'south']);
  });

  it('a shore stays where a road runs between it and the course', () => {
    const quay = line(
      'quay',
      [
        [-600, 80],
        [600, 80],
      ],
      { class: 'collector' },
    );
    const prepared = prepare([course(), ...shores(), quay]);
    expect(prepared.lines.map(({ id }) => id)).toEqual(['course', 'north', 'quay']);
  });

  it('a bridge is no land', () => {
    const bridge = line(
      'bridge',
      [
        [-600, 60],
        [600, 80],
      ],
      { class: 'railway', structure: 'bridge' },
    );
    const prepared = prepare([course(), ...shores(), bridge]);
    expect(prepared.lines.map(({ id }) => id)).toEqual(['bridge', 'course']);
  });

  it('an island in the river leaves no shore behind', () => {
    const island = line('island', ring(0, 75, 40), {
      class: 'river',
      name: '大江',
      kind: 'waterway=riverbank',
      shore: true,
    });
    const prepared = prepare([course(), ...shores(), island]);
    expect(prepared.lines.map(({ id }) => id)).toEqual(['course']);
  });

  it('a street that ended on the shore is led to the course: blocks on both sides stay apart', () => {
    const street = line('street', [
      [0, 600],
      [0, 160],
    ]);
    const prepared = prepare([course(), ...shores(), street]);
    expect(runsOf(prepared, 'street').flat()).toContainEqual([0, 0]);
  });
});

const LAKE: Metres[] = [
  [100, 100],
  [300, 100],
  [300, 300],
  [100, 300],
];

describe('prepareBarriers: a lake is one water', () => {
  it('a river through a lake cut it in two', () => {
    const through = line(
      'river',
      [
        [-600, 200],
        [600, 200],
      ],
      { class: 'river' },
    );
    const prepared = prepare([water('lake', LAKE), through]);
    // From the outline to the shore, on both sides.
    expect(runsOf(prepared, 'river').map((run) => run.map(([x]) => x))).toEqual([
      [-501, 100],
      [300, 501],
    ]);
    expect(lengthOf(runsOf(prepared, 'lake'))).toBeCloseTo(800, 0);
    expect(prepared.lakes).toHaveLength(1);
  });

  it('two parts of one lake were parted by the edge that they share', () => {
    const east: Metres[] = [
      [300, 100],
      [450, 100],
      [450, 300],
      [300, 300],
    ];
    const prepared = prepare([water('east', east), water('west', LAKE)]);
    const onEdge = [...runsOf(prepared, 'east'), ...runsOf(prepared, 'west')].flatMap((run) =>
      run.slice(1).filter(([x], i) => x === 300 && run[i]![0] === 300),
    );
    expect(onEdge).toEqual([]);
    expect(lengthOf([...runsOf(prepared, 'east'), ...runsOf(prepared, 'west')])).toBeCloseTo(
      1100,
      0,
    );
  });

  it('a road across the lake stays', () => {
    const prepared = prepare([...CROSS, water('lake', ring(0, 0, 200).slice(0, -1))]);
    expect(lengthOf(runsOf(prepared, 'east-west'))).toBeCloseTo(1002, 0);
  });

  it('an island as large as a lake has a shore, a smaller one has none', () => {
    const island = (radius: number): BarrierSource => {
      const lake = water('lake', ring(0, 0, 300).slice(0, -1));
      const hole = water('hole', ring(0, 0, radius).slice(0, -1));
      return {
        ...lake,
        geometry: {
          type: 'Polygon',
          coordinates: [lake, hole].flatMap(({ geometry }) => geometry.coordinates as never[]),
        },
      };
    };
    expect(runsOf(prepare([island(100)]), 'lake')).toHaveLength(2);
    expect(runsOf(prepare([island(40)]), 'lake')).toHaveLength(1);
    expect(prepare([island(40)]).lakes[0]!.coordinates).toHaveLength(1);
  });
});
