import type { IncrementalAudit } from '#engine/coverage/incremental/incremental-audit.ts';
import type { AreaGeometry, Finding, Position } from '#engine/coverage/types.ts';
import type { Applied } from '#engine/plan/apply-operation.ts';
import { packChange, unpackChange } from '#engine/plan/packed-change.ts';
import { editPlanCoverage } from '#engine/plan/plan-coverage.ts';
import type { Change, PlanCommunity, PlanState } from '#engine/plan/types.ts';
import { gradeCoverage } from '#engine/rules/grade-coverage.ts';
import type { Policy } from '#engine/rules/types.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import type { FindingScope, FindingText } from '../../../repositories/finding-repository.ts';
import type { HeadChange } from '../../../repositories/plan-head-repository.ts';
import { coverageOf, type PlanEntry } from './plan-cache.ts';
import type { AppliedStep, CoverageStep, HeadStep } from './plan-messages.ts';
import { toNewRow } from './read-stored.ts';

/** What some changes touch. */
export interface Touched {
  changes: readonly Change[];
  communities: Set<string>;
  units: Set<string>;
  /** What of the outline they touch is not known: the audit is made anew. */
  whole: boolean;
}

/** @param whole the changes are no operations, and do not say what of the outline they touch */
export function touchedBy(changes: readonly Change[], whole = false): Touched {
  const touched: Touched = { changes, communities: new Set(), units: new Set(), whole };
  for (const { put, removed, assignment, forgotten = [] } of changes) {
    for (const { id } of put) touched.communities.add(id);
    for (const id of removed) touched.communities.add(id);
    for (const unit of Object.keys(assignment)) touched.units.add(unit);
    for (const unit of forgotten) touched.units.add(unit);
  }
  return touched;
}

/**
 * What a write has to store: of what it touched, everything that is another one than in the base now, and the findings that
 * it changed.
 * @param before the entry that the write began from, @param after the one that it led to; its audit is made here
 * @param replaces the findings that are stored are not those of `before`: all are given
 */
export function headStep(
  before: PlanEntry,
  after: PlanEntry,
  touched: Touched,
  { policy, replaces }: { policy: Policy; replaces: boolean },
): Omit<HeadStep, 'steps'> {
  if (!touched.whole) {
    const { jurisdiction } = after.surroundings;
    after.audit = editPlanCoverage(coverageOf(before), after.state, touched.changes, jurisdiction);
  }
  const audit = coverageOf(after);
  const ids = [...touched.communities];
  return {
    head: headChange(after, touched),
    put: ids.filter((id) => after.state.communities.has(id)).sort(),
    removed: ids
      .filter((id) => !after.state.communities.has(id) && before.state.communities.has(id))
      .sort(),
    coverage: coverageStep(coverageOf(before), audit, after, touched, policy, replaces),
  };
}

function headChange({ base, state }: PlanEntry, touched: Touched): HeadChange {
  const put: HeadChange['put'][number][] = [];
  const same: string[] = [];
  for (const id of touched.communities) {
    const [from, to] = [base.communities.get(id), state.communities.get(id)];
    if (to === undefined) {
      if (from === undefined) same.push(id);
      else put.push({ code: id, removed: true });
    } else if (from !== undefined && isSameCommunity(from, to)) same.push(id);
    else put.push(toNewRow(to));
  }
  const units: { unit: string; community: string | null }[] = [];
  const sameUnits: string[] = [];
  for (const unit of touched.units) {
    const community = state.assignment.get(unit);
    if (community === undefined || community === base.assignment.get(unit)) sameUnits.push(unit);
    else units.push({ unit, community });
  }
  return { put, same, units, sameUnits };
}

/** Communities come back from the database as copies: with the same numbers, and attributes in any order. */
export const isSameCommunity = (a: PlanCommunity, b: PlanCommunity): boolean =>
  a === b ||
  (a.id === b.id &&
    (a.name ?? null) === (b.name ?? null) &&
    (a.nameEn ?? null) === (b.nameEn ?? null) &&
    isSameGeometry(a.geometry, b.geometry) &&
    attributesText(a) === attributesText(b));

/** The doubles that the database keeps are the same: two to a position. */
function isSameGeometry(a: AreaGeometry, b: AreaGeometry): boolean {
  if (a === b) return true;
  if (a.type !== b.type) return false;
  const [polygons, others] = [polygonsOf(a), polygonsOf(b)];
  return (
    polygons.length === others.length &&
    polygons.every((rings, p) => {
      const otherRings = others[p]!;
      return (
        rings.length === otherRings.length &&
        rings.every((ring, r) => isSameRing(ring, otherRings[r]!))
      );
    })
  );
}

const polygonsOf = (geometry: AreaGeometry): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;

const isSameRing = (a: Position[], b: Position[]): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every((position, i) => {
      const other = b[i]!;
      return (
        position === other || (Object.is(position[0], other[0]) && Object.is(position[1], other[1]))
      );
    }));

function attributesText({ properties = {} }: PlanCommunity): string {
  // As JSON keeps them.
  const kept: Record<string, unknown> = JSON.parse(JSON.stringify(properties));
  return JSON.stringify(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function coverageStep(
  before: IncrementalAudit,
  audit: IncrementalAudit,
  entry: PlanEntry,
  touched: Touched,
  policy: Policy,
  replaces: boolean,
): CoverageStep {
  const { findings, summary } = audit.result;
  const grade = (list: readonly Finding[]): FindingText[] =>
    list.length === 0
      ? []
      : gradeCoverage(policy, list, { communities: [...entry.state.communities.values()] }).map(
          (finding) => findingText(finding, 'coverage'),
        );
  const known = new Set(before.result.findings);
  const kept = new Set(findings.map(({ id }) => id));
  // Marking a community as entrusted changes how grave a finding is, and not the finding.
  const isTouched = ({ communities }: Finding): boolean =>
    communities.some((id) => touched.communities.has(id));
  const added = findings.filter((finding) => !known.has(finding) || isTouched(finding));
  return {
    engine: ENGINE_VERSION,
    added: grade(added),
    removed: before.result.findings.filter(({ id }) => !kept.has(id)).map(({ id }) => id),
    all: replaces ? grade(findings) : null,
    counts: summary.counts,
    wholeBecause: touched.whole ? 'the plan was replaced as a whole' : audit.changes.wholeBecause,
  };
}

/** A finding as it is stored. */
export function findingText(finding: Finding, scope: FindingScope): FindingText {
  const { id, rule, kind, severity, communities, location } = finding;
  const [lon, lat] = location ?? [];
  return {
    ...{ id, scope, rule, kind, severity, communities },
    location: lon === undefined || lat === undefined ? null : [lon, lat],
    body: JSON.stringify(finding),
  };
}

/** A step of the history, ready to be stored: what it changed and its inverse packed, each on the state that it is applied to. */
export const stepText = (
  operation: { operation: string; parameters: unknown },
  description: AppliedStep['description'],
  before: PlanState,
  { plan: after, change, inverse }: Applied,
): AppliedStep => ({
  kind: operation.operation,
  parametersJson: JSON.stringify(operation.parameters),
  description,
  changeJson: JSON.stringify(packChange(before, change)),
  inverseJson: JSON.stringify(packChange(after, inverse)),
  extent: change.extent,
  lineage: change.lineage,
});

/** A stored change of the history as it was, on the state that it is applied to. */
export const readChange = (state: PlanState, text: string): Change =>
  unpackChange(state, JSON.parse(text));

/** The change from one state to another, by what is different. */
export function changeBetween(from: PlanState, to: PlanState): Change {
  const put = [...to.communities.values()].filter((community) => {
    const before = from.communities.get(community.id);
    return before === undefined || !isSameCommunity(before, community);
  });
  const removed = [...from.communities.keys()].filter((id) => !to.communities.has(id));
  const assignment: Record<string, string | null> = {};
  for (const [unit, community] of to.assignment) {
    if (from.assignment.get(unit) !== community) assignment[unit] = community;
  }
  const forgotten = [...from.assignment.keys()].filter((unit) => !to.assignment.has(unit));
  const touched = [...put, ...removed.flatMap((id) => from.communities.get(id) ?? [])];
  const before = put.flatMap(({ id }) => from.communities.get(id) ?? []);
  return {
    ...{ put, removed, assignment, lineage: [] },
    extent: extentOf([...touched, ...before]),
    ...(forgotten.length === 0 ? {} : { forgotten }),
  };
}

function extentOf(communities: readonly PlanCommunity[]): Change['extent'] {
  if (communities.length === 0) return null;
  const box: [number, number, number, number] = [
    ...[Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ...[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ] as [number, number, number, number];
  for (const { geometry } of communities) {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const [lon = 0, lat = 0] of polygons.flat(2)) {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    }
  }
  return box;
}
