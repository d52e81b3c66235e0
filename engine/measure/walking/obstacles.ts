import { orient2d } from 'robust-predicates';
import type { Position } from '../../coverage/types.ts';
import { geodesicDistance } from '../../geometry/geodesic.ts';
import { SegmentIndex } from '../../geometry/segment-index.ts';

/** Lines that nobody walks across. */
export class Obstacles {
  private readonly ends: Float64Array;
  private readonly index: SegmentIndex;

  /** @param ends longitude and latitude of both ends, four numbers a segment */
  constructor(ends: Float64Array) {
    this.ends = ends;
    this.index = new SegmentIndex(ends);
  }

  /**
   * Does the straight line from p to q cross an obstacle? One that it meets within some metres of p or of q does
   * not count: a place on a river's line is on both banks. Running along an obstacle is no crossing.
   */
  bar(p: Position, q: Position, metresAtP: number, metresAtQ: number): boolean {
    const [px, py] = p as [number, number];
    const [qx, qy] = q as [number, number];
    const { ends } = this;
    let isBarred = false;
    let length = -1;
    this.index.forEachMeeting(
      Math.min(px, qx),
      Math.min(py, qy),
      Math.max(px, qx),
      Math.max(py, qy),
      (s) => {
        if (isBarred) return;
        const at = 4 * s;
        const [ax, ay, bx, by] = [ends[at]!, ends[at + 1]!, ends[at + 2]!, ends[at + 3]!];
        const ofP = orient2d(ax, ay, bx, by, px, py);
        const ofQ = orient2d(ax, ay, bx, by, qx, qy);
        if (ofP === ofQ || ofP * ofQ > 0) return;
        if (orient2d(px, py, qx, qy, ax, ay) * orient2d(px, py, qx, qy, bx, by) > 0) return;
        if (length < 0) length = geodesicDistance(p, q);
        const along = (ofP / (ofP - ofQ)) * length;
        isBarred = along > metresAtP && length - along > metresAtQ;
      },
    );
    return isBarred;
  }
}
