import fc from 'fast-check';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';

/**
 * Areas of every kind that validity has to tell apart, about half of them invalid. Coordinates are
 * degrees near (0, 0); most lie on a small integer grid, so that rings touch, overlap and repeat often.
 */

type Ring = Position[];

const close = (ring: Ring): Ring => [...ring, [...ring[0]!]];

const gridPoint = (size: number): fc.Arbitrary<Position> =>
  fc.tuple(fc.integer({ min: 0, max: size }), fc.integer({ min: 0, max: size }));

/** Vertices in any order on a grid: mostly tangled, sometimes simple. */
const scribble = (size: number, maxLength: number): fc.Arbitrary<Ring> =>
  fc.array(gridPoint(size), { minLength: 3, maxLength }).map(close);

const starOf = (radius: fc.Arbitrary<number>, centre: Position): fc.Arbitrary<Ring> =>
  fc.array(radius, { minLength: 5, maxLength: 24 }).map((radii) =>
    close(
      radii.map((r, i) => {
        const angle = (2 * Math.PI * i) / radii.length;
        return [centre[0]! + r * Math.cos(angle), centre[1]! + r * Math.sin(angle)];
      }),
    ),
  );

/** Star-shaped around its centre, hence simple, in full double precision. */
const star = starOf(fc.double({ min: 2, max: 9, noNaN: true }), [0, 0]);

/** A star rounded to whole degrees: sides fall together and rings touch themselves. */
const snappedStar = star.map((ring) => ring.map(([x, y]) => [Math.round(x!), Math.round(y!)]));

/** Two vertices of a star exchanged. */
const bowTie = fc.tuple(star, fc.nat(), fc.nat()).map(([ring, i, j]) => {
  const open = ring.slice(0, -1);
  const [a, b] = [i % open.length, j % open.length];
  [open[a], open[b]] = [open[b]!, open[a]!];
  return close(open);
});

/** A star that runs out from one vertex and comes back, wholly or in part. */
const spiked = fc.tuple(star, fc.nat(), fc.constantFrom(0, 0.25, 0.5)).map(([ring, i, back]) => {
  const open = ring.slice(0, -1);
  const at = i % open.length;
  const [x, y] = open[at]!;
  const returned = back === 0 ? [] : [[x! * (1 + back), y! * (1 + back)]];
  open.splice(at + 1, 0, [x! * 2, y! * 2], ...returned, ...(back === 0 ? [[x!, y!]] : []));
  return close(open);
});

const rectangle = (size: number): fc.Arbitrary<Ring> =>
  fc
    .tuple(gridPoint(size), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
    .map(([[x, y], w, h]) =>
      close([
        [x!, y!],
        [x! + w, y!],
        [x! + w, y! + h],
        [x!, y! + h],
      ]),
    );

const diamond = (size: number): fc.Arbitrary<Ring> =>
  fc.tuple(gridPoint(size), fc.integer({ min: 1, max: 3 })).map(([[x, y], r]) =>
    close([
      [x! - r, y!],
      [x!, y! - r],
      [x! + r, y!],
      [x!, y! + r],
    ]),
  );

const smallRing = (size: number): fc.Arbitrary<Ring> =>
  fc.oneof(rectangle(size), diamond(size), scribble(size, 4));

const square = (size: number): Ring =>
  close([
    [0, 0],
    [size, 0],
    [size, size],
    [0, size],
  ]);

const polygon = (rings: Ring[]): AreaGeometry => ({ type: 'Polygon', coordinates: rings });

/** A square with holes that touch, cross, nest and stick out. */
const holed = fc
  .tuple(
    fc.constantFrom(8, 12),
    fc.array(fc.oneof(diamond(12), smallRing(8)), { minLength: 1, maxLength: 4 }),
  )
  .map(([size, holes]) => polygon([square(size), ...holes]));

/** Diamonds of one size on a lattice: they touch in points only, and some of them close a ring. */
const latticeOfHoles = fc
  .subarray(
    Array.from({ length: 16 }, (_, i) => [1 + 2 * (i % 4), 1 + 2 * Math.floor(i / 4)] as const),
    { minLength: 1, maxLength: 12 },
  )
  .chain((centres) =>
    fc.constantFrom(8, 9).map((size) =>
      polygon([
        square(size),
        ...centres.map(([x, y]) =>
          close([
            [x - 1, y],
            [x, y - 1],
            [x + 1, y],
            [x, y + 1],
          ]),
        ),
      ]),
    ),
  );

/** A shell and one hole whose vertices all lie on it or near it. */
const inscribedHole = fc
  .array(
    fc.constantFrom<Position>([0, 4], [4, 0], [8, 4], [4, 8], [4, 4], [2, 2], [6, 2], [0, 0]),
    { minLength: 3, maxLength: 5 },
  )
  .map((hole) => polygon([square(8), close(hole)]));

/** Holes round one centre and beside it: in one another, touching, or apart. */
const nestedHoles = fc
  .array(fc.tuple(fc.constantFrom(8, 9, 12, 15), fc.integer({ min: 1, max: 7 }), fc.boolean()), {
    minLength: 2,
    maxLength: 4,
  })
  .map((list) =>
    polygon([
      square(24),
      ...list.map(([centre, r, isDiamond]) =>
        isDiamond ? diamondAround(centre, r) : squareAround(centre, r),
      ),
    ]),
  );

function squareAround(centre: number, r: number): Ring {
  return square(2 * r).map(([x, y]) => [x! + centre - r, y! + centre - r]);
}

const parts = fc
  .array(fc.oneof(rectangle(10), diamond(10), scribble(6, 3)), { minLength: 2, maxLength: 5 })
  .map((rings): AreaGeometry => ({ type: 'MultiPolygon', coordinates: rings.map((r) => [r]) }));

/** Frames with islands in them. */
const partsWithHoles = fc
  .array(fc.tuple(rectangle(8), fc.array(smallRing(8), { maxLength: 2 })), {
    minLength: 1,
    maxLength: 3,
  })
  .map(
    (list): AreaGeometry => ({
      type: 'MultiPolygon',
      coordinates: [[square(12), diamondAround(6, 4)], ...list.map(([shell, h]) => [shell, ...h])],
    }),
  );

function diamondAround(centre: number, r: number): Ring {
  return close([
    [centre - r, centre],
    [centre, centre - r],
    [centre + r, centre],
    [centre, centre + r],
  ]);
}

/** Changes that must not change the answer: repeated vertices, reversed rings, Z. */
const dressed = (area: fc.Arbitrary<AreaGeometry>): fc.Arbitrary<AreaGeometry> =>
  fc.tuple(area, fc.boolean(), fc.boolean(), fc.boolean()).map(([geometry, twice, back, z]) => {
    const change = (ring: Ring): Ring => {
      let changed = twice ? ring.flatMap((p, i) => (i % 3 === 0 ? [p, [...p]] : [p])) : ring;
      if (back) changed = [...changed].reverse();
      return z ? changed.map(([x, y], i) => [x!, y!, i]) : changed;
    };
    return mapRings(geometry, change);
  });

/** The same area with each ring replaced. */
export function mapRings(geometry: AreaGeometry, change: (ring: Ring) => Ring): AreaGeometry {
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(change) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((p) => p.map(change)) };
}

/** Moves and scales an area off the integer grid, by factors that are not powers of two. */
const displaced = (area: fc.Arbitrary<AreaGeometry>): fc.Arbitrary<AreaGeometry> =>
  fc
    .tuple(area, fc.double({ min: 0.0007, max: 0.9, noNaN: true }))
    .map(([geometry, factor]) =>
      mapRings(geometry, (ring) =>
        ring.map(([x, y, ...z]) => [30 + x! * factor, 20 + y! * factor, ...z]),
      ),
    );

const families: Record<string, fc.Arbitrary<AreaGeometry>> = {
  star: star.map((ring) => polygon([ring])),
  snappedStar: snappedStar.map((ring) => polygon([ring])),
  bowTie: bowTie.map((ring) => polygon([ring])),
  spiked: spiked.map((ring) => polygon([ring])),
  scribble: scribble(5, 9).map((ring) => polygon([ring])),
  triangle: scribble(3, 4).map((ring) => polygon([ring])),
  holed,
  latticeOfHoles,
  inscribedHole,
  nestedHoles,
  parts,
  partsWithHoles,
};

/** Every family of areas by name, as it is and displaced, plain and dressed. */
export const arbitraryAreas: Record<string, fc.Arbitrary<AreaGeometry>> = Object.fromEntries(
  Object.entries(families).flatMap(([name, area]) => [
    [name, dressed(area)],
    [`${name}, displaced`, dressed(displaced(area))],
  ]),
);
