import type { AuditResult, Finding } from '../coverage/types.ts';
import { remember } from '../measure/remember.ts';
import type { AuditInput } from './audit-under-policy.ts';
import { findUnitFaults } from './find-unit-faults.ts';
import { contextOf } from './rule-context.ts';
import type { PolicyInput } from './types.ts';

type Adjacency = NonNullable<AuditResult['adjacency']>;

/** A policy holds for the communities audited; those around them are not there to merge with. */
export function rulesInput(input: AuditInput, adjacency: Adjacency): PolicyInput {
  const { communities, isOwn } = input;
  if (isOwn === undefined) return { ...everythingOf(input), adjacency };
  const ids = ownIds(input);
  return {
    ...everythingOf(input),
    communities: communities.filter((_, index) => isOwn(index)),
    around: communities.filter((_, index) => !isOwn(index)),
    adjacency: adjacency.filter((border) => border.communities.every((id) => ids.has(id))),
    ...(input.units === undefined ? {} : { units: unitsOfPart(input) }),
  };
}

/**
 * The faults of units. In the audit of a part they are judged against all communities, and those that concern the part are
 * told. Of the part of a file, whose units are those of all of it, one in no community is not known to be the part's.
 * @param rules as {@link rulesInput} gives them
 */
export function findUnitFaultsOf(input: AuditInput, rules: PolicyInput): Finding[] {
  const { isOwn, options } = input;
  // What was computed for the rules of a policy serves here as well.
  if (isOwn === undefined) return findUnitFaults(rules, options);
  const faults = findUnitFaults(everythingOf(input), options);
  const own = ownIds(input);
  return faults.flatMap((finding) => {
    const beyond = finding.communities.filter((id) => !own.has(id));
    if (finding.communities.length === 0) {
      return isPartOfFile(input) && finding.kind !== 'unchecked' ? [] : [finding];
    }
    if (beyond.length === finding.communities.length) return [];
    return [beyond.length === 0 ? finding : { ...finding, communitiesBeyond: beyond }];
  });
}

/** All communities with all material, the same object each time: what is computed for it is kept with it. */
const everythingOf: (input: AuditInput) => PolicyInput = remember((input) => {
  const { communities, jurisdiction, estates, facilities, barriers, units } = input;
  const { newCommunities, conversions, before } = input;
  return {
    communities,
    ...(newCommunities === undefined ? {} : { newCommunities }),
    ...(conversions === undefined ? {} : { conversions }),
    ...(before === undefined ? {} : { before }),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(estates === undefined ? {} : { estates }),
    ...(facilities === undefined ? {} : { facilities }),
    ...(barriers === undefined ? {} : { barriers }),
    ...(units === undefined ? {} : { units }),
  };
});

/** The units of a file that its part holds; of a register's part they are its own already. */
function unitsOfPart(input: AuditInput): NonNullable<PolicyInput['units']> {
  const { units = [] } = input;
  if (!isPartOfFile(input)) return units;
  const own = ownIds(input);
  const pieces = contextOf(everythingOf(input)).unitPieces();
  return units.filter((unit) => {
    const [main] = pieces.get(unit) ?? [];
    return main !== undefined && own.has(main.community.id);
  });
}

const isPartOfFile = ({ isOwn, outlineOf }: AuditInput): boolean =>
  isOwn !== undefined && outlineOf === undefined;

const ownIds = ({ communities, isOwn }: AuditInput): ReadonlySet<string> =>
  new Set(communities.filter((_, index) => isOwn?.(index) ?? true).map(({ id }) => id));
