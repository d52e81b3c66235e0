import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { packAreas, packLike } from '#engine/geometry/packed-areas.ts';

const position = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }));
const rings = fc.array(
  fc.array(position, { maxLength: 9 }).map((ring): Position[] => ring),
  { maxLength: 3 },
);
const geometries: fc.Arbitrary<AreaGeometry> = fc.oneof(
  rings.map((coordinates): AreaGeometry => ({ type: 'Polygon', coordinates })),
  fc
    .array(rings, { maxLength: 3 })
    .map((coordinates): AreaGeometry => ({ type: 'MultiPolygon', coordinates })),
);

it('an area packed like another one is packed as it would be alone', () => {
  const edit = fc.tuple(
    fc.nat({ max: 9 }),
    fc.nat({ max: 3 }),
    fc.array(position, { maxLength: 3 }),
  );
  fc.assert(
    fc.property(geometries, fc.infiniteStream(edit), (model, edits) => {
      const change = (ring: Position[]): Position[] => {
        const [at, gone, come] = edits.next().value;
        return ring.toSpliced(at, gone, ...come);
      };
      const made: AreaGeometry =
        model.type === 'Polygon'
          ? { type: 'Polygon', coordinates: model.coordinates.map(change) }
          : { type: 'MultiPolygon', coordinates: model.coordinates.map((p) => p.map(change)) };
      expect(packLike(made, model, packAreas([model]))).toEqual(packAreas([made]));
    }),
  );
});

it('an area of other rings is packed as it would be alone', () => {
  fc.assert(
    fc.property(geometries, geometries, (made, model) => {
      expect(packLike(made, model, packAreas([model]))).toEqual(packAreas([made]));
    }),
  );
});
