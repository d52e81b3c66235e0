import { localFrame } from '../geometry/geodesic.ts';
import { inscribedCircle } from '../geometry/inscribed-circle.ts';
import { recordShapes } from '../geometry/kept-shapes.ts';
import { type PackedAreas, packAreas } from '../geometry/packed-areas.ts';
import type { AreaGeometry, CommunityInput, Position } from './types.ts';

/** What is held on to of each kind of audit, and how often that was made anew. */
const kept = new Map<string, { shapes: readonly object[]; times: number }>();
/** The shapes settle in the first audits only, as V8 learns what their fields hold. */
const MOST_TIMES = 12;

/** With fewer, little has been compiled, and making sure of it would cost more than the audit. */
const MANY_POSITIONS = 50_000;

/**
 * Sees to it that the code compiled for an audit outlives it; see `kept-shapes.ts`. Comes after
 * each of the first large audits, while all it was compiled for is still alive and the code is fast. A few
 * shapes with a fault of each kind bring up nearly all that an audit is made of.
 *
 * @param kind tells audits apart that are made of different code
 */
export function keepCompiled(
  kind: string,
  audited: PackedAreas,
  audit: (communities: readonly CommunityInput[], packed: PackedAreas) => object,
): void {
  const times = kept.get(kind)?.times ?? 0;
  if (times === MOST_TIMES || audited.coordinates.length < 2 * MANY_POSITIONS) return;
  const shapes = recordShapes(() => {
    const packed = packAreas(SMALL_COVERAGE.map(({ geometry }) => geometry));
    return {
      packed,
      frame: localFrame(120, 30),
      audited: audit(SMALL_COVERAGE, packed),
      thread: inscribedCircle([THREAD]),
    };
  });
  kept.set(kind, { shapes, times: times + 1 });
}

const at = (east: number, north: number): Position => [120 + east, 30 + north];

function disc(east: number, north: number, radius: number): Position[] {
  const positions = Array.from({ length: 240 }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / 240;
    return at(east + radius * Math.cos(angle), north + radius * Math.sin(angle));
  });
  return [...positions, positions[0]!];
}

/** A rectangle two thousandths of a degree high, its sides in steps. */
function block(west: number, east: number, wave = 0): Position[] {
  const steps = Array.from({ length: 41 }, (_, i) => i / 40);
  const side = (i: number): number => wave * Math.sin(i / 2);
  const up = steps.map((share, i) => at(east + side(i), 2e-3 * share));
  const down = steps.map((share) => at(west, 2e-3 * share)).reverse();
  return [...up, ...down, up[0]!];
}

const polygon = (...rings: Position[][]): AreaGeometry => ({ type: 'Polygon', coordinates: rings });

const SMALL_COVERAGE: (CommunityInput & { geometry: AreaGeometry })[] = [
  // Two that overlap, in a ring that leaves a gap around them.
  polygon(disc(0, 0, 1.1e-3)),
  polygon(disc(1.7e-3, 2e-4, 1.3e-3)),
  polygon(disc(1e-3, 0, 5.1e-3), disc(1e-3, 0, 4.3e-3).reverse()),
  // Three in a row: the first two 3 cm apart, the third with a straight side along a crooked one.
  polygon(block(0.01, 0.012)),
  polygon(block(0.0120003, 0.014, 2e-6)),
  polygon([at(0.014, 0), at(0.016, 0), at(0.016, 2e-3), at(0.014, 2e-3), at(0.014, 0)]),
  // One along the ends of all three.
  polygon([at(0.01, 2e-3), at(0.016, 2e-3), at(0.016, 3e-3), at(0.01, 3e-3), at(0.01, 2e-3)]),
  // One in two parts, and one inside its hole.
  {
    type: 'MultiPolygon',
    coordinates: [[disc(0.025, 0, 2e-3), disc(0.025, 0, 1e-3).reverse()], [disc(0.03, 0, 2e-3)]],
  } satisfies AreaGeometry,
  polygon(disc(0.025, 0, 1e-3)),
].map((geometry, i) => ({ id: `${i}`, name: `${i}`, geometry }));

const THREAD: Position[] = [
  [120, 30],
  [120.001, 30.0000001],
  [120.0005, 30.0000013],
  [120, 30],
];
