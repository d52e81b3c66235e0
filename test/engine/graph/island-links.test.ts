import { expect, test } from 'vitest';
import { geodesicDistance } from '#engine/geometry/geodesic.ts';
import { findIslandLinks } from '#engine/graph/island-links.ts';
import { at, polygon, ring } from '../../helpers/squares.ts';

/** A round island of many short sides. */
const island = (east: number, sides: number) =>
  ring(
    ...Array.from({ length: sides }, (_, i): [number, number] => {
      const angle = (2 * Math.PI * i) / sides;
      return [east + 1000 * Math.cos(angle), 1000 * Math.sin(angle)];
    }),
  );

test('shores of thousands of segments face one another across wide water', () => {
  const shores = [island(0, 20_000), island(3000, 20_000), island(8000, 20_000)];
  const links = findIslandLinks(
    shores.map((shore) => polygon(shore)),
    { component: Int32Array.of(0, 1, 2), components: 3 },
    shores.map((line, unit) => ({ unit, line })),
  );
  expect(links.map(({ units }) => units)).toEqual([
    [1, 0],
    [2, 1],
  ]);
  const [near, far] = links.map(({ distanceMetres }) => distanceMetres);
  expect(near).toBeCloseTo(geodesicDistance(at(1000, 0), at(2000, 0)), 3);
  expect(far).toBeCloseTo(geodesicDistance(at(4000, 0), at(7000, 0)), 3);
});

test('of islands equally near, the first', () => {
  const squares = [0, 300, 600].map((x) => ring([x, 0], [x + 100, 0], [x + 100, 100], [x, 100]));
  const [first] = findIslandLinks(
    squares.map((square) => polygon(square)),
    { component: Int32Array.of(1, 0, 2), components: 3 },
    [],
  );
  // The first component is the largest; its neighbours are asked for theirs.
  expect(first!.units).toEqual([0, 1]);
});
