import type { AreaGeometry, Position } from '../../../coverage/types.ts';
import { ringsOf } from '../unite-units.ts';

/** Does a place lie in an area, by the even–odd rule? On its border either way. */
export function isIn([x, y]: Position, area: AreaGeometry): boolean {
  let inside = false;
  for (const ring of ringsOf(area)) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1] as [number, number];
      const [bx, by] = ring[i] as [number, number];
      if (ay > y! !== by > y! && x! < ax + ((y! - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    }
  }
  return inside;
}
