import { localFrame } from '../../geometry/geodesic.ts';
import { inscribedCircle } from '../../geometry/inscribed-circle.ts';
import { recordShapes } from '../../geometry/kept-shapes.ts';
import { type PackedAreas, packAreas } from '../../geometry/packed-areas.ts';
import type { AuditSettings } from '../context.ts';
import type { CoverageFacts } from '../coverage-facts.ts';
import type { AreaGeometry, Position } from '../types.ts';
import { QuickValidity } from './looks-valid.ts';

/** What is held on to, and how often that was made anew. */
const kept: { shapes: readonly object[]; times: number } = { shapes: [], times: 0 };
/** The shapes settle in the first audits only, as V8 learns what their fields hold. */
const MOST_TIMES = 8;

/** With fewer, little has been compiled, and making sure of it would cost more than the audit. */
const MANY_POSITIONS = 50_000;

/**
 * Sees to it that the code compiled for an audit outlives it; see `kept-shapes.ts`. Comes after
 * each of the first large audits, while all it was compiled for is still alive and the code is fast. Two discs
 * that overlap, in a ring that leaves a gap around them, bring up nearly all that an audit is made of.
 */
export function keepCompiled(
  audited: PackedAreas,
  examine: (packed: PackedAreas, settings: AuditSettings) => { facts: CoverageFacts },
): void {
  if (kept.times === MOST_TIMES || audited.coordinates.length < 2 * MANY_POSITIONS) return;
  kept.times++;
  kept.shapes = recordShapes(() => {
    const packed = packAreas(SMALL_COVERAGE);
    const validity = new QuickValidity(packed);
    for (let area = 0; area < packed.count; area++) validity.looksValid(area);
    const examined = examine(packed, USUAL);
    const { overlaps, gaps } = examined.facts;
    return {
      packed,
      frame: localFrame(120, 30),
      validity,
      examined,
      thread: inscribedCircle([THREAD]),
      compact: [overlaps, gaps].map(circlesOf),
    };
  });
}

/** Whatever was asked of the audit before: this one is known to succeed. */
const USUAL: AuditSettings = { toleranceMetres: 0.1, minAreaSquareMetres: 1, sliverWidthMetres: 5 };

const circlesOf = (list: CoverageFacts['overlaps'] | CoverageFacts['gaps']): object[] =>
  list.flatMap((item) => ('regions' in item ? item.regions : [item.region])).map((r) => r.circle);

function disc(east: number, north: number, radius: number): Position[] {
  const positions = Array.from({ length: 240 }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / 240;
    return [120 + east + radius * Math.cos(angle), 30 + north + radius * Math.sin(angle)];
  });
  return [...positions, positions[0]!];
}

const SMALL_COVERAGE: AreaGeometry[] = [
  { type: 'Polygon', coordinates: [disc(0, 0, 1.1e-3)] },
  { type: 'Polygon', coordinates: [disc(1.7e-3, 2e-4, 1.3e-3)] },
  { type: 'Polygon', coordinates: [disc(1e-3, 0, 5.1e-3), disc(1e-3, 0, 4.3e-3).reverse()] },
];

const THREAD: Position[] = [
  [120, 30],
  [120.001, 30.0000001],
  [120.0005, 30.0000013],
  [120, 30],
];
