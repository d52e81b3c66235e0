import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import type { Operation, OperationKind, PlanState } from '#engine/plan/types.ts';
import type { Random } from '../../data/generator/random.ts';

/** Ways to draw an operation; some kinds are drawn in several ways. */
export const DRAWN = [
  'merge',
  'split-by-line',
  'split-at-vertices',
  'split-into-parts',
  'transfer-units',
  'transfer-area',
  'transfer-triangle',
  'drag-vertex',
  'drag-junction',
  'drag-far',
  'redraw-stretch',
  'redraw-outside',
  'insert-vertex',
  'remove-vertex',
  'draw-community',
  'draw-at-vertices',
  'create',
  'abolish',
  'abolish-by-units',
  'convert',
  'set-attributes',
  'mark-entrusted',
  'snap-borders',
] as const;
export type Drawn = (typeof DRAWN)[number];

const ringsOf = (geometry: AreaGeometry): Position[][] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();

const boxOf = (geometry: AreaGeometry): [number, number, number, number] => {
  const all = ringsOf(geometry).flat();
  const [xs, ys] = [all.map(([x]) => x!), all.map(([, y]) => y!)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
};

/**
 * Draws operations as a planner, a program or a clumsy hand might send them: many cannot be applied. Sizes follow the
 * communities'.
 */
export class RandomOperator {
  private readonly random: Random;
  private made = 0;

  constructor(random: Random) {
    this.random = random;
  }

  draw(plan: PlanState, kind: Drawn = this.random.pick(DRAWN)): Operation {
    const { random } = this;
    const ids = [...plan.communities.keys()];
    const one = random.pick(ids);
    const geometry = plan.communities.get(one)!.geometry;
    const other = this.neighbour(plan, one) ?? random.pick(ids);
    const units = (id: string): string[] =>
      [...plan.assignment].filter(([, community]) => community === id).map(([unit]) => unit);
    switch (kind) {
      case 'merge':
        return of('merge', { communities: [...new Set([one, other])], into: one });
      case 'split-by-line':
        return of('split-by-line', { community: one, line: this.chord(geometry) });
      case 'split-at-vertices': {
        const ring = random.pick(ringsOf(geometry));
        const [a, b] = [random.pick(ring), random.pick(ring)];
        return of('split-by-line', { community: one, line: [a, ...this.bend(a, b), b] });
      }
      case 'split-into-parts': {
        const own = units(one);
        const cut = 1 + random.integer(Math.max(1, own.length - 1));
        return of('split-into-parts', {
          community: one,
          parts: [
            { id: random.next() < 0.5 ? one : this.newId(), units: own.slice(0, cut) },
            { id: this.newId(), units: own.slice(cut) },
          ],
        });
      }
      case 'transfer-units':
        return of('transfer-units', {
          moves: [{ units: units(other).slice(0, 1 + random.integer(3)), to: one }],
        });
      case 'transfer-area':
        return of('transfer-area', { area: this.boxAt(geometry), to: one });
      case 'transfer-triangle': {
        const ring = random.pick(ringsOf(geometry));
        const [a, b] = [random.pick(ring), random.pick(ring)];
        const area = polygon([a, this.beside(geometry), b, a]);
        return of('transfer-area', {
          area,
          to: one,
          ...(random.next() < 0.5 ? { from: [other] } : {}),
        });
      }
      case 'drag-vertex':
        return this.drag(random.pick(random.pick(ringsOf(geometry))), geometry, 0.05);
      case 'drag-junction':
        return this.drag(this.junction(plan, geometry), geometry, 0.05);
      case 'drag-far':
        return this.drag(random.pick(random.pick(ringsOf(geometry))), geometry, 0.6);
      case 'redraw-stretch': {
        const shared = this.shared(plan, one, other);
        const [a, b] = [random.pick(shared), random.pick(shared)];
        return of('reshape-border', { between: [one, other], path: [a, ...this.bend(a, b), b] });
      }
      case 'redraw-outside': {
        const ring = random.pick(ringsOf(geometry));
        const [a, b] = [random.pick(ring), random.pick(ring)];
        return of('reshape-border', { between: [one, null], path: [a, ...this.bend(a, b), b] });
      }
      case 'insert-vertex': {
        const shared = this.shared(plan, one, other);
        const i = random.integer(Math.max(1, shared.length - 1));
        const [a, b] = [shared[i]!, shared[i + 1] ?? shared[i]!];
        return of('reshape-border', { insert: middle(a, b, random.next()), between: [one, other] });
      }
      case 'remove-vertex':
        return of('reshape-border', { remove: random.pick(random.pick(ringsOf(geometry))) });
      case 'draw-community':
        return of('draw-community', { id: this.newId(), geometry: this.boxAt(geometry) });
      case 'draw-at-vertices': {
        const ring = random.pick(ringsOf(geometry));
        const [a, b] = [random.pick(ring), random.pick(ring)];
        const area = polygon([a, this.beside(geometry), b, a]);
        return of('draw-community', { id: this.newId(), geometry: area, from: [one] });
      }
      case 'create':
        return of('create', {
          id: this.newId(),
          units: units(one).slice(0, 1 + random.integer(3)),
        });
      case 'abolish':
        return of('abolish', { community: one, into: other });
      case 'abolish-by-units': {
        const own = units(one);
        const cut = 1 + random.integer(own.length);
        return of('abolish', {
          community: one,
          moves: [
            { units: own.slice(0, cut), to: other },
            { units: own.slice(cut), to: random.pick(ids) },
          ].filter((move) => move.units.length > 0),
        });
      }
      case 'convert':
        return of('convert', {
          community: one,
          kind: random.pick(['urban', 'converted'] as const),
        });
      case 'set-attributes':
        return of('set-attributes', { community: one, name: `社区${random.integer(1000)}` });
      case 'mark-entrusted':
        return of('mark-entrusted', { community: one, reason: random.pick([null, '河对岸']) });
      case 'snap-borders':
        return of('snap-borders', {
          communities: [...new Set([one, other])],
          toleranceMetres: random.pick([0.1, 0.5, 5]),
        });
    }
  }

  private newId(): string {
    return `new-${++this.made}`;
  }

  private drag(from: Position, geometry: AreaGeometry, share: number): Operation {
    const [w, s, e, n] = boxOf(geometry);
    const to = [
      from[0]! + (e - w) * this.random.between(-share, share),
      from[1]! + (n - s) * this.random.between(-share, share),
    ];
    return of('reshape-border', { moves: [{ from, to }] });
  }

  private neighbour(plan: PlanState, id: string): string | null {
    const own = new Set(ringsOf(plan.communities.get(id)!.geometry).flat().map(String));
    const near = [...plan.communities.values()].filter(
      (other) =>
        other.id !== id &&
        ringsOf(other.geometry)
          .flat()
          .filter((p) => own.has(String(p))).length > 1,
    );
    return near.length === 0 ? null : this.random.pick(near).id;
  }

  private shared(plan: PlanState, a: string, b: string): Position[] {
    const own = new Set(ringsOf(plan.communities.get(b)!.geometry).flat().map(String));
    const all = ringsOf(plan.communities.get(a)!.geometry).flat();
    const shared = all.filter((position) => own.has(String(position)));
    return shared.length > 1 ? shared : all;
  }

  private junction(plan: PlanState, geometry: AreaGeometry): Position {
    const uses = new Map<string, number>();
    for (const community of plan.communities.values()) {
      for (const ring of ringsOf(community.geometry)) {
        for (const position of ring.slice(0, -1)) {
          uses.set(String(position), (uses.get(String(position)) ?? 0) + 1);
        }
      }
    }
    const all = ringsOf(geometry).flat();
    const junctions = all.filter((position) => (uses.get(String(position)) ?? 0) > 2);
    return this.random.pick(junctions.length > 0 ? junctions : all);
  }

  /** Across the box of an area, in a few crooked steps; sometimes too short. */
  private chord(geometry: AreaGeometry): Position[] {
    const { random } = this;
    const [w, s, e, n] = boxOf(geometry);
    const angle = random.between(0, Math.PI);
    const reach = random.pick([0.45, 0.8, 1.2]);
    const [cx, cy] = [
      (w + e) / 2 + (e - w) * random.between(-0.3, 0.3),
      (s + n) / 2 + (n - s) * random.between(-0.3, 0.3),
    ];
    const steps = 1 + random.integer(4);
    return Array.from({ length: steps + 1 }, (_, i) => {
      const t = (2 * i) / steps - 1;
      return [
        cx + t * reach * (e - w) * Math.cos(angle) + (e - w) * random.between(-0.05, 0.05),
        cy + t * reach * (n - s) * Math.sin(angle) + (n - s) * random.between(-0.05, 0.05),
      ];
    });
  }

  private bend(a: Position, b: Position): Position[] {
    const { random } = this;
    const [dx, dy] = [b[0]! - a[0]!, b[1]! - a[1]!];
    const steps = random.integer(4);
    return Array.from({ length: steps }, (_, i) => {
      const t = (i + 1) / (steps + 1);
      const off = random.between(-0.3, 0.3);
      return [a[0]! + t * dx - off * dy, a[1]! + t * dy + off * dx];
    });
  }

  private beside(geometry: AreaGeometry): Position {
    const [w, s, e, n] = boxOf(geometry);
    return [
      w + (e - w) * this.random.between(-0.4, 1.4),
      s + (n - s) * this.random.between(-0.4, 1.4),
    ];
  }

  private boxAt(geometry: AreaGeometry): AreaGeometry {
    const [x, y] = this.beside(geometry) as [number, number];
    const [w, s, e, n] = boxOf(geometry);
    const size = this.random.pick([0.05, 0.3, 0.8]);
    const [dx, dy] = [(e - w) * size, (n - s) * size];
    return polygon([
      [x, y],
      [x + dx, y],
      [x + dx, y + dy],
      [x, y + dy],
      [x, y],
    ]);
  }
}

const polygon = (ring: Position[]): AreaGeometry => ({ type: 'Polygon', coordinates: [ring] });
const middle = (a: Position, b: Position, t: number): Position => [
  a[0]! + t * (b[0]! - a[0]!),
  a[1]! + t * (b[1]! - a[1]!),
];

const of = <K extends OperationKind>(
  operation: K,
  parameters: Extract<Operation, { operation: K }>['parameters'],
): Operation => ({ operation, parameters }) as unknown as Operation;
