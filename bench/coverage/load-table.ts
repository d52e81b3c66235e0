import { readFileSync } from 'node:fs';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';

/** What PGlite and pg have in common. */
export interface Queryable {
  query(sql: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

const BATCH_CHARACTERS = 8 << 20;

/**
 * Loads a GeoJSON file into `communities(place, id, geom)`, indexed and analysed. Geometries are
 * stored uncompressed, which is the quickest to read.
 */
export async function loadTable(database: Queryable, file: string): Promise<void> {
  await database.query(
    'create table communities (place int primary key, id text not null, geom geometry(Geometry, 4326) not null)',
  );
  await database.query('alter table communities alter column geom set storage external');
  const { features } = JSON.parse(readFileSync(file, 'utf8')) as {
    features: { id?: string | number; geometry: AreaGeometry | null }[];
  };
  let batch: { places: number[]; ids: string[]; shapes: string[] } = empty();
  let characters = 0;
  const flush = async () => {
    await database.query(
      'insert into communities select p, i, g::geometry from unnest($1::int[], $2::text[], $3::text[]) as rows (p, i, g)',
      [batch.places, batch.ids, batch.shapes],
    );
    batch = empty();
    characters = 0;
  };
  for (const [place, { id, geometry }] of features.entries()) {
    if (geometry === null) continue;
    const shape = toHexEwkb(geometry);
    batch.places.push(place);
    batch.ids.push(String(id ?? place));
    batch.shapes.push(shape);
    characters += shape.length;
    if (characters > BATCH_CHARACTERS) await flush();
  }
  await flush();
  await database.query('create index on communities using gist (geom)');
  await database.query('analyze communities');
}

const empty = () => ({ places: [] as number[], ids: [] as string[], shapes: [] as string[] });

const LITTLE_ENDIAN = 1;
const POLYGON = 3;
const MULTI_POLYGON = 6;
const WITH_SRID = 0x20000000;
const SRID = 4326;

/** Extended well-known binary of an area with SRID 4326, in hexadecimal digits. */
export function toHexEwkb(geometry: AreaGeometry): string {
  const isMulti = geometry.type === 'MultiPolygon';
  const polygons = isMulti ? geometry.coordinates : [geometry.coordinates];
  const ringBytes = (rings: Position[][]) =>
    rings.reduce((sum, ring) => sum + 4 + 16 * ring.length, 0);
  const size = polygons.reduce((sum, rings) => sum + 9 + ringBytes(rings), isMulti ? 13 : 4);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  const head = (type: number, withSrid: boolean) => {
    at = bytes.writeUInt8(LITTLE_ENDIAN, at);
    at = bytes.writeUInt32LE(withSrid ? (type | WITH_SRID) >>> 0 : type, at);
    if (withSrid) at = bytes.writeUInt32LE(SRID, at);
  };
  if (isMulti) {
    head(MULTI_POLYGON, true);
    at = bytes.writeUInt32LE(polygons.length, at);
  }
  for (const rings of polygons) {
    head(POLYGON, !isMulti);
    at = bytes.writeUInt32LE(rings.length, at);
    for (const ring of rings) {
      at = bytes.writeUInt32LE(ring.length, at);
      for (const [x = Number.NaN, y = Number.NaN] of ring) {
        at = bytes.writeDoubleLE(x, at);
        at = bytes.writeDoubleLE(y, at);
      }
    }
  }
  return bytes.toString('hex', 0, at);
}
