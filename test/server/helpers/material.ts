import type { Position } from '#engine/coverage/types.ts';
import { at, box } from '../../helpers/squares.ts';
import { collection, feature, squareTown, type TestFeature } from './town.ts';

/** A line through places in metres east and north. */
export const line = (
  properties: Record<string, unknown>,
  ...places: readonly (readonly [number, number])[]
): TestFeature => ({
  type: 'Feature',
  geometry: {
    type: 'LineString',
    coordinates: places.map(([east, north]): Position => at(east, north)),
  },
  properties,
});

export const point = (
  properties: Record<string, unknown>,
  east: number,
  north: number,
): TestFeature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: at(east, north) },
  properties,
});

/**
 * A town of 2 × 2 communities of 1 km with roads between them, and one that halves A1; an estate and a
 * service centre in A1.
 */
export function roadTown(code: string) {
  const square = squareTown(code);
  const large = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value), (key, member) => {
      if (key !== 'coordinates') return member;
      return stretch(member);
    });
  return {
    jurisdiction: large(square.jurisdiction),
    communities: large(square.communities),
    barriers: collection(
      line(
        { id: 'east', class: 'arterial', name: '人民路', nameEn: 'Renmin Road' },
        [1000, -50],
        [1000, 2050],
      ),
      line({ id: 'north', class: 'river', name: '清河' }, [-50, 1000], [2050, 1000]),
      line({ id: 'half', class: 'collector', name: '学院路' }, [500, -50], [500, 1010]),
    ),
    estates: collection(
      feature({ id: 'e1', name: '金苑', households: 900, dwellings: 1000 }, [
        box(50, 50, 450, 450),
      ]),
    ),
    facilities: collection(
      point(
        {
          id: 'f1',
          name: '服务中心',
          kind: 'service-centre',
          spaceSquareMetres: 900,
          community: 'A1',
        },
        100,
        100,
      ),
    ),
  };
}

/** Ten times as far from the corner of the town. */
function stretch(coordinates: unknown): unknown {
  const [west, south] = at(0, 0) as [number, number];
  const far = (value: number, from: number) => from + 10 * (value - from);
  return JSON.parse(JSON.stringify(coordinates), (_, member) =>
    Array.isArray(member) && typeof member[0] === 'number'
      ? [far(member[0], west), far(member[1], south)]
      : member,
  );
}
