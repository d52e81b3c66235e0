import { isNamed } from '../barriers/barrier-index.ts';
import { referenceTo } from '../barriers/match-border.ts';
import type { Barrier, BarrierReference } from '../barriers/types.ts';
import type { Position } from '../coverage/types.ts';
import { localFrame } from '../geometry/geodesic.ts';
import { featureKey } from './border-words.ts';
import { boxOf, type Point, toPoint } from './flat-ring.ts';
import { distanceToSegment } from './simplify-line.ts';

interface Line {
  barrier: Barrier;
  positions: readonly Position[];
  west: number;
  south: number;
  east: number;
  north: number;
}

/** The named barriers, to say which of them passes a place. */
export class NamedLines {
  private readonly lines: Line[];

  constructor(barriers: readonly Barrier[]) {
    this.lines = barriers.filter(isNamed).flatMap((barrier) => {
      const { geometry } = barrier;
      const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
      return lines.map((positions) => ({ barrier, positions, ...boxOf(positions) }));
    });
  }

  /**
   * The named barrier nearest to a place, within a reach, other than some; of equally near ones the
   * smallest id. Null where there is none.
   */
  nearest(
    place: Position,
    reachMetres: number,
    except: readonly BarrierReference[],
  ): BarrierReference | null {
    const frame = localFrame(place[0]!, place[1]!);
    const [padX, padY] = [
      reachMetres / frame.metresPerDegreeLon,
      reachMetres / frame.metresPerDegreeLat,
    ];
    const known = new Set(except.map((barrier) => featureKey({ kind: 'barrier', barrier })));
    let best: { barrier: Barrier; distance: number } | null = null;
    for (const { barrier, positions, west, south, east, north } of this.lines) {
      if (west - padX > place[0]! || east + padX < place[0]!) continue;
      if (south - padY > place[1]! || north + padY < place[1]!) continue;
      if (known.has(featureKey({ kind: 'barrier', barrier }))) continue;
      const distance = distanceToLine(positions.map((position) => toPoint(frame, position)));
      if (distance > reachMetres) continue;
      const isBetter =
        best === null ||
        distance < best.distance ||
        (distance === best.distance && barrier.id < best.barrier.id);
      if (isBetter) best = { barrier, distance };
    }
    return best === null ? null : referenceTo(best.barrier);
  }
}

const ORIGIN: Point = [0, 0];

function distanceToLine(points: readonly Point[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) {
    least = Math.min(least, distanceToSegment(ORIGIN, points[i - 1]!, points[i]!));
  }
  return least;
}
