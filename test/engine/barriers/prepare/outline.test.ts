import { describe, expect, it } from 'vitest';
import { prepareBarriers } from '#engine/barriers/prepare/prepare-barriers.ts';
import { OVERRUN } from '#engine/barriers/prepare/write-barriers.ts';
import type { PolygonGeometry } from '#engine/coverage/types.ts';
import {
  at,
  CROSS,
  idsOf,
  line,
  notesOf,
  pathsOf,
  prepare,
  runsOf,
  SQUARE,
  toMetres,
} from './town-plan.ts';

describe('prepareBarriers: the outline of the area', () => {
  it('a line is cut at the outline and reaches past it by the overrun, so that it is sure to cut', () => {
    expect(runsOf(prepare([CROSS[0]!]), 'east-west')).toEqual([
      [
        [-500 - OVERRUN, 0],
        [500 + OVERRUN, 0],
      ],
    ]);
  });

  it('what lies outside is noted by class', () => {
    const prepared = prepare([
      ...CROSS,
      line('away', [
        [800, 800],
        [900, 800],
      ]),
    ]);
    expect(idsOf(prepared)).not.toContain('away');
    const [note] = notesOf(prepared, 'outside');
    expect(note?.barriers).toEqual(['away', 'east-west', 'north-south']);
    expect(note?.lengthMetres).toBeCloseTo(500, 0);
  });

  it('a river along the outline is left out, and its tributary led to the outline', () => {
    const prepared = prepare([
      line(
        'border',
        [
          [-490, -700],
          [-488, 0],
          [-492, 700],
        ],
        { class: 'river' },
      ),
      line(
        'tributary',
        [
          [-488, 0],
          [0, 0],
          [600, 0],
        ],
        { class: 'river' },
      ),
    ]);
    expect(idsOf(prepared)).toEqual(['tributary']);
    expect(runsOf(prepared, 'tributary').flat()).toContainEqual([-500 - OVERRUN, 0]);
    expect(notesOf(prepared, 'dangling')).toEqual([]);
    expect(notesOf(prepared, 'along-outline')[0]?.lengthMetres).toBeCloseTo(1000, -2);
  });

  it('where a line leaves the outline again, it is led back to it', () => {
    const prepared = prepare([
      line(
        'river',
        [
          [-492, -600],
          [-492, 0],
          [-400, 100],
          [0, 200],
          [600, 200],
        ],
        { class: 'river' },
      ),
    ]);
    const xs = runsOf(prepared, 'river')
      .flat()
      .map(([x]) => x);
    expect(Math.min(...xs)).toBeCloseTo(-501, 0);
    expect(Math.max(...xs)).toBeCloseTo(501, 0);
    expect(notesOf(prepared, 'dangling')).toEqual([]);
  });

  it.each([90, 45, 30])(
    'a line that crosses the outline at %i° does not run along it',
    (degrees) => {
      const [dx, dy] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
      const prepared = prepare([
        line('across', [
          [-500 - 300 * dx, -300 * dy],
          [-500 + 300 * dx, 300 * dy],
          [600, 300 * dy],
        ]),
      ]);
      expect(notesOf(prepared, 'along-outline')).toEqual([]);
    },
  );

  it('the tolerance of the outline is the option’s', () => {
    const river = [
      line(
        'border',
        [
          [-460, -700],
          [-460, 700],
        ],
        { class: 'river' },
      ),
    ];
    expect(idsOf(prepare(river))).toEqual(['border']);
    expect(idsOf(prepare(river, { outlineToleranceMetres: 50 }))).toEqual([]);
  });
});

describe('prepareBarriers: corners of the outline', () => {
  /** The square with a notch, whose corner points at the middle. */
  const NOTCHED: PolygonGeometry = {
    type: 'Polygon',
    coordinates: [
      (
        [
          [-500, -500],
          [500, -500],
          [500, -2],
          [20, 0],
          [500, 2],
          [500, 500],
          [-500, 500],
          [-500, -500],
        ] as const
      ).map(at),
    ],
  };

  it('an end that reaches a corner has it as a vertex, exactly as it was given', () => {
    const corner = NOTCHED.coordinates[0]![3]!;
    const { lines } = prepareBarriers(
      [
        line('road', [
          [-600, 0],
          [10, 5],
        ]),
      ],
      NOTCHED,
    );
    expect(lines.flatMap(pathsOf).flat()).toContainEqual(corner);
  });

  it('a road that meets a slit narrower than the overrun still cuts on both of its sides', () => {
    const slit = (
      [
        [-400, 0],
        [400, 0.4],
        [400, -0.4],
        [-400, 0],
      ] as const
    ).map(at);
    const area: PolygonGeometry = {
      type: 'Polygon',
      coordinates: [...SQUARE.coordinates, slit],
    };
    const { lines } = prepareBarriers(
      [
        line('road', [
          [100, -600],
          [100, 600],
        ]),
      ],
      area,
    );
    const heights = lines.flatMap(pathsOf).map((path) => path.map((p) => toMetres(p)[1]));
    const north = heights.find((ys) => Math.max(...ys) > 499)!;
    const south = heights.find((ys) => Math.min(...ys) < -499)!;
    expect(Math.min(...north)).toBeLessThan(0.1);
    expect(Math.max(...south)).toBeGreaterThan(-0.1);
  });
});
