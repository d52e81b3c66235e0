import type { Knex } from 'knex';
import { buildHexagonMesh, type Point } from '../coverage/generator/hexagon-mesh.ts';

/** Where the generator puts its mesh, and how much smaller a town block is than its cells of a square kilometre. */
const CENTRE: Point = [104.5, 30.5];
const SHRINK = 7;

const AT_ONCE = 2000;

/** Loads a seeded town of blocks with crooked sides into `unit`; borders are shared vertex for vertex. */
export async function loadUnits(
  knex: Knex,
  { cells, seed }: { cells: number; seed: number },
): Promise<{ centre: Point; units: number; vertices: number }> {
  const mesh = buildHexagonMesh({ cells, seed, segments: [1, 5] });
  const { rows } = await knex.raw(
    `insert into jurisdiction (code, name, kind) values ('BENCH', 'Bench', 'town') returning jurisdiction_id`,
  );
  const jurisdictionId: string = rows[0].jurisdiction_id;
  let vertices = 0;
  const shrink = ([lon, lat]: Point): Point => [
    CENTRE[0] + (lon - CENTRE[0]) / SHRINK,
    CENTRE[1] + (lat - CENTRE[1]) / SHRINK,
  ];
  for (let from = 0; from < mesh.cells.length; from += AT_ONCE) {
    const batch = mesh.cells.slice(from, from + AT_ONCE).map((cell) => {
      const ring = [0, 1, 2, 3, 4, 5].flatMap((side) => mesh.side(cell, side)).map(shrink);
      vertices += ring.length;
      return {
        code: `U${cell.index}`,
        community_code: `C${cell.index % 300}`,
        households: cell.index % 400,
        geometry: { type: 'MultiPolygon', coordinates: [[[...ring, ring[0]]]] },
      };
    });
    await knex.raw(
      `insert into unit (jurisdiction_id, code, community_code, households, geom)
       select ?, code, community_code, households, ST_SetSRID(ST_GeomFromGeoJSON(cast(geometry as text)), 4326)
       from json_to_recordset(cast(? as json))
         as f(code text, community_code text, households double precision, geometry json)`,
      [jurisdictionId, JSON.stringify(batch)],
    );
  }
  await knex.raw('analyze unit');
  return { centre: CENTRE, units: mesh.cells.length, vertices };
}
