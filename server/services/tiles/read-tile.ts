import type { Knex } from 'knex';
import type { CollectionId } from '#contract/collections.ts';
import { DomainError } from '#contract/domain-error.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import { MAX_TILE_FEATURES, MAX_ZOOM } from '#contract/tiles.ts';
import type { ItemFilter } from '../../repositories/feature-repository.ts';
import { revisionOf } from '../../repositories/revision-repository.ts';
import { readTileRows } from '../../repositories/tile-repository.ts';
import { encodeTile } from './encode-tile.ts';
import { EXTENT, frameOf, type TileAddress } from './tile-frame.ts';

export interface Tile {
  /** A Mapbox Vector Tile of one layer, which has the name of the collection; none when nothing is to be seen. */
  bytes: Uint8Array;
  features: number;
  /** Some that are large enough to be seen were left out, there being too many. */
  isPartial: boolean;
}

/** Tiles are drawn 512 pixels wide, as MapLibre does. */
const PIXEL = EXTENT / 512;

/**
 * Units of the grid that simplifying may move a border by. Neighbours are simplified apart from one another, so theirs
 * may gape, or overlap, by twice that: an eighth of a pixel.
 */
const TOLERANCE = 0.5;

/** Deepest zoom at which a feature may be too small: the boxes that tell are kept to about a metre. */
const MAX_SAMPLED_ZOOM = 14;

/**
 * Makes a tile of a collection. What is smaller than a pixel both ways is left out, the rest simplified to a sixteenth
 * of a pixel; see MAX_TILE_FEATURES for the bound.
 */
export async function readTile(
  knex: Knex,
  collection: CollectionId,
  filter: ItemFilter,
  address: TileAddress,
): Promise<Tile> {
  const frame = frameOf(address);
  const rows = await readTileRows(knex, collection, filter, {
    ...frame,
    smallest: address.z <= MAX_SAMPLED_ZOOM ? PIXEL : 0,
    tolerance: TOLERANCE,
    limit: MAX_TILE_FEATURES,
  });
  const isPartial = rows.length > MAX_TILE_FEATURES;
  return { ...encodeTile(collection, rows.slice(0, MAX_TILE_FEATURES), frame), isPartial };
}

/**
 * Reads the place of a tile from the parts of its address.
 * @throws DomainError `invalid-parameter` naming what is out of range, without repeating it
 */
export function readTileAddress(raw: Readonly<Record<'z' | 'x' | 'y', unknown>>): TileAddress {
  const z = wholeNumber(raw.z, MAX_ZOOM);
  const most = 2 ** (z ?? MAX_ZOOM) - 1;
  const x = wholeNumber(raw.x, most);
  const y = wholeNumber(raw.y, most);
  if (z !== null && x !== null && y !== null) return { z, x, y };
  const problems: InputProblem[] = [];
  if (z === null) problems.push(fault('z', String(MAX_ZOOM)));
  if (x === null) problems.push(fault('x', '2^z − 1'));
  if (y === null) problems.push(fault('y', '2^z − 1'));
  throw new DomainError(
    'invalid-parameter',
    { zh: '没有这个瓦片，见 errors。', en: 'There is no such tile; see errors.' },
    problems,
  );
}

function wholeNumber(part: unknown, most: number): number | null {
  const text = String(part);
  return /^(0|[1-9]\d{0,9})$/.test(text) && Number(text) <= most ? Number(text) : null;
}

const fault = (pointer: string, most: string): InputProblem => ({
  code: 'invalid-parameter',
  pointer,
  message: { zh: `须为 0 到 ${most} 的整数`, en: `must be a whole number from 0 to ${most}` },
});

/** Of the encoding: a tile of another one is another tile. */
const ENCODING = 1;

/**
 * Names the state of what a filter leaves of a collection: two tiles of one address and one revision are alike. Read it
 * before the tile, or a write in between would be missed.
 */
export async function readTileRevision(
  knex: Knex,
  collection: CollectionId,
  { jurisdiction, days }: ItemFilter,
): Promise<string> {
  const revision = await revisionOf(knex, collection, jurisdiction);
  // Of a history the day decides, too, which is today's unless it is asked for.
  const moment = days === undefined ? '' : `-${days.from ?? ''}.${days.to ?? ''}`;
  return `${ENCODING}.${revision}${moment}`;
}
