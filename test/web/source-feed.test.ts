import type { Feature } from 'geojson';
import { expect, it } from 'vitest';
import { piecesOf, SourceFeed } from '../../web/map/source-feed.ts';

const area = (id: string, vertices: number): Feature => ({
  type: 'Feature',
  properties: { id },
  geometry: {
    type: 'Polygon',
    coordinates: [Array.from({ length: vertices }, (_, i) => [i, i])],
  },
});
const idsOf = (features: readonly Feature[]): string[] =>
  features.map(({ properties }) => String(properties?.id));

/** A source of the map that takes one piece when it is let. */
function slowSource() {
  const taken: string[] = [];
  let let1: () => void = () => undefined;
  const wait = () =>
    new Promise<void>((resolve) => {
      let1 = resolve;
    });
  const source = {
    setData({ features }: { features: Feature[] }) {
      taken.push(`set ${idsOf(features)}`);
      return wait();
    },
    updateData({ add, remove }: { add: Feature[]; remove: string[] }) {
      taken.push(`add ${idsOf(add)} remove ${remove}`);
      return wait();
    },
  };
  return {
    source,
    feed: new SourceFeed(source as never, async () => undefined),
    taken,
    async next() {
      let1();
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}

it('gives what is small at once, and what is large in pieces, one after the other', async () => {
  const { feed, taken, next } = slowSource();
  feed.set({
    type: 'FeatureCollection',
    features: [area('a', 15_000), area('b', 15_000), area('c', 4)],
  });
  expect(taken).toEqual(['set a']);
  feed.update([area('a', 5)], ['c']);
  await next();
  await next();
  expect(taken).toEqual(['set a', 'add b,c remove ', 'add a remove c']);
});

it('tells when the last piece of a whole is there', async () => {
  const { feed, next } = slowSource();
  let isThere = false;
  feed.set({ type: 'FeatureCollection', features: [area('a', 15_000), area('b', 15_000)] }, () => {
    isThere = true;
  });
  await next();
  expect(isThere).toBe(false);
  await next();
  expect(isThere).toBe(true);
});

it('waits until the tiles of a piece are drawn before it gives the next', async () => {
  const { source, taken, next } = slowSource();
  let drawn: () => void = () => undefined;
  const feed = new SourceFeed(
    source as never,
    () =>
      new Promise((resolve) => {
        drawn = resolve;
      }),
  );
  feed.set({ type: 'FeatureCollection', features: [area('a', 4)] });
  feed.update([area('b', 4)], []);
  await next();
  expect(taken).toEqual(['set a']);
  drawn();
  await next();
  expect(taken).toEqual(['set a', 'add b remove ']);
});

it('drops what is left of a whole that another one takes the place of', async () => {
  const { feed, taken, next } = slowSource();
  feed.set({ type: 'FeatureCollection', features: [area('a', 15_000), area('b', 15_000)] });
  feed.set({ type: 'FeatureCollection', features: [] });
  await next();
  await next();
  expect(taken).toEqual(['set a', 'set ']);
});

it('takes away piece by piece what it takes away for much', async () => {
  const { feed, taken, next } = slowSource();
  feed.update([area('a', 15_000), area('b', 15_000)], ['c', 'd', 'e']);
  await next();
  await next();
  expect(taken).toEqual(['add a remove c,d', 'add b remove e']);
});

it('cuts no feature', () => {
  const pieces = piecesOf([area('a', 50_000), area('b', 10), area('c', 10)]);
  expect(pieces.map(idsOf)).toEqual([['a'], ['b', 'c']]);
});
