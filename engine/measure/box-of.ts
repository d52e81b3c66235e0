import type { AreaGeometry } from '../coverage/types.ts';
import { partsOf } from './parts-of.ts';

/** West, south, east, north in degrees. */
export type Box = [number, number, number, number];

/** The box of an area, of its outer rings. */
export function boxOf(geometry: AreaGeometry): Box {
  const box: Box = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const [shell] of partsOf(geometry)) {
    for (const [lon, lat] of shell ?? []) {
      box[0] = Math.min(box[0], lon!);
      box[1] = Math.min(box[1], lat!);
      box[2] = Math.max(box[2], lon!);
      box[3] = Math.max(box[3], lat!);
    }
  }
  return box;
}
