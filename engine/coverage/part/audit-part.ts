import { type PackedAreas, packAreas } from '../../geometry/packed-areas.ts';
import { pickAreas } from '../../geometry/pick-areas.ts';
import {
  auditBy,
  byImportance,
  countKinds,
  type Measure,
  measureCoverage,
  resolveSettings,
} from '../audit.ts';
import type { CoverageContext } from '../context.ts';
import type { CoverageFacts } from '../coverage-facts.ts';
import { labelComponents } from '../find-components.ts';
import { findDuplicates } from '../find-duplicates.ts';
import { areaText } from '../format-figures.ts';
import type { Box } from '../residual/local-arrangement.ts';
import { matchSegments } from '../residual/match-segments.ts';
import { buildResidualGraph, type ResidualGraph } from '../residual/residual-graph.ts';
import { halfEdgeOrigin, twinOf } from '../trace-faces.ts';
import type {
  AuditOptions,
  AuditResult,
  CommunityInput,
  Finding,
  JurisdictionInput,
  Message,
} from '../types.ts';
import { directionsLeftOf, isRayFree } from './free-ray.ts';
import { covers, factsOfPart, factsWithinOutline, type Own } from './part-facts.ts';
import { PartScope } from './part-scope.ts';
import { type SurveyedVoids, surveyVoids } from './survey-voids.ts';

/** How a part of a coverage is audited. */
export interface PartOptions extends AuditOptions {
  /**
   * Whose outline the jurisdiction's is: that of the part, or that of the whole coverage. Left out, it is
   * that of the whole when most of the communities around the part lie in it; the result says which.
   */
  outlineOf?: 'part' | 'whole';
}

/**
 * Audits some communities of a coverage, its *own* ones, with the others as their surroundings: the
 * findings of {@link auditCoverage} on the whole that concern an own community, at a cost in proportion to
 * the part. Only boxes are looked at of the communities that are far from it.
 *
 * - Overlaps, mismatches and neighbourhood with others are found across the border of the part;
 *   `communitiesBeyond` of a finding and of the summary names and counts these others.
 * - A void along an own community is judged with all communities that bound it, however far these lie:
 *   the surroundings grow until each such void is known to be closed, or to be open.
 * - With an outline of the part itself, gaps are the land in it that no own community covers, whether
 *   or not others do; narrow voids between the part and others beyond the outline are gaps as well,
 *   wider ones are mentioned in the assumptions.
 *
 * Figures of the summary are those of the own communities.
 *
 * @param isOwn whether the community of an index belongs to the part
 * @throws RangeError when an option is negative or not a number
 */
export function auditPart(
  communities: readonly CommunityInput[],
  packed: PackedAreas | null,
  isOwn: (index: number) => boolean,
  jurisdiction?: JurisdictionInput | null,
  options: PartOptions = {},
): AuditResult {
  const areas = packed ?? packAreas(communities.map(({ geometry }) => geometry));
  const own = communities.flatMap((_, index) => (isOwn(index) ? [index] : []));
  const { outlineOf, ...auditOptions } = options;
  const scope = new PartScope(areas, own, resolveSettings(auditOptions).toleranceMetres);
  for (;;) {
    const members = scope.members();
    const isOwnMember = (owner: number): boolean => scope.isOwn[members[owner]!] === 1;
    const look = new PartMeasure(scope, isOwnMember, outlineOf ?? null);
    const result = auditBy(
      look.measure,
      members.map((index) => communities[index]!),
      pickAreas(areas, members),
      jurisdiction,
      auditOptions,
    );
    if (look.wanted.length > 0) {
      for (const box of look.wanted) scope.include(box);
      continue;
    }
    return ofPart(result, communities, scope, look.notes);
  }
}

/** One attempt at the facts of the part. */
class PartMeasure {
  /** Where to look as well before the facts can be told. */
  wanted: Box[] = [];
  /** What the audit had to assume. */
  readonly notes: Message[] = [];
  readonly #scope: PartScope;
  readonly #isOwn: (owner: number) => boolean;
  readonly #outlineOf: PartOptions['outlineOf'] | null;

  constructor(
    scope: PartScope,
    isOwn: (owner: number) => boolean,
    outlineOf: PartOptions['outlineOf'] | null,
  ) {
    this.#scope = scope;
    this.#isOwn = isOwn;
    this.#outlineOf = outlineOf;
  }

  readonly measure: Measure = (usable, context) => {
    const isOutlineOfPart = context.jurisdiction !== null && this.#isOutlineOfPart(usable, context);
    const around = isOutlineOfPart ? { ...context, jurisdiction: null } : context;
    const { wanted, pinched } = this.#survey(usable, around);
    this.wanted = wanted;
    if (wanted.length > 0) return NOTHING;
    const own: Own = { isOwn: this.#isOwn, boxes: this.#scope.boxes, pinched };
    const facts = measureCoverage(usable, around);
    if (!isOutlineOfPart) return factsOfPart(usable, facts, own);
    const within = factsWithinOutline(usable, facts, own, context);
    if (within.beyond.length > 0) this.notes.push(voidsBeyond(within.beyond));
    return within.facts;
  };

  #survey(usable: PackedAreas, { jurisdiction }: CoverageContext): SurveyedVoids {
    const { packed, index } = this.#scope;
    const match = matchSegments(usable, (area) => usable.areaType[area] !== 0);
    const outline = jurisdiction === null ? null : packAreas([jurisdiction.geometry]);
    const graph = buildResidualGraph(usable, match, outline);
    const { componentOf } = labelComponents(graph, (face) => graph.count[face]! > 0);
    return surveyVoids({
      graph,
      componentOf,
      isOwn: this.#isOwn,
      isComplete: (box) => this.#scope.isComplete(box),
      isOpenAt: (halfEdge) => {
        const [a, b] = endsOf(graph, halfEdge);
        const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
        return directionsLeftOf(...a, ...b).some((way) => isRayFree(packed, index, middle, way));
      },
      step: this.#scope.step,
      extent: index.extent,
    });
  }

  #isOutlineOfPart(usable: PackedAreas, { jurisdiction }: CoverageContext): boolean {
    if (this.#outlineOf !== null) return this.#outlineOf === 'part';
    const outline = packAreas([jurisdiction!.geometry]);
    let inside = 0;
    let others = 0;
    for (let owner = 0; owner < usable.count; owner++) {
      if (this.#isOwn(owner) || usable.areaType[owner] === 0) continue;
      others++;
      if (covers(outline, 0, middleOf(usable, owner))) inside++;
    }
    if (others === 0) return true;
    const isOfWhole = 2 * inside > others;
    this.notes.push(isOfWhole ? OUTLINE_OF_WHOLE : OUTLINE_OF_PART);
    return !isOfWhole;
  }
}

function endsOf({ noded }: ResidualGraph, halfEdge: number) {
  const at = (vertex: number): [number, number] => [noded.lons[vertex]!, noded.lats[vertex]!];
  return [
    at(halfEdgeOrigin(noded, halfEdge)),
    at(halfEdgeOrigin(noded, twinOf(halfEdge))),
  ] as const;
}

/** The mean of an area's positions. */
function middleOf(packed: PackedAreas, area: number): [number, number] {
  const { coordinates, ringStart, polygonRing, areaPolygon } = packed;
  const first = ringStart[polygonRing[areaPolygon[area]!]!]!;
  const last = ringStart[polygonRing[areaPolygon[area + 1]!]!]!;
  let [x, y] = [0, 0];
  for (let k = first; k < last; k++) {
    x += coordinates[2 * k]!;
    y += coordinates[2 * k + 1]!;
  }
  return [x / (last - first), y / (last - first)];
}

/** Findings and figures of the own communities out of those of all that took part. */
function ofPart(
  { summary, findings, assumptions, adjacency, ...rest }: AuditResult,
  communities: readonly CommunityInput[],
  scope: PartScope,
  notes: readonly Message[],
): AuditResult {
  const ownIds = new Set(scope.own.map((index) => communities[index]!.id));
  const concernsOwn = ({ communities: ids }: Finding): boolean =>
    ids.length === 0 || ids.some((id) => ownIds.has(id));
  const kept = [
    ...findings.filter((finding) => !isRepeatedId(finding) && concernsOwn(finding)),
    ...repeatedIds(communities, ownIds),
  ].sort(byImportance);
  const members = scope.members();
  return {
    ...rest,
    summary: {
      ...summary,
      communities: scope.own.length,
      communitiesBeyond: members.length - scope.own.length,
      vertices: pickAreas(scope.packed, scope.own).coordinates.length / 2,
      counts: countKinds(kept),
    },
    findings: kept.map((finding) => withOthers(finding, ownIds)),
    assumptions: [...assumptions, ...notes],
    ...(adjacency === undefined ? {} : { adjacency }),
  };
}

function withOthers(finding: Finding, ownIds: ReadonlySet<string>): Finding {
  const others = finding.communities.filter((id) => !ownIds.has(id));
  return others.length === 0 ? finding : { ...finding, communitiesBeyond: others };
}

const isRepeatedId = ({ kind, detail }: Finding): boolean =>
  kind === 'duplicate' && detail === 'repeated-id';

/** Ids of own communities that are used again, wherever that is. */
function repeatedIds(
  communities: readonly CommunityInput[],
  ownIds: ReadonlySet<string>,
): Finding[] {
  const same = communities.filter(({ id }) => ownIds.has(id));
  if (same.length === ownIds.size) return [];
  const settings = { toleranceMetres: 0, minAreaSquareMetres: 0, sliverWidthMetres: 0 };
  const context = { communities: same, jurisdiction: null, invalid: new Set<number>(), settings };
  return findDuplicates(context, []);
}

function voidsBeyond(gaps: readonly { region: { areaSquareMetres: number } }[]): Message {
  const area = areaText(gaps.reduce((sum, { region }) => sum + region.areaSquareMetres, 0));
  const voids = gaps.length === 1 ? 'void' : 'voids';
  return {
    zh: `辖区边界之外、与相邻社区之间有 ${gaps.length} 处空地（${area.zh}），未计为空白：可能属于未提供的其他辖区。`,
    en: `${gaps.length} ${voids} (${area.en}) between these communities and their neighbours lie beyond the outline and do not count as gaps: another jurisdiction that is not among the data may own them.`,
  };
}

const OUTLINE_OF_PART: Message = {
  zh: '所给边界视为被检查部分的边界：其中未被该部分社区覆盖之处均为空白。',
  en: 'The outline was taken as that of the part: land in it that none of its communities covers is a gap.',
};
const OUTLINE_OF_WHOLE: Message = {
  zh: '所给边界也包含周围的社区，故视为全部社区的边界。',
  en: 'The outline also holds the communities around the part and was taken as that of the whole coverage.',
};

const NOTHING: CoverageFacts = {
  areaSquareMetres: 0,
  overlaps: [],
  gaps: [],
  pinched: [],
  outside: [],
  parted: [],
  enclaves: [],
  tJunctions: [],
  generalised: [],
  borders: [],
  components: 0,
  unexamined: [],
};
