import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { Patchwork } from './patchwork-plan.ts';

/** Values that nobody means, at any place of the parameters. */
const ABSURD: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  '\0',
  '__proto__',
  'constructor',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -0,
  1e308,
  [],
  {},
  [[]],
  [Number.NaN, 0],
  [1, 2, 3, 4, 5],
  [200, 100],
  { type: 'Polygon', coordinates: [] },
  { type: 'Polygon', coordinates: [[]] },
  {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    ],
  },
  { type: 'MultiPolygon', coordinates: [] },
  { type: '__proto__' },
  'x'.repeat(600),
  JSON.parse('{"__proto__": {"id": "x"}}'),
];

const KINDS = [
  'merge',
  'split-by-line',
  'split-into-parts',
  'transfer-units',
  'transfer-area',
  'move',
  'path',
  'insert',
  'remove',
  'fill-gap',
  'resolve-overlap',
  'snap-borders',
  'draw-community',
  'create',
  'abolish',
  'abolish-moves',
  'convert',
  'set-attributes',
  'mark-entrusted',
] as const;

/** An operation as a program, a clumsy hand or an attacker might send it; often it can be done. */
export function drawOperation(
  patchwork: Patchwork,
  plan: PlanState,
  made: { count: number },
): { operation: unknown; parameters: unknown } {
  const { random, context, place } = patchwork;
  const ids = [...plan.communities.keys()];
  const units = context.units.map(({ id }) => id);
  const some = <T>(from: readonly T[], most: number): T[] =>
    Array.from({ length: 1 + random.integer(most) }, () => random.pick(from));
  const one = random.pick(ids);
  const other = random.pick(ids);
  const id = random.next() < 0.1 ? random.pick([...ids, 'valueOf']) : `new-${made.count++}`;
  const vertex = (): Position => {
    const { geometry } = plan.communities.get(random.pick(ids))!;
    const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
    const [x, y] = random.pick(random.pick(rings));
    const off = random.pick([0, 0, 1e-9, 1e-6, 1e-4]);
    return [x! + off, y! - off];
  };
  const spot = (): Position => (random.next() < 0.5 ? vertex() : place());
  const line = (): Position[] => {
    const path = some([0, 1, 2, 3], 4).map(spot);
    return random.next() < 0.05 ? [path[0]!, path[0]!] : [spot(), ...path];
  };
  const area = (): AreaGeometry => {
    if (random.next() < 0.3) return random.pick(context.units).geometry;
    const path = [spot(), spot(), spot()];
    if (random.next() < 0.3) path.push(spot());
    return { type: 'Polygon', coordinates: [[...path, path[0]!]] };
  };
  const ownUnits = (community: string): string[] =>
    units.filter((unit) => plan.assignment.get(unit) === community);
  const kind = random.pick(KINDS);
  const maybe = (fields: object): object => (random.next() < 0.5 ? fields : {});
  switch (kind) {
    case 'merge':
      return of(kind, { communities: [...new Set([one, other, ...some(ids, 2)])], into: one });
    case 'split-by-line':
      return of(kind, {
        community: one,
        line: line(),
        ...maybe({ parts: [{ id, name: '新' }] }),
        ...maybe({ keep: spot() }),
      });
    case 'split-into-parts': {
      const own = ownUnits(one);
      const cut = random.integer(own.length + 1);
      return of(kind, {
        community: one,
        parts: [
          { id: random.next() < 0.5 ? one : `new-${made.count++}`, units: own.slice(0, cut) },
          { id, units: own.slice(cut) },
        ],
      });
    }
    case 'transfer-units':
      return of(kind, { moves: [{ units: [...new Set(some(units, 4))], to: one }] });
    case 'transfer-area':
      return of(kind, { area: area(), to: one, ...maybe({ from: [other] }) });
    case 'move':
      return of('reshape-border', {
        moves: some([0], 2).map(() => ({ from: vertex(), to: spot() })),
      });
    case 'path':
      return of('reshape-border', {
        between: [one, random.next() < 0.8 ? other : null],
        path: line(),
      });
    case 'insert':
      return of('reshape-border', { insert: spot(), between: [one, other] });
    case 'remove':
      return of('reshape-border', { remove: vertex() });
    case 'fill-gap':
      return of(kind, {
        at: place(),
        ...maybe({ to: one }),
        ...maybe({ strategy: random.pick(['longest-border', 'largest', 'smallest', 'divide']) }),
      });
    case 'resolve-overlap':
      return of(kind, {
        communities: [one, other],
        ...maybe({ at: place() }),
        ...maybe({ to: one }),
        ...maybe({ strategy: random.pick(['longest-border', 'largest', 'smallest', 'divide']) }),
      });
    case 'snap-borders':
      return of(kind, {
        communities: [...new Set(some(ids, 3))],
        ...maybe({ toleranceMetres: random.pick([0, 0.01, 0.5, 5]) }),
      });
    case 'draw-community':
      return of(kind, { id, name: '画', geometry: area(), ...maybe({ from: [other] }) });
    case 'create':
      return of(kind, { id, units: [...new Set(some(units, 3))] });
    case 'abolish':
      return of(kind, { community: one, into: other });
    case 'abolish-moves':
      return of('abolish', { community: one, moves: [{ units: ownUnits(one), to: other }] });
    case 'convert':
      return of(kind, { community: one, kind: random.pick(['urban', 'village', 'park']) });
    case 'set-attributes':
      return of(kind, {
        community: one,
        ...maybe({ nameEn: random.next() < 0.5 ? null : 'N' }),
        properties: { constructor: 1, note: random.integer(3), kind: null },
      });
    case 'mark-entrusted':
      return of(kind, { community: one, reason: random.next() < 0.5 ? null : '托管' });
  }
}

const of = (operation: string, parameters: unknown) => ({ operation, parameters });

/** The same with one value of it replaced by an absurd one, dropped, or repeated. */
export function distort(
  { random }: Pick<Patchwork, 'random'>,
  given: { operation: unknown; parameters: unknown },
): { operation: unknown; parameters: unknown } {
  const copy = structuredClone(given);
  const places: { in: Record<string, unknown>; key: string }[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({ in: value as Record<string, unknown>, key });
      collect((value as Record<string, unknown>)[key]);
    }
  };
  collect(copy);
  for (let n = 1 + random.integer(2); n > 0; n--) {
    const spot = random.pick(places);
    const value = spot.in[spot.key];
    const how = random.integer(4);
    if (how === 0) delete spot.in[spot.key];
    else if (how === 1 && Array.isArray(value)) value.push(...structuredClone(value));
    else if (how === 2) spot.in[`${spot.key}x`] = 1;
    else spot.in[spot.key] = structuredClone(random.pick(ABSURD));
  }
  return copy;
}
