import { emptySummary } from '../audit.ts';
import type { CoverageFacts } from '../coverage-facts.ts';
import type { Border } from '../find-adjacency.ts';
import { namedBorders, namedPointContacts } from '../list-pairs.ts';
import { byImportance, composeResult, couldNotCheck, reportFacts } from '../report-facts.ts';
import type { AuditResult, CommunityInput, Finding } from '../types.ts';
import type { AuditFrame, AuditState } from './audit-state.ts';
import type { LocalFacts } from './local-facts.ts';

/** The result of a state, and what the next one's report goes on from. */
export interface StateReport {
  result: AuditResult;
  added: readonly Finding[];
  removed: readonly Finding[];
  /** The findings as they were found, and in order before ids are made unique. */
  found: readonly Finding[];
  findings: readonly Finding[];
}

/** What of a report the next one needs. */
type LastReport = Pick<StateReport, 'found' | 'findings'> & {
  result: Pick<AuditResult, 'findings'>;
};

/** Before the first report. */
export const NOTHING: LastReport = { found: [], findings: [], result: { findings: [] } };

/** Puts a state into findings; those of facts that are still the same are the same objects. */
export function reportState(frame: AuditFrame, state: AuditState, before: LastReport): StateReport {
  const { settings, cache } = frame;
  const { inputs, flawed, measured, outline } = state;
  const summary = emptySummary(state.count, state.vertices);
  const findings = [...outline.checked.findings];
  const assumptions = [...outline.checked.assumptions];
  for (const position of [...flawed.keys()].sort((a, b) => a - b)) {
    findings.push(...flawed.get(position)!.findings);
  }
  if (measured === null) findings.push(couldNotCheck(state.failure));
  else {
    const invalid = new Set<number>();
    for (const [position, { isInvalid }] of flawed) if (isInvalid) invalid.add(position);
    const { jurisdiction } = outline.checked;
    const context = { communities: inputs, jurisdiction, invalid, settings };
    const report = reportFacts(context, factsOf(measured, outline), {
      from: cache.maker,
      repeatedIds: state.ids.repeated,
    });
    findings.push(...report.findings);
    assumptions.push(...report.assumptions);
    const { borders, pointContacts } = measured.facts;
    Object.assign(summary, report.figures, { rookPairs: borders.size });
    if (pointContacts !== undefined) summary.queenPairs = borders.size + pointContacts.size;
  }
  const isAsBefore = haveSame(findings, before.found);
  const sorted = isAsBefore ? before.findings : arrange(findings, before.findings);
  const result = composeResult(summary, sorted, assumptions, {}, cache.maker);
  if (measured !== null) listPairs(result, frame, inputs, measured.facts);
  const changes = isAsBefore ? NO_CHANGES : changesBetween(before.result, result);
  return { result, ...changes, found: findings, findings: sorted };
}

const NO_CHANGES: Pick<StateReport, 'added' | 'removed'> = { added: [], removed: [] };

/** The very same findings, in the same places: mostly, an edit brings about none, and mends none. */
function haveSame(a: readonly Finding[], b: readonly Finding[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The lists of pairs that were asked for; as there are many, they are made when they are first read. */
function listPairs(
  result: AuditResult,
  frame: AuditFrame,
  inputs: readonly CommunityInput[],
  { borders, pointContacts }: LocalFacts,
): void {
  if (frame.adjacency) {
    defineLazily(result, 'adjacency', () =>
      borders.map(frame.namedBorders, (block) => namedBorders(inputs, block)),
    );
  }
  if (pointContacts !== undefined) {
    defineLazily(result, 'pointContacts', () =>
      pointContacts.map(frame.namedPointContacts, (block) => namedPointContacts(inputs, block)),
    );
  }
}

function defineLazily<K extends 'adjacency' | 'pointContacts'>(
  result: AuditResult,
  key: K,
  make: () => NonNullable<AuditResult[K]>,
): void {
  let made: NonNullable<AuditResult[K]> | undefined;
  const get = () => {
    made ??= make();
    return made;
  };
  Object.defineProperty(result, key, { get, enumerable: true });
}

/** The findings in order. */
function arrange(findings: readonly Finding[], before: readonly Finding[]): Finding[] {
  // Of equal importance, the one that was found first: as a stable sort of all would have it.
  const rank = new Map(findings.map((finding, i) => [finding, i]));
  const kept = before.filter((finding) => rank.has(finding));
  const wasThere = new Set(kept);
  const added = findings.filter((finding) => !wasThere.has(finding));
  // Those kept are in order already, so this costs little more than reading them.
  return [...kept, ...added].sort((a, b) => byImportance(a, b) || rank.get(a)! - rank.get(b)!);
}

/** What came and what went, as the reader knows it: with its id among all. */
function changesBetween(
  before: Pick<AuditResult, 'findings'>,
  after: Pick<AuditResult, 'findings'>,
): Pick<StateReport, 'added' | 'removed'> {
  const isNew = new Set(after.findings);
  const removed = before.findings.filter((finding) => !isNew.delete(finding));
  return { added: [...isNew], removed };
}

function factsOf(
  { facts, connections, unexamined, areaSquareMetres }: NonNullable<AuditState['measured']>,
  outline: AuditState['outline'],
): CoverageFacts {
  const gaps: CoverageFacts['gaps'] = [];
  const pinched: CoverageFacts['pinched'] = [];
  for (const { gap, shell } of facts.voids) {
    if (outline.packed !== null || connections.areOne(shell)) gaps.push(gap);
    else pinched.push(gap.region);
  }
  const { components } = connections;
  const borders: Border[] = [];
  facts.nearBorders.forEach((border) => {
    borders.push(border);
  });
  const { pointContacts: _, nearBorders: __, ...others } = facts;
  return { ...others, gaps, pinched, borders, unexamined, areaSquareMetres, components };
}
