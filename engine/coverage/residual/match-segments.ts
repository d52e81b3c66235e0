import type { PackedAreas } from '../../geometry/packed-areas.ts';

/**
 * Stage 1 of the fast audit: segments that two communities share exactly.
 *
 * Every ring is walked with its interior on the left (shells counter-clockwise, holes clockwise,
 * whatever way they are written). A segment whose reverse belongs to another ring is *matched*:
 * there the border is settled. All others are the *residual*: the rim of the coverage, and its
 * dirt. Where three or more segments lie on one place, or two on the same side, none is matched.
 *
 * Requires valid, closed rings of finite coordinates.
 */
export interface SegmentMatch {
  /** For the segment that starts at position k: the start of its partner, or {@link RESIDUAL}, or {@link NONE}. */
  mate: Int32Array;
  /** Number of residual segments. */
  residual: number;
  /** Ring of the interior-left direction: 1 as written, −1 against it. */
  direction: Int8Array;
  /** Polygon of each ring, area of each polygon. */
  ringPolygon: Int32Array;
  polygonArea: Int32Array;
}

export const RESIDUAL = -1;
/** Marks a kept segment whose place more than two rings claim. */
const CROWDED = 0;
/** No segment starts here: the closing position of a ring, or a repeated one. */
export const NONE = -2;

/** Matches the segments of all rings, in time linear in their number. */
export function matchSegments(
  packed: PackedAreas,
  isUsed: (area: number) => boolean,
): SegmentMatch {
  const { coordinates, ringStart, polygonRing, areaPolygon } = packed;
  const rings = ringStart.length - 1;
  const { ringPolygon, polygonArea } = indexOwners(packed);
  const direction = new Int8Array(rings);
  for (let polygon = 0; polygon < polygonRing.length - 1; polygon++) {
    for (let r = polygonRing[polygon]!; r < polygonRing[polygon + 1]!; r++) {
      const isShell = r === polygonRing[polygon];
      const isCounterClockwise = signedArea(coordinates, ringStart[r]!, ringStart[r + 1]!) > 0;
      direction[r] = isCounterClockwise === isShell ? 1 : -1;
    }
  }

  const count = coordinates.length / 2;
  const hashes = hashPositions(coordinates);
  const mate = new Int32Array(count).fill(NONE);
  let capacity = 1024;
  while (capacity < count) capacity *= 2;
  const table = new Int32Array(capacity).fill(-1);
  const mask = capacity - 1;
  // The direction of the segment kept in a slot is needed for most look-ups, so it rides along.
  const directionAt = new Int8Array(count);
  let residual = 0;

  for (let area = 0; area < packed.count; area++) {
    if (!isUsed(area)) continue;
    const firstRing = polygonRing[areaPolygon[area]!]!;
    const lastRing = polygonRing[areaPolygon[area + 1]!]!;
    for (let r = firstRing; r < lastRing; r++) {
      const way = direction[r]!;
      for (let k = ringStart[r]!, end = ringStart[r + 1]! - 1; k < end; k++) {
        const ax = coordinates[2 * k]!;
        const ay = coordinates[2 * k + 1]!;
        const bx = coordinates[2 * k + 2]!;
        const by = coordinates[2 * k + 3]!;
        if (ax === bx && ay === by) continue;
        directionAt[k] = way;
        mate[k] = RESIDUAL;
        residual++;
        const key = (hashes[k]! + hashes[k + 1]!) | 0;
        let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
        for (; ; slot = (slot + 1) & mask) {
          const s = table[slot]!;
          if (s < 0) {
            table[slot] = k;
            break;
          }
          if (((hashes[s]! + hashes[s + 1]!) | 0) !== key) continue;
          const cx = coordinates[2 * s]!;
          const cy = coordinates[2 * s + 1]!;
          const dx = coordinates[2 * s + 2]!;
          const dy = coordinates[2 * s + 3]!;
          const isReversed = ax === dx && ay === dy && bx === cx && by === cy;
          if (!isReversed && !(ax === cx && ay === cy && bx === dx && by === dy)) continue;
          const partner = mate[s]!;
          if (partner >= 0) {
            // A third copy: none of them is settled.
            mate[s] = RESIDUAL;
            mate[partner] = RESIDUAL;
            residual += 2;
            directionAt[s] = CROWDED;
          } else if (directionAt[s] !== CROWDED) {
            // Opposite sides: the reverse in the same direction, or a repeat in the other.
            if (isReversed === (directionAt[s] === way)) {
              mate[s] = k;
              mate[k] = s;
              residual -= 2;
            } else directionAt[s] = CROWDED;
          }
          break;
        }
      }
    }
  }
  return { mate, residual, direction, ringPolygon, polygonArea };
}

function indexOwners({ ringStart, polygonRing, areaPolygon, count }: PackedAreas) {
  const ringPolygon = new Int32Array(ringStart.length - 1);
  for (let polygon = 0; polygon < polygonRing.length - 1; polygon++) {
    ringPolygon.fill(polygon, polygonRing[polygon], polygonRing[polygon + 1]);
  }
  const polygonArea = new Int32Array(polygonRing.length - 1);
  for (let area = 0; area < count; area++) {
    polygonArea.fill(area, areaPolygon[area], areaPolygon[area + 1]);
  }
  return { ringPolygon, polygonArea };
}

/** Shoelace around the ring's first position: its sign is that of the ring's orientation. */
export function signedArea(coordinates: Float64Array, start: number, end: number): number {
  const x0 = coordinates[2 * start]!;
  const y0 = coordinates[2 * start + 1]!;
  let sum = 0;
  let ax = 0;
  let ay = 0;
  for (let k = start + 1; k < end; k++) {
    const bx = coordinates[2 * k]! - x0;
    const by = coordinates[2 * k + 1]! - y0;
    sum += ax * by - bx * ay;
    ax = bx;
    ay = by;
  }
  return sum / 2;
}

/** A hash of the bits of each position. */
function hashPositions(coordinates: Float64Array): Int32Array {
  const bits = new Int32Array(coordinates.buffer, coordinates.byteOffset, coordinates.length * 2);
  const hashes = new Int32Array(coordinates.length / 2);
  for (let k = 0, i = 0; k < hashes.length; k++, i += 4) {
    let h = Math.imul(bits[i]! ^ Math.imul(bits[i + 1]!, 0x85ebca6b), 0x9e3779b1);
    h = Math.imul((h ^ (h >>> 15)) + bits[i + 2]!, 0xc2b2ae35);
    h = Math.imul((h ^ (h >>> 13)) + bits[i + 3]!, 0x27d4eb2f);
    hashes[k] = h ^ (h >>> 16);
  }
  return hashes;
}
