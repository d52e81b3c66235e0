import type { AreaGeometry, Position } from '../../coverage/types.ts';
import type { BarrierSource, LineGeometry } from '../types.ts';
import type { NoteBook } from './notes.ts';
import type { Plane } from './plane.ts';
import { lengthOf, type Strand, withPoints } from './strand.ts';
import type { WaterArea } from './water-lines.ts';

/** What the sources give: lines, and the areas of waters, in the order of their ids. */
export interface ReadSources {
  strands: Strand[];
  waters: WaterArea[];
}

/**
 * Reads sources into the plane, sorted, so that nothing after this depends on the order in which
 * they were given. What has no readable geometry is noted and left out.
 */
export function readSources(
  sources: readonly BarrierSource[],
  plane: Plane,
  book: NoteBook,
): ReadSources {
  const read: ReadSources = { strands: [], waters: [] };
  for (const source of sortSources(sources)) {
    const { geometry, ...barrier } = source;
    const fault = faultOf(geometry);
    if (fault !== null) {
      book.add({
        kind: 'invalid',
        barriers: [barrier],
        runs: [],
        message: (_, name) => ({
          zh: `${name.zh}：${fault.zh}，未采用。请修正该要素的几何后重试。`,
          en: `${name.en}: ${fault.en}; left out. Mend its geometry and try again.`,
        }),
      });
      continue;
    }
    if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') {
      for (const rings of polygonsOf(geometry)) {
        const [shell = [], ...holes] = rings.map((ring) => ring.map(plane.toPoint));
        read.waters.push({ barrier, shell, holes });
      }
      continue;
    }
    for (const line of linesOf(geometry)) {
      const points = line.map(plane.toPoint);
      if (lengthOf(points) === 0) continue;
      const strand: Strand = barrier.shore
        ? { barrier, points, shore: 'open' }
        : { barrier, points };
      read.strands.push(...withPoints(strand, points));
    }
  }
  return read;
}

/** By id; those that share one by their geometry. */
function sortSources(sources: readonly BarrierSource[]): BarrierSource[] {
  const text = new Map<BarrierSource, string>();
  const textOf = (source: BarrierSource): string => {
    const known = text.get(source) ?? JSON.stringify(source.geometry) ?? '';
    text.set(source, known);
    return known;
  };
  return [...sources].sort((a, b) => compare(a.id, b.id) || compare(textOf(a), textOf(b)));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const polygonsOf = (geometry: AreaGeometry): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;

const linesOf = (geometry: LineGeometry): Position[][] =>
  geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;

interface Fault {
  zh: string;
  en: string;
}

/** Why a geometry cannot be read; null: it can. Sources come from files: types are not trusted. */
function faultOf(geometry: LineGeometry | AreaGeometry | null | undefined): Fault | null {
  const depth = DEPTHS.get((geometry as { type?: unknown } | null | undefined)?.type);
  if (geometry === null || geometry === undefined || depth === undefined) {
    return { zh: '没有可用的线或面几何', en: 'no line or area to read' };
  }
  const lists = flatten(geometry.coordinates, depth - 1);
  if (lists === null) return { zh: '坐标结构有误', en: 'coordinates of the wrong shape' };
  const least = geometry.type.endsWith('Polygon') ? 4 : 2;
  if (lists.length === 0 || lists.some((list) => list.length < least)) {
    return { zh: `坐标少于 ${least} 个`, en: `fewer than ${least} positions` };
  }
  for (const list of lists) {
    for (const position of list) {
      const [lon, lat] = Array.isArray(position) ? (position as unknown[]) : [];
      if (!isWithin(lon, 180) || !isWithin(lat, 90)) {
        const text = JSON.stringify(position);
        return { zh: `坐标 ${text} 不是经纬度`, en: `${text} is no longitude and latitude` };
      }
    }
  }
  return null;
}

/** Levels of arrays above a position. */
const DEPTHS = new Map<unknown, number>([
  ['LineString', 1],
  ['MultiLineString', 2],
  ['Polygon', 2],
  ['MultiPolygon', 3],
]);

function flatten(value: unknown, depth: number): unknown[][] | null {
  if (!Array.isArray(value)) return null;
  if (depth === 0) return [value];
  const lists: unknown[][] = [];
  for (const item of value) {
    const inner = flatten(item, depth - 1);
    if (inner === null) return null;
    for (const list of inner) lists.push(list);
  }
  return lists;
}

const isWithin = (value: unknown, limit: number): boolean =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= limit;
