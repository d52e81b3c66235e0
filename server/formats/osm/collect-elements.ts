import type { LineGeometry } from '#engine/barriers/types.ts';
import type { AreaGeometry, Message, Position } from '#engine/coverage/types.ts';
import { assembleRings } from './assemble-rings.ts';
import { classifyTags, type Tags, type TagVerdict } from './classify-tags.ts';
import { nestRings } from './nest-rings.ts';
import { NodePlaces } from './node-places.ts';
import { OsmFault } from './osm-problem.ts';
import type { OsmRelation, OsmSource, OsmWay } from './osm-source.ts';
import type { TagTable } from './tag-table.ts';
import { TagTally } from './tag-tally.ts';

type BarrierVerdict = Extract<TagVerdict, { outcome: 'barrier' }>;

/** A barrier, a building or residential ground, with its course. */
export interface OsmElement {
  /** `way/123`, `relation/456`. */
  id: string;
  tags: Tags;
  /** Null for what is no barrier. */
  barrier: BarrierVerdict | null;
  isBuilding: boolean;
  /** Ground in residential use. */
  isResidential: boolean;
  /** Ground in another use, where nobody lives. */
  isOtherGround: boolean;
  geometry: LineGeometry | AreaGeometry;
  /** A part of it lies outside the extract. */
  isCut: boolean;
}

export interface CollectedElements {
  elements: OsmElement[];
  tally: TagTally;
  /** Ids of barriers and buildings of which the extract holds no course at all. */
  missing: string[];
  /** Positions. */
  vertices: number;
}

interface Wanted<T> {
  element: T;
  barrier: BarrierVerdict | null;
  isBuilding: boolean;
  isResidential: boolean;
  isOtherGround: boolean;
}

/**
 * Goes through a source and puts together what the tag table makes barriers of, and buildings. What lies
 * partly outside the extract is kept as far as it goes.
 * @throws OsmFault
 */
export function collectElements(
  source: OsmSource,
  table: TagTable,
  limits: { maxVertices: number },
): CollectedElements {
  const tally = new TagTally();
  const judge = (id: string, tags: Tags) => judgeTags(id, tags, table, tally);

  const relations = new Map<number, Wanted<OsmRelation>>();
  const members = new Set<number>();
  source.eachRelation((relation) => {
    if (relation.tags.get('type') !== 'multipolygon' || relations.has(relation.id)) return;
    const verdict = judge(`relation/${relation.id}`, relation.tags);
    if (verdict === null) return;
    relations.set(relation.id, { element: relation, ...verdict });
    for (const { type, ref } of relation.members) if (type === 'way') members.add(ref);
  });

  const ways = new Map<number, Wanted<OsmWay>>();
  /** Ways that only relations want. */
  const parts = new Map<number, OsmWay>();
  let vertices = 0;
  source.eachWay((way) => {
    if (ways.has(way.id)) return;
    const verdict = way.tags.size === 0 ? null : judge(`way/${way.id}`, way.tags);
    if (verdict === null && (!members.has(way.id) || parts.has(way.id))) return;
    vertices += Math.max(way.refs.length, way.positions?.length ?? 0);
    if (vertices > limits.maxVertices) throw tooManyVertices(limits.maxVertices);
    if (verdict === null) parts.set(way.id, way);
    else ways.set(way.id, { element: way, ...verdict });
  });

  const places = new NodePlaces(source, refsOf(ways, parts));
  const courseOf = ({ refs, positions }: OsmWay): (Position | null)[] =>
    positions === undefined || (refs.length > 0 && positions.length !== refs.length)
      ? refs.map((ref) => places.get(ref))
      : positions.map((position, i) => position ?? (i in refs ? places.get(refs[i]!) : null));

  const collected: CollectedElements = { elements: [], tally, missing: [], vertices };
  for (const { element: way, ...verdict } of ways.values()) {
    add(collected, `way/${way.id}`, way.tags, verdict, geometryOfWay(courseOf(way), verdict));
  }
  for (const { element: relation, ...verdict } of relations.values()) {
    const courses = relation.members.map(({ type, ref, positions }) => {
      if (type !== 'way') return null;
      const way = ways.get(ref)?.element ?? parts.get(ref);
      return way === undefined ? (positions ?? []) : courseOf(way);
    });
    const geometry = geometryOfRelation(courses.filter((course) => course !== null));
    add(collected, `relation/${relation.id}`, relation.tags, verdict, geometry);
  }
  return collected;
}

type Verdict = Pick<OsmElement, 'barrier' | 'isBuilding' | 'isResidential' | 'isOtherGround'>;

function judgeTags(id: string, tags: Tags, table: TagTable, tally: TagTally): Verdict | null {
  const building = tags.get('building');
  const isBuilding = building !== undefined && !table.buildings.ignored.includes(building);
  const verdict = classifyTags(tags, table);
  if (verdict !== null && verdict.outcome !== 'barrier') tally.add(verdict, id);
  const barrier = verdict?.outcome === 'barrier' ? verdict : null;
  const isOf = (rules: TagTable['residential']): boolean =>
    rules.some(({ key, values }) => values.includes(tags.get(key) ?? ''));
  const isResidential = isOf(table.residential);
  const isOtherGround = !isResidential && isOf(table.otherGround ?? []);
  return barrier === null && !isBuilding && !isResidential && !isOtherGround
    ? null
    : { barrier, isBuilding, isResidential, isOtherGround };
}

function* refsOf(
  ways: ReadonlyMap<number, Wanted<OsmWay>>,
  parts: ReadonlyMap<number, OsmWay>,
): Generator<readonly number[]> {
  for (const { element } of ways.values()) yield element.refs;
  for (const { refs } of parts.values()) yield refs;
}

type Course = Pick<OsmElement, 'geometry' | 'isCut'>;

function add(
  { elements, missing }: CollectedElements,
  id: string,
  tags: Tags,
  verdict: Verdict,
  course: Course | null,
): void {
  if (course !== null) elements.push({ id, tags, ...verdict, ...course });
  else if (verdict.barrier !== null || verdict.isBuilding || verdict.isResidential)
    missing.push(id);
}

/** Null where no two neighbouring nodes are in the extract. */
function geometryOfWay(course: readonly (Position | null)[], { barrier }: Verdict): Course | null {
  const isArea = barrier === null || barrier.form === 'area';
  const runs = runsOf(course);
  const isCut = course.includes(null);
  const [only] = runs;
  if (only === undefined) return null;
  const isClosed = !isCut && course.length > 3 && isSame(only[0]!, only.at(-1)!);
  if (isArea && isClosed) {
    const polygons = nestRings([only]);
    return polygons.length === 0 ? null : { geometry: areaOf(polygons), isCut };
  }
  return { geometry: lineOf(runs), isCut: isCut || isArea };
}

function geometryOfRelation(courses: readonly (readonly (Position | null)[])[]): Course | null {
  const { rings, open } = assembleRings(courses.flatMap(runsOf));
  const isCut = open.length > 0 || courses.some((course) => course.length === 0);
  // Without all of its shore nobody knows what is water: the shore that is there is a line all the same.
  if (isCut) {
    const shores = [...rings, ...open];
    return shores.length === 0 ? null : { geometry: lineOf(shores), isCut };
  }
  const polygons = nestRings(rings);
  return polygons.length === 0 ? null : { geometry: areaOf(polygons), isCut };
}

/** Runs of two positions or more; repeated positions go. */
function runsOf(course: readonly (Position | null)[]): Position[][] {
  const runs: Position[][] = [];
  let run: Position[] = [];
  for (const position of [...course, null]) {
    const last = run.at(-1);
    if (position !== null && (last === undefined || !isSame(last, position))) run.push(position);
    if (position !== null) continue;
    if (run.length > 1) runs.push(run);
    run = [];
  }
  return runs;
}

const isSame = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];

const lineOf = (runs: Position[][]): LineGeometry =>
  runs.length === 1
    ? { type: 'LineString', coordinates: runs[0]! }
    : { type: 'MultiLineString', coordinates: runs };

const areaOf = (polygons: Position[][][]): AreaGeometry =>
  polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons };

const TOO_MANY = (limit: number): Message => ({
  zh: `道路、河流和建筑的坐标点超过上限 ${limit} 个；请先裁剪：osmium extract -b 西,南,东,北 文件 -o 小文件.osm.pbf`,
  en: `roads, waters and buildings have more than the limit of ${limit} positions; cut out the area first: osmium extract -b WEST,SOUTH,EAST,NORTH FILE -o smaller.osm.pbf`,
});
const tooManyVertices = (limit: number): OsmFault =>
  new OsmFault('too-many-vertices', TOO_MANY(limit));
