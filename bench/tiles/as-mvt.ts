import type { Knex } from 'knex';
import {
  BUFFER,
  EXTENT,
  frameOf,
  type TileAddress,
} from '../../server/services/tiles/tile-frame.ts';

/**
 * The same tile by PostGIS's own encoder: the features that ours would choose, by the same boxes, through
 * ST_AsMVTGeom and ST_AsMVT. Only a PostgreSQL server has them, and only one that was built with protobuf.
 */
export async function tileByAsMvt(
  knex: Knex,
  { z, x, y }: TileAddress,
  { smallest, limit }: { smallest: number; limit: number },
): Promise<Buffer> {
  const { west, south, east, north, scaleX, scaleY } = frameOf({ z, x, y });
  const { rows } = await knex.raw(
    `with chosen as (
       select t.id, j.code as jurisdiction, t.code, t.community_code as community, t.households,
         t.households_estimated as "householdsEstimated", t.geom
       from unit t join jurisdiction j using (jurisdiction_id)
       where t.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4326)
         and (ST_XMax(box2d(t.geom)) - ST_XMin(box2d(t.geom)) >= :width
           or ST_YMax(box2d(t.geom)) - ST_YMin(box2d(t.geom)) >= :height)
       order by greatest(ST_XMax(box2d(t.geom)) - ST_XMin(box2d(t.geom)),
         ST_YMax(box2d(t.geom)) - ST_YMin(box2d(t.geom))) desc
       limit :limit
     ), shaped as (
       select cast(id as text) as id, jurisdiction, code, community, households, "householdsEstimated",
         ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope(:z, :x, :y), :extent, :buffer, true) as geom
       from chosen
     )
     select ST_AsMVT(shaped, 'units', :extent, 'geom') as tile from shaped where geom is not null`,
    {
      ...{ west, south, east, north, z, x, y, limit },
      width: smallest / scaleX,
      height: smallest / scaleY,
      extent: EXTENT,
      buffer: BUFFER,
    },
  );
  return rows[0].tile;
}
