import type { InputProblem } from '#contract/input-problem.ts';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { AreaGeometry, Message } from '#engine/coverage/types.ts';
import type { BuildingInput } from '#engine/material/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { collectElements, type OsmElement } from './collect-elements.ts';
import { leftOutNotes } from './left-out-notes.ts';
import { OsmFault } from './osm-problem.ts';
import type { OsmSource } from './osm-source.ts';
import type { TagTable } from './tag-table.ts';
import type { LeftOut } from './tag-tally.ts';
import { isChineseFile, toBarrier, toBuilding } from './to-barrier.ts';

/** What a file of OpenStreetMap gives. */
export interface OsmMaterial {
  barriers: BarrierSource[];
  buildings: BuildingInput[];
  /** Ground in residential use. */
  residentialAreas: AreaGeometry[];
  /** Ground in other uses; left out where the tag table names none. */
  otherAreas?: AreaGeometry[];
  /** Left out on purpose, by tag; the most frequent first. */
  ignored: LeftOut[];
  /** Tags that are in no table: left out, and to be looked at. */
  unknown: LeftOut[];
  /** Barriers of which a part lies outside the extract. */
  cut: string[];
  /** Barriers and buildings whose course the extract does not hold at all. */
  missing: string[];
  vertices: number;
  /** The same in words. */
  notes: Message[];
}

export interface ReadOsmOptions {
  /** More positions than this are refused. Default 20 million. */
  maxVertices?: number;
}

const DEFAULT_MAX_VERTICES = 20_000_000;

/**
 * Reads barriers and buildings from OpenStreetMap data. `open` gives the source, as {@link openPbf} does.
 * Damage comes back as problems with their places; none is thrown.
 */
export function readOsm(
  open: () => OsmSource,
  table: TagTable,
  { maxVertices = DEFAULT_MAX_VERTICES }: ReadOsmOptions = {},
): Result<OsmMaterial, InputProblem[]> {
  try {
    const collected = collectElements(open(), table, { maxVertices });
    const { elements, tally, missing, vertices } = collected;
    const classed = elements.filter(hasBarrier);
    const areas = elements.filter(isArea);
    const frame = {
      isChinese: isChineseFile(classed.map(({ tags }) => tags)),
      notUnderground: table.notUnderground,
    };
    const cut = classed.filter(({ isCut }) => isCut).map(({ id }) => id);
    const { ignored, unknown } = tally;
    return ok({
      barriers: classed.map((element) => toBarrier(element, frame)),
      buildings: areas
        .filter(({ isBuilding }) => isBuilding)
        .map(({ id, tags, geometry }) => toBuilding(id, tags, geometry)),
      residentialAreas: areas
        .filter(({ isResidential }) => isResidential)
        .map(({ geometry }) => geometry),
      ...(table.otherGround === undefined
        ? {}
        : {
            otherAreas: areas
              .filter(({ isOtherGround }) => isOtherGround)
              .map(({ geometry }) => geometry),
          }),
      ignored,
      unknown,
      cut,
      missing,
      vertices,
      notes: [...leftOutNotes(ignored, unknown), ...outsideNotes(cut, missing)],
    });
  } catch (error) {
    if (error instanceof OsmFault) return err([error.problem]);
    throw error;
  }
}

const hasBarrier = (
  element: OsmElement,
): element is OsmElement & { barrier: NonNullable<OsmElement['barrier']> } =>
  element.barrier !== null;

const isArea = (element: OsmElement): element is OsmElement & { geometry: AreaGeometry } =>
  element.geometry.type === 'Polygon' || element.geometry.type === 'MultiPolygon';

function outsideNotes(cut: readonly string[], missing: readonly string[]): Message[] {
  const notes: Message[] = [];
  if (cut.length > 0) {
    notes.push({
      zh: `${cut.length} 条道路或河流有一部分在数据范围之外，只读入范围内的部分（如 ${cut[0]}）`,
      en: `${counted(cut.length, 'barrier reaches', 'barriers reach')} beyond the extract and ${cut.length === 1 ? 'is' : 'are'} kept as far as it goes (${cut[0]}, for one)`,
    });
  }
  if (missing.length > 0) {
    notes.push({
      zh: `${missing.length} 个要素的节点不在文件中，无法读入（如 ${missing[0]}）；下载时请包含节点（Overpass：(._;>;); 或 out geom）`,
      en: `${counted(missing.length, 'element was', 'elements were')} left out, their nodes being elsewhere (${missing[0]}, for one); download the nodes too (Overpass: (._;>;); or out geom)`,
    });
  }
  return notes;
}

const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
