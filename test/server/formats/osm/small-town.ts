/** A hamlet in the form of OpenStreetMap: one of each thing that the reader must tell apart. */
export interface TownNode {
  type: 'node';
  id: number;
  lon: number;
  lat: number;
}
export interface TownWay {
  type: 'way';
  id: number;
  nodes: number[];
  tags: Record<string, string>;
}
export interface TownRelation {
  type: 'relation';
  id: number;
  members: { type: 'node' | 'way' | 'relation'; ref: number; role: string }[];
  tags: Record<string, string>;
}
export type TownElement = TownNode | TownWay | TownRelation;

/** Nodes of a lattice of 0.001°: node `10 x + y + 1` lies at (116 + x / 1000, 40 + y / 1000). */
const SIDE = 10;
const at = (x: number, y: number): number => SIDE * x + y + 1;

const node = (x: number, y: number): TownNode => ({
  type: 'node',
  id: at(x, y),
  lon: (116_000 + x) / 1000,
  lat: (40_000 + y) / 1000,
});

const way = (id: number, tags: Record<string, string>, ...places: [number, number][]): TownWay => ({
  type: 'way',
  id,
  nodes: places.map(([x, y]) => at(x, y)),
  tags,
});

const member = (ref: number, role: string) => ({ type: 'way' as const, ref, role });

/** A node that no file holds. */
export const ABSENT = 999_999_999_999;

export const TOWN: TownElement[] = [
  ...Array.from({ length: SIDE * SIDE }, (_, i) => node(Math.floor(i / SIDE), i % SIDE)),
  // Roads.
  way(
    101,
    { highway: 'trunk', name: '北四环', 'name:en': 'North 4th Ring', oneway: 'yes' },
    [0, 8],
    [9, 8],
  ),
  way(102, { highway: 'trunk_link', oneway: '-1' }, [2, 8], [2, 7]),
  way(
    103,
    { highway: 'primary', name: '成府路 Chengfu Road', 'name:zh': '成府路' },
    [0, 4],
    [5, 4],
    [9, 4],
  ),
  way(
    104,
    { highway: 'secondary', ref: 'X001;X002', layer: '1', bridge: 'viaduct' },
    [4, 0],
    [4, 4],
  ),
  way(
    105,
    { highway: 'residential', name: '和平街', junction: 'roundabout' },
    [6, 6],
    [7, 6],
    [7, 7],
    [6, 6],
  ),
  way(106, { highway: 'service', service: 'parking_aisle' }, [1, 1], [1, 2]),
  way(107, { highway: 'footway', footway: 'sidewalk' }, [1, 4], [2, 4]),
  way(108, { highway: 'track' }, [8, 0], [9, 1]),
  way(109, { highway: 'corridoor' }, [8, 0], [9, 1]),
  way(110, { highway: 'proposed' }, [8, 0], [9, 1]),
  way(111, { highway: 'pedestrian', area: 'yes' }, [8, 8], [9, 8], [9, 9], [8, 8]),
  way(112, { highway: 'motorway', oneway: 'no', tunnel: 'yes', layer: '-1' }, [0, 9], [9, 9]),
  way(113, { highway: 'path', barrier: 'city_wall', name: '古城墙' }, [0, 0], [0, 9]),
  // Half of it lies outside the extract.
  {
    ...way(114, { highway: 'tertiary', name: '长路' }, [3, 3], [3, 4]),
    nodes: [at(3, 3), at(3, 4), ABSENT, at(3, 6), at(3, 7)],
  },
  { ...way(115, { highway: 'tertiary', name: '远路' }, [3, 3]), nodes: [ABSENT, ABSENT - 1] },
  // Rails.
  way(201, { railway: 'rail', name: '京包铁路', highway: 'track' }, [5, 0], [5, 9]),
  way(202, { railway: 'rail', service: 'yard' }, [5, 1], [5, 2]),
  way(203, { railway: 'tram' }, [5, 1], [5, 2]),
  // Water.
  way(301, { waterway: 'river', name: '万泉河', 'name:en': 'Wanquan River' }, [0, 2], [9, 2]),
  way(302, { waterway: 'ditch' }, [0, 3], [1, 3]),
  way(303, { waterway: 'ditch', name: '小沟' }, [1, 3], [2, 3]),
  way(304, { natural: 'water', name: '荷塘' }, [6, 0], [7, 0], [7, 1], [6, 1], [6, 0]),
  way(305, { natural: 'wood' }, [8, 2], [9, 2], [9, 3], [8, 2]),
  way(306, { natural: 'ridge', name: '西山' }, [0, 5], [1, 6]),
  // A lake of two shores and an island, whose roles are wrong; the island has a pond.
  way(311, {}, [1, 5], [5, 5], [5, 9]),
  way(312, {}, [1, 5], [1, 9], [5, 9]),
  way(313, {}, [2, 6], [4, 6], [4, 8], [2, 8], [2, 6]),
  way(314, {}, [3, 7], [3, 8], [4, 7], [3, 7]),
  {
    type: 'relation',
    id: 401,
    members: [member(311, 'outer'), member(313, 'outer'), member(312, ''), member(314, 'inner')],
    tags: { type: 'multipolygon', natural: 'water', name: '未名湖' },
  },
  // A river area of which only one shore is here.
  {
    type: 'relation',
    id: 402,
    members: [member(311, 'outer'), member(88_888, 'outer')],
    tags: { type: 'multipolygon', waterway: 'riverbank', name: '大河' },
  },
  {
    type: 'relation',
    id: 403,
    members: [member(101, ''), { type: 'node', ref: 1, role: 'stop' }],
    tags: { type: 'route', route: 'bus' },
  },
  // Buildings.
  way(501, { building: 'apartments', 'building:levels': '6' }, [7, 3], [8, 3], [8, 4], [7, 3]),
  way(502, { building: 'yes', 'building:levels': 'six' }, [7, 5], [8, 5], [8, 6], [7, 5]),
  way(503, { building: 'no' }, [7, 5], [8, 5], [8, 6], [7, 5]),
];

/** As the Overpass API answers `[out:json]; (…; >;); out body;`. */
export const asOverpassBody = (town: readonly TownElement[]) => ({
  version: 0.6,
  generator: 'Overpass API',
  elements: town.map((element) => structuredClone(element)),
});

/** As it answers `out geom;`: no nodes, but the course with each way and member. */
export function asOverpassGeom(town: readonly TownElement[]) {
  const places = new Map(
    town.flatMap((element) =>
      element.type === 'node' ? [[element.id, { lat: element.lat, lon: element.lon }]] : [],
    ),
  );
  const ways = new Map(
    town.flatMap((element) => (element.type === 'way' ? [[element.id, element]] : [])),
  );
  const course = (id: number) => ways.get(id)?.nodes.map((ref) => places.get(ref) ?? null);
  return {
    version: 0.6,
    elements: town.flatMap((element): object[] => {
      if (element.type === 'node') return [];
      if (element.type === 'way') return [{ ...element, geometry: course(element.id) }];
      const members = element.members.map((one) => {
        const geometry = one.type === 'way' ? course(one.ref) : undefined;
        return geometry === undefined ? one : { ...one, geometry };
      });
      return [{ ...element, members }];
    }),
  };
}
