import { describe, expect, it } from 'vitest';
import { BarrierIndex, isNamed } from '#engine/barriers/barrier-index.ts';
import { matchBorder } from '#engine/barriers/match-border.ts';
import type { Barrier, BarrierClass, BorderStretch } from '#engine/barriers/types.ts';
import type { Position } from '#engine/coverage/types.ts';
import { geodesicDistance } from '#engine/geometry/geodesic.ts';
import { at } from '../../helpers/squares.ts';

type Point = readonly [east: number, north: number];

const line = (...points: readonly Point[]): Position[] => points.map(([x, y]) => at(x, y));

function barrier(
  id: string,
  points: readonly Point[],
  { kind = 'arterial', name = `${id}路` }: { kind?: BarrierClass; name?: string | null } = {},
): Barrier {
  return {
    id,
    class: kind,
    ...(name === null ? {} : { name }),
    geometry: { type: 'LineString', coordinates: line(...points) },
  };
}

const lengthOf = (coordinates: readonly Position[]): number =>
  coordinates
    .slice(1)
    .reduce((sum, position, i) => sum + geodesicDistance(coordinates[i]!, position), 0);

/** Ids and lengths in whole metres, in order. */
const course = (stretches: readonly BorderStretch[]): [string | null, number][] =>
  stretches.map(({ barrier: b, lengthMetres }) => [b?.id ?? null, Math.round(lengthMetres)]);

const match = (border: readonly Point[], barriers: readonly Barrier[], toleranceMetres = 20) =>
  matchBorder(line(...border), new BarrierIndex(barriers), { toleranceMetres });

describe('matchBorder', () => {
  it('a border along a road follows it, with its class and names', () => {
    const road = {
      ...barrier('a', [
        [0, 0],
        [500, 0],
      ]),
      nameEn: 'A Road',
    };
    const [stretch, ...rest] = match(
      [
        [0, 5],
        [500, 5],
      ],
      [road],
    );
    expect(rest).toEqual([]);
    expect(stretch!.barrier).toEqual({ id: 'a', class: 'arterial', name: 'a路', nameEn: 'A Road' });
    expect(stretch!.coordinates).toEqual(line([0, 5], [500, 5]));
  });

  it('off every barrier, and without barriers: one stretch of none', () => {
    const road = barrier('a', [
      [0, 100],
      [500, 100],
    ]);
    expect(
      course(
        match(
          [
            [0, 0],
            [500, 0],
          ],
          [road],
        ),
      ),
    ).toEqual([[null, 500]]);
    expect(
      course(
        match(
          [
            [0, 0],
            [500, 0],
          ],
          [],
        ),
      ),
    ).toEqual([[null, 500]]);
  });

  it('follows a barrier that ends no further than its end', () => {
    const road = barrier('a', [
      [0, 0],
      [300, 0],
    ]);
    expect(
      course(
        match(
          [
            [0, 3],
            [1000, 3],
          ],
          [road],
        ),
      ),
    ).toEqual([
      ['a', 300],
      [null, 700],
    ]);
    expect(
      course(
        match(
          [
            [-400, 3],
            [1000, 3],
          ],
          [road],
        ),
      ),
    ).toEqual([
      [null, 400],
      ['a', 300],
      [null, 700],
    ]);
  });

  it('leaves a barrier where it leaves the tolerance, inside a segment', () => {
    const road = barrier('a', [
      [0, 0],
      [1000, 0],
    ]);
    // A slope of one in ten: 20 m off after 200 m.
    expect(
      course(
        match(
          [
            [0, 0],
            [1000, 100],
          ],
          [road],
        ),
      ),
    ).toEqual([
      ['a', 201],
      [null, 804],
    ]);
  });

  it('does not follow a barrier that it crosses', () => {
    const road = barrier('a', [
      [0, -500],
      [0, 500],
    ]);
    expect(
      course(
        match(
          [
            [-300, 0],
            [300, 0],
          ],
          [road],
        ),
      ),
    ).toEqual([[null, 600]]);
    expect(
      course(
        match(
          [
            [-300, -300],
            [300, 300],
          ],
          [road],
        ),
      ),
    ).toEqual([[null, 849]]);
  });

  it('turns from one road into the next at their crossing', () => {
    const roads = [
      barrier('a', [
        [0, 0],
        [400, 0],
      ]),
      barrier('b', [
        [400, -200],
        [400, 600],
      ]),
    ];
    expect(
      course(
        match(
          [
            [0, 0],
            [400, 0],
            [400, 500],
          ],
          roads,
        ),
      ),
    ).toEqual([
      ['a', 400],
      ['b', 500],
    ]);
  });

  it('keeps the ends of a border that matches its barriers at the very junctions', () => {
    const roads = [
      barrier('a', [
        [0, 0],
        [40, 0],
      ]),
      barrier('b', [
        [40, 0],
        [47, 7],
      ]),
      barrier('c', [
        [47, 7],
        [47, 60],
      ]),
    ];
    const stretches = match(
      [
        [0, 0],
        [40, 0],
        [47, 7],
        [47, 60],
      ],
      roads,
    );
    expect(stretches.map(({ barrier: b, coordinates }) => [b?.id, coordinates])).toEqual([
      ['a', line([0, 0], [40, 0])],
      ['b', line([40, 0], [47, 7])],
      ['c', line([47, 7], [47, 60])],
    ]);
  });

  it('a border of a few metres on a barrier follows it', () => {
    expect(
      course(
        match(
          [
            [100, 0],
            [103, 0],
          ],
          [
            barrier('a', [
              [0, 0],
              [400, 0],
            ]),
          ],
        ),
      ),
    ).toEqual([['a', 3]]);
  });

  it('prefers the nearest, then the stronger class, then a name, then the smaller id', () => {
    const points: Point[] = [
      [0, 0],
      [300, 0],
    ];
    const border: Point[] = [
      [0, 4],
      [300, 4],
    ];
    const nearer = barrier(
      'z',
      [
        [0, 6],
        [300, 6],
      ],
      { kind: 'path', name: null },
    );
    const river = barrier('r', points, { kind: 'river', name: null });
    const named = barrier('n', points, { kind: 'local' });
    const nameless = barrier('m', points, { kind: 'local', name: null });
    const first = barrier('b', points, { kind: 'local' });
    expect(course(match(border, [river, named, nearer]))).toEqual([['z', 300]]);
    expect(course(match(border, [named, river]))).toEqual([['r', 300]]);
    expect(course(match(border, [nameless, named]))).toEqual([['n', 300]]);
    expect(course(match(border, [named, first]))).toEqual([['b', 300]]);
  });

  it('keeps to one of two parallel barriers while it wavers between them', () => {
    const roads = [
      barrier('a', [
        [0, 0],
        [1000, 0],
      ]),
      barrier('b', [
        [0, 14],
        [1000, 14],
      ]),
    ];
    const wave = Array.from({ length: 51 }, (_, i): Point => [20 * i, i % 4 < 2 ? 4 : 8]);
    expect(course(match(wave, roads)).map(([id]) => id)).toEqual(['a']);
  });

  it('passes over to a parallel barrier for good when the border does', () => {
    const roads = [
      barrier('a', [
        [0, 0],
        [1000, 0],
      ]),
      barrier('b', [
        [0, 18],
        [1000, 18],
      ]),
    ];
    const stretches = match(
      [
        [0, 0],
        [480, 0],
        [520, 18],
        [1000, 18],
      ],
      roads,
    );
    expect(stretches.map(({ barrier: b }) => b?.id)).toEqual(['a', 'b']);
    expect(stretches[0]!.lengthMetres).toBeCloseTo(502, 0);
  });

  it('bridges a lapse shorter than the tolerance, not a longer one', () => {
    const road = barrier('a', [
      [0, 0],
      [1000, 0],
    ]);
    const bulge = (width: number): Point[] => [
      [0, 0],
      [500, 0],
      [500, 8],
      [500 + width, 8],
      [500 + width, 0],
      [1000, 0],
    ];
    expect(match(bulge(4), [road]).map(({ barrier: b }) => b?.id)).toEqual(['a']);
    const detour = match(
      [
        [0, 0],
        [500, 0],
        [500, 60],
        [560, 60],
        [560, 0],
        [1000, 0],
      ],
      [road],
    );
    expect(course(detour)).toEqual([
      ['a', 500],
      [null, 180],
      ['a', 440],
    ]);
  });

  it('a short run along another barrier does not part two along one', () => {
    // The road is broken for 16 m, where a side street runs on.
    const roads = [
      barrier(
        'a1',
        [
          [0, 0],
          [200, 0],
        ],
        { name: '双清路' },
      ),
      barrier(
        'a2',
        [
          [216, 0],
          [500, 0],
        ],
        { name: '双清路' },
      ),
      barrier(
        'side',
        [
          [190, 1],
          [230, 1],
        ],
        { kind: 'local' },
      ),
    ];
    expect(
      course(
        match(
          [
            [0, 0],
            [500, 0],
          ],
          roads,
        ),
      ),
    ).toEqual([['a2', 500]]);
    const wider = [
      roads[0]!,
      barrier(
        'a2',
        [
          [260, 0],
          [500, 0],
        ],
        { name: '双清路' },
      ),
    ];
    expect(
      course(
        match(
          [
            [0, 0],
            [500, 0],
          ],
          wider,
        ),
      ),
    ).toEqual([
      ['a1', 200],
      [null, 60],
      ['a2', 240],
    ]);
  });

  it('follows a straight road with a border jagged like a staircase', () => {
    const road = barrier('a', [
      [0, 0],
      [400, 200],
    ]);
    const stairs = Array.from({ length: 101 }, (_, i): Point[] => [
      [4 * i, 2 * i],
      [4 * i + 4, 2 * i],
    ]).flat();
    expect(match(stairs, [road]).map(({ barrier: b }) => b?.id)).toEqual(['a']);
  });

  it('lines of one class and name are one stretch, which names the line it follows longest', () => {
    const roads = [
      barrier(
        'w1',
        [
          [0, 0],
          [100, 0],
        ],
        { name: '文一西路' },
      ),
      barrier(
        'w2',
        [
          [100, 0],
          [400, 0],
        ],
        { name: '文一西路' },
      ),
      barrier(
        'w3',
        [
          [400, 0],
          [500, 0],
        ],
        { name: '文一路' },
      ),
    ];
    expect(
      course(
        match(
          [
            [0, 2],
            [500, 2],
          ],
          roads,
        ),
      ),
    ).toEqual([
      ['w2', 400],
      ['w3', 100],
    ]);
    const twins = [
      barrier(
        'left',
        [
          [0, 0],
          [500, 0],
        ],
        { name: '文一西路' },
      ),
      barrier(
        'right',
        [
          [500, 12],
          [0, 12],
        ],
        { name: '文一西路' },
      ),
    ];
    expect(
      course(
        match(
          [
            [0, 6],
            [500, 6],
          ],
          twins,
        ),
      ),
    ).toEqual([['left', 500]]);
  });

  it('nameless lines stay apart', () => {
    const paths = [
      barrier(
        'p',
        [
          [0, 0],
          [100, 0],
        ],
        { name: null },
      ),
      barrier(
        'q',
        [
          [100, 0],
          [300, 0],
        ],
        { name: null },
      ),
    ];
    expect(
      course(
        match(
          [
            [0, 2],
            [300, 2],
          ],
          paths,
        ),
      ),
    ).toEqual([
      ['p', 100],
      ['q', 200],
    ]);
  });

  it('a closed ring around a ring road, whichever way either runs', () => {
    const circle = (radius: number, turn: number): Point[] =>
      Array.from({ length: 73 }, (_, i): Point => {
        const angle = (turn * (i % 72) * Math.PI) / 36;
        return [radius * Math.cos(angle), radius * Math.sin(angle)];
      });
    for (const turn of [1, -1]) {
      const stretches = match(circle(300, 1), [barrier('ring', circle(310, turn))]);
      expect(stretches.map(({ barrier: b }) => b?.id)).toEqual(['ring']);
    }
  });

  it('the stretches of a ring do not depend on hysteresis at its first vertex', () => {
    const road = barrier('a', [
      [0, 0],
      [400, 0],
    ]);
    // Starts in the middle of a lapse of 6 m.
    const ring: Point[] = [
      [203, 9],
      [206, 9],
      [206, 0],
      [400, 0],
      [400, 300],
      [0, 300],
      [0, 0],
      [200, 0],
      [200, 9],
      [203, 9],
    ];
    expect(course(match(ring, [road])).map(([id]) => id)).toEqual(['a', null, 'a']);
  });

  it('repeated vertices, borders without length, and too few vertices', () => {
    const road = barrier('a', [
      [0, 0],
      [0, 0],
      [400, 0],
      [400, 0],
    ]);
    const border: Point[] = [
      [0, 0],
      [0, 0],
      [200, 0],
      [200, 0],
      [200, 300],
      [200, 300],
    ];
    const stretches = match(border, [road]);
    expect(course(stretches)).toEqual([
      ['a', 200],
      [null, 300],
    ]);
    expect(stretches.reduce((sum, s) => sum + s.coordinates.length, 0)).toBe(border.length + 1);
    expect(
      course(
        match(
          [
            [0, 0],
            [0, 0],
          ],
          [road],
        ),
      ),
    ).toEqual([[null, 0]]);
    expect(match([[0, 0]], [road])).toEqual([]);
    expect(match([], [road])).toEqual([]);
  });

  it('refuses a tolerance below 0, and a barrier without numbers', () => {
    expect(() =>
      match(
        [
          [0, 0],
          [1, 0],
        ],
        [],
        -1,
      ),
    ).toThrow('toleranceMetres');
    expect(() =>
      match(
        [
          [0, 0],
          [1, 0],
        ],
        [],
        Number.NaN,
      ),
    ).toThrow('toleranceMetres');
    const broken = barrier('a', [
      [0, 0],
      [Number.NaN, 0],
    ]);
    expect(() => new BarrierIndex([broken])).toThrow('barrier a');
  });

  it('a tolerance of 0 finds the barriers that the border lies on', () => {
    const road = barrier('a', [
      [0, 0],
      [500, 0],
    ]);
    const beside = barrier('b', [
      [500, 0.1],
      [800, 0.1],
    ]);
    const border: Point[] = [
      [0, 0],
      [500, 0],
      [800, 0],
    ];
    expect(course(match(border, [road, beside], 0))).toEqual([
      ['a', 500],
      [null, 300],
    ]);
  });

  it('nothing follows what runs under the ground', () => {
    const tunnel: Barrier = {
      ...barrier('a', [
        [0, 0],
        [500, 0],
      ]),
      underground: true,
    };
    const border: Point[] = [
      [0, 0],
      [500, 0],
    ];
    expect(course(match(border, [tunnel]))).toEqual([[null, 500]]);
  });

  it('a name of spaces is none, an English name is one', () => {
    const spaces = barrier(
      'a',
      [
        [0, 0],
        [300, 0],
      ],
      { name: ' ' },
    );
    const first = barrier(
      'b',
      [
        [300, 0],
        [600, 0],
      ],
      { name: null },
    );
    const second = barrier(
      'c',
      [
        [600, 0],
        [850, 0],
      ],
      { name: null },
    );
    const border: Point[] = [
      [0, 0],
      [850, 0],
    ];
    const english = [first, second].map((b) => ({ ...b, nameEn: 'High Street' }));
    expect(course(match(border, [spaces, ...english]))).toEqual([
      ['a', 300],
      ['b', 550],
    ]);
    expect([spaces, first].map(isNamed)).toEqual([false, false]);
    expect(english.map(isNamed)).toEqual([true, true]);
  });

  it('lengths are geodesic and add up', () => {
    const road = barrier('a', [
      [0, 0],
      [1000, 0],
    ]);
    const border = line([-50, 0], [333, 4], [700, 90], [1200, 0]);
    const stretches = matchBorder(border, new BarrierIndex([road]));
    expect(stretches.length).toBeGreaterThan(2);
    const sum = stretches.reduce((total, { lengthMetres }) => total + lengthMetres, 0);
    expect(sum).toBeCloseTo(lengthOf(border), 6);
    for (const { lengthMetres, coordinates } of stretches) {
      expect(lengthMetres).toBeCloseTo(lengthOf(coordinates), 6);
    }
  });
});
