import type { CommunityInput } from '#engine/coverage/types.ts';

/** Ground at the rim that passes from one community to the next: the border between them ends elsewhere on the outline. */
export interface RimTransfer {
  operation: 'transfer-area';
  parameters: { area: object; from: string[]; to: string };
}

/**
 * Squares around places of the outline where the border of two communities ends, spread evenly: what the one has in it goes to the
 * other. Each reaches a third of the way to the next vertex, so that the border ends between two vertices of the outline.
 */
export function rimTransfers(
  communities: readonly CommunityInput[],
  outline: readonly (readonly number[])[],
  count: number,
): RimTransfer[] {
  const owners = new Map<string, string[]>();
  for (const { id, geometry } of communities) {
    for (const key of new Set(placesOf(geometry))) {
      owners.set(key, [...(owners.get(key) ?? []), id]);
    }
  }
  const ends = outline.flatMap((place, index) => {
    const [from, to] = owners.get(`${place[0]},${place[1]}`) ?? [];
    if (from === undefined || to === undefined) return [];
    return [{ place, next: outline[(index + 1) % outline.length]!, from, to }];
  });
  if (ends.length < count) throw new Error(`only ${ends.length} borders end on the outline`);
  return Array.from({ length: count }, (_, index) => {
    const end = ends[Math.floor((index * ends.length) / count)]!;
    const [x, y] = end.place as [number, number];
    const half = Math.max(Math.abs(end.next[0]! - x), Math.abs(end.next[1]! - y)) / 3;
    const area = {
      type: 'Polygon',
      coordinates: [
        [
          [x - half, y - half],
          [x + half, y - half],
          [x + half, y + half],
          [x - half, y + half],
          [x - half, y - half],
        ],
      ],
    };
    return { operation: 'transfer-area', parameters: { area, from: [end.from], to: end.to } };
  });
}

function placesOf(geometry: CommunityInput['geometry']): string[] {
  if (geometry === null) return [];
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
  return rings.flatMap((ring) => ring.map(([x, y]) => `${x},${y}`));
}
