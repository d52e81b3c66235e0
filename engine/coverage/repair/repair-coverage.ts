import { auditCoverage } from '../audit.ts';
import { byCodePoint } from '../context.ts';
import type {
  AuditOptions,
  AuditResult,
  CommunityInput,
  CoverageKind,
  Finding,
  JurisdictionInput,
} from '../types.ts';
import { type PassResult, repairOnce } from './repair-once.ts';
import { resolveRepairOptions } from './settings.ts';
import type { AreaAccount, RepairChange, RepairOptions, RepairResult } from './types.ts';

/** Faults of the borders themselves. Parts and enclaves are for people to decide. */
const REPAIRABLE: ReadonlySet<Finding['kind'] | CoverageKind> = new Set([
  'overlap',
  'gap',
  'outside',
  'mismatch',
  'invalid',
  'duplicate',
  'unchecked',
] as const);

/** Is the finding of a kind that a repair is for? */
export const isRepairable = ({ kind }: Pick<Finding, 'kind'>): boolean => REPAIRABLE.has(kind);

/** How communities are audited before and after: {@link auditCoverage}, or one that gives the same faster. */
export type Auditor = (
  communities: readonly CommunityInput[],
  jurisdiction: JurisdictionInput | null,
  options: AuditOptions,
) => AuditResult;

/** Everything counts; below this is the noise of the grid. */
const SMALLEST_AREA = 1e-9;

/** One pass mends what it sees; a further one looks at what rounding may have left. */
const MOST_PASSES = 6;

/**
 * Repairs a coverage: gives every piece of land one owner and every border one line.
 *
 * 1. Land claimed by several communities goes to one of them, gaps to a neighbour, as the strategies
 *    say; wide ones are left. 2. Borders that run within the tolerance of one another become one of
 *    the two given lines. 3. A vertex on a shared border stands in the rings of both sides. 4. Invalid
 *    shapes become the valid area that the even–odd rule gives them.
 *
 * Nothing else moves: a vertex keeps the very coordinates it had, a community without a change is
 * the same object. New vertices stand only where given lines cross, and along a dividing line.
 * A community never vanishes; where giving land away would make it, the fault is left and reported.
 * The result does not depend on the order of the input, and repairing it again changes nothing.
 * Input in degrees, figures in metres on the ellipsoid.
 * @throws RangeError for an option that is no strategy or no length
 */
export function repairCoverage(
  communities: readonly CommunityInput[],
  jurisdiction?: JurisdictionInput | null,
  options: RepairOptions = {},
  audit: Auditor = auditCoverage,
): RepairResult {
  const settings = resolveRepairOptions(options);
  const auditAll = (
    inspected: readonly CommunityInput[],
    within: JurisdictionInput | null,
  ): AuditResult =>
    audit(inspected, within, {
      toleranceMetres: settings.toleranceMetres,
      minAreaSquareMetres: SMALLEST_AREA,
    });
  const before = auditAll(communities, jurisdiction ?? null);
  let [current, outline, after] = [[...communities], jurisdiction ?? null, before];
  let origins = [...current.keys()];
  const changes: RepairChange[] = [];
  const account = new Account();
  let last: PassResult | null = null;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    last = repairOnce(current, outline, after, settings);
    if (!last.isChanged) break;
    origins = last.origins.map((at) => origins[at]!);
    changes.push(...last.changes);
    account.add(last);
    [current, outline] = [last.communities, last.jurisdiction];
    after = auditAll(current, outline);
  }
  return {
    communities: current,
    origins,
    jurisdiction: outline,
    changed: current.filter((item, i) => item !== communities[origins[i]!]).map(({ id }) => id),
    changes: withUniqueIds(changes).sort(bySizeThenId),
    left: [...(last?.left ?? [])].sort(bySizeThenId),
    before,
    audit: after,
    isClean: !after.findings.some(isRepairable),
    area: account.total(before, after),
  };
}

class Account {
  private filled = 0;
  private resolved = 0;
  private clipped = 0;
  private planeDifference = 0;

  add({ area }: PassResult): void {
    this.filled += area.filledSquareMetres;
    this.resolved += area.resolvedSquareMetres;
    this.clipped += area.clippedSquareMetres;
    this.planeDifference += area.planeDifferenceSquareMetres;
  }

  total(before: AuditResult, after: AuditResult): AreaAccount {
    const afterSquareMetres = after.summary.areaSquareMetres;
    return {
      beforeSquareMetres: before.summary.areaSquareMetres,
      afterSquareMetres,
      filledSquareMetres: this.filled,
      resolvedSquareMetres: this.resolved,
      clippedSquareMetres: this.clipped,
      planeDifference:
        afterSquareMetres > 0 ? Math.abs(this.planeDifference) / afterSquareMetres : 0,
    };
  }
}

/** A later pass may change the border of the same communities once more. */
function withUniqueIds(changes: readonly RepairChange[]): RepairChange[] {
  const uses = new Map<string, number>();
  return changes.map((change) => {
    const use = (uses.get(change.id) ?? 0) + 1;
    uses.set(change.id, use);
    return use === 1 ? change : { ...change, id: `${change.id}-${use}` };
  });
}

function bySizeThenId(
  a: { areaSquareMetres: number | null; id: string },
  b: { areaSquareMetres: number | null; id: string },
): number {
  return (b.areaSquareMetres ?? -1) - (a.areaSquareMetres ?? -1) || byCodePoint(a.id, b.id);
}
