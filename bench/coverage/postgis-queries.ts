/**
 * The audit in SQL, each query as quick as we know how to write it: an index join, an exact filter
 * before the costly overlay, holes read off one union.
 */

const CANDIDATES = 'communities a join communities b on a.place < b.place and a.geom && b.geom';

/** Interiors that share area: dimension 2 in the first place of the matrix. */
const OVERLAPPING = `${CANDIDATES} and st_relate(a.geom, b.geom, '2********')`;

const BORDERS = `select a.id as a, b.id as b,
    st_collectionextract(st_intersection(a.geom, b.geom), 2) as line
  from communities a join communities b on a.place < b.place and st_intersects(a.geom, b.geom)`;

export const TIMED_QUERIES = {
  overlaps: `select count(*)::int as pairs, sum(st_area(st_intersection(a.geom, b.geom))) as area from ${OVERLAPPING}`,
  'gaps (holes of the union)': `select sum(st_numinteriorrings(g))::int as gaps,
      st_area(st_union(st_makepolygon(st_exteriorring(g)))) - sum(st_area(g)) as area
    from (select (st_dump(st_union(geom))).geom as g from communities) parts`,
  'adjacency with lengths': `select count(*) filter (where length > 0)::int as "rookPairs", sum(length) as length
    from (select st_length(line) as length from (${BORDERS}) borders) lengths`,
};

/** What the check compares, pair by pair and gap by gap. */
export const FACT_QUERIES = {
  invalid: `select id, st_isvalidreason(geom) as reason from communities where not st_isvalid(geom)`,
  overlaps: `select a, b, st_area(g) as area,
      case when st_area(g) < 1e-15 then st_asgeojson(st_collectionextract(g, 3), 15, 0)::json end as geometry
    from (select a.id as a, b.id as b, st_intersection(a.geom, b.geom) as g from ${OVERLAPPING}) pairs`,
  borders: `select a, b, st_length(line) as degrees, st_length(line::geography) as metres
    from (${BORDERS}) borders where st_length(line) > 0`,
  gaps: `with parts as materialized (select (st_dump(st_union(geom))).geom as g from communities),
      holes as (select st_makepolygon(st_interiorringn(g, i)) as hole
        from parts, generate_series(1, st_numinteriorrings(g)) as i),
      rests as (select (st_dump(coalesce(
          st_difference(hole, (select st_union(g) from parts where st_within(st_pointonsurface(g), hole) and st_within(g, hole))),
          hole))).geom as rest from holes)
    select st_area(rest) as area, st_asgeojson(rest, 15, 0)::json as geometry from rests where st_area(rest) > 0`,
};

/** For PostGIS 3.6: the edges that break a coverage. */
export const INVALID_EDGES = `select count(*)::int as polygons, sum(st_length(edge)) as length
  from (select st_coverageinvalidedges(geom) over () as edge from communities) edges where edge is not null`;

export const SESSION_SETTINGS = [
  "set work_mem = '256MB'",
  "set maintenance_work_mem = '512MB'",
  'set jit = off',
  // All the work in the one backend whose CPU time is read.
  'set max_parallel_workers_per_gather = 0',
  // Else the planner may combine the index of the geometries with that of the keys, in O(n²).
  'set enable_bitmapscan = off',
];
