import { err } from '../../result.ts';
import { assignmentOf, giveUnits } from '../give-units.ts';
import { keptLink } from '../kept-link.ts';
import { newCommunity } from '../new-community.ts';
import { readNewCommunity, readParameters } from '../parameter-reader.ts';
import { findTaken, findUnknown, nameIn, reason } from '../reasons.ts';
import { communityOf } from '../recount.ts';
import type {
  OperationDefinition,
  OperationParameters,
  PlanContext,
  PlanState,
  Reason,
} from '../types.ts';
import { findUnknownUnits, unitsOf } from '../units-of.ts';

/**
 * A community is divided by its units. A part with the community's own id keeps its attributes, and all ground that no
 * other part names; where there is none, the parts must name every unit, and the community ends.
 */
export const splitIntoParts: OperationDefinition<'split-into-parts'> = {
  kind: 'split-into-parts',
  label: { zh: '按地块拆分', en: 'Split into parts' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      community: fields.text('community'),
      parts: fields.list('parts', 2, (part) => ({
        ...readNewCommunity(part),
        units: part.ids('units'),
      })),
    })),
  can: (plan, parameters, context) =>
    findUnknown(plan, [parameters.community]) ??
    findTaken(plan, newOnes(parameters)) ??
    findUnknownUnits(
      context,
      parameters.parts.flatMap(({ units }) => units),
    ) ??
    findForeignUnits(plan, parameters) ??
    findLeftUnits(plan, context, parameters),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { community, parts } = parameters;
    const present = plan.communities.get(community)!;
    const created = newOnes(parameters);
    const keeps = created.length < parts.length;
    const moves = parts
      .filter(({ id }) => id !== community)
      .map(({ id, units }) => ({ units, to: id }));
    const attributes = parts
      .filter(({ id }) => id !== community)
      .map((part) => [part.id, newCommunity(part, present)] as const);
    const own = parts.find(({ id }) => id === community);
    const renamed =
      own === undefined ? [] : [[community, { ...present, ...namesOf(own) }] as const];
    return giveUnits(plan, context, {
      moves,
      created,
      ...(keeps ? {} : { emptied: community }),
      compose: ({ moved }) => ({
        kind: 'split',
        attributes: new Map([...attributes, ...renamed]),
        assignment: assignmentOf(moves),
        marked: [...created, ...(keeps ? [community] : [])],
        lineage: keeps ? [keptLink(present, moved)] : [],
      }),
    });
  },
  describe(plan, { community, parts }) {
    const { zh, en } = nameIn(plan, community);
    return {
      zh: `将“${zh}”按地块拆分为 ${parts.length} 个社区`,
      en: `Split ${en} into ${parts.length} communities by units`,
    };
  },
};

type Parameters = OperationParameters['split-into-parts'];

const namesOf = ({ name, nameEn }: Parameters['parts'][number]) => ({
  ...(name === undefined ? {} : { name }),
  ...(nameEn === undefined ? {} : { nameEn }),
});

const newOnes = ({ community, parts }: Parameters): string[] =>
  parts.map(({ id }) => id).filter((id) => id !== community);

function findForeignUnits(plan: PlanState, { community, parts }: Parameters): Reason | null {
  const foreign = parts
    .flatMap(({ units }) => units)
    .filter((unit) => (communityOf(plan, unit) ?? community) !== community);
  if (foreign.length === 0) return null;
  const { zh, en } = nameIn(plan, community);
  const shown = foreign.slice(0, 5).join(', ');
  return reason(
    'foreign-units',
    {
      zh: `这些地块不属于“${zh}”：${shown}。拆分只能使用本社区的地块；他处的地块请先划入。`,
      en: `These units are not in ${en}: ${shown}. A split takes units of the community alone; transfer others to it first.`,
    },
    { communities: [community] },
  );
}

/** Without a part that keeps the id, units that nobody names would be in no community. */
function findLeftUnits(
  plan: PlanState,
  context: PlanContext,
  { community, parts }: Parameters,
): Reason | null {
  if (parts.some(({ id }) => id === community)) return null;
  const named = new Set(parts.flatMap(({ units }) => units));
  const left = unitsOf(plan, context, community).filter(({ id }) => !named.has(id));
  return left.length === 0
    ? null
    : unitsLeft(
        plan,
        community,
        left.map(({ id }) => id),
      );
}

export function unitsLeft(plan: PlanState, community: string, left: readonly string[]): Reason {
  const { zh, en } = nameIn(plan, community);
  const shown = left.slice(0, 5).join(', ');
  return reason(
    'units-left',
    {
      zh: `“${zh}”还有 ${left.length} 个地块没有去向：${shown}。请把每个地块都划给一个社区。`,
      en: `${left.length} ${left.length === 1 ? 'unit' : 'units'} of ${en} would go to nobody: ${shown}. Give every unit to a community.`,
    },
    { communities: [community] },
  );
}
