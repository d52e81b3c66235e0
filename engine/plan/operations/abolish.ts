import { err, ok } from '../../result.ts';
import { changeGround, reassign } from '../change-ground.ts';
import { assignmentOf, giveUnits } from '../give-units.ts';
import { findApart } from '../neighbours.ts';
import { readParameters } from '../parameter-reader.ts';
import { findUnknown, nameIn, namesIn, reason } from '../reasons.ts';
import type {
  OperationDefinition,
  OperationParameters,
  PlanContext,
  PlanState,
  Reason,
} from '../types.ts';
import { findUnknownUnits, unitsOf } from '../units-of.ts';
import { figuresWithoutUnits, unitsPassing } from './merge.ts';
import { unitsLeft } from './split-into-parts.ts';

/** A community ends (撤销): its ground goes to one neighbour, or its units to several. */
export const abolishCommunity: OperationDefinition<'abolish'> = {
  kind: 'abolish',
  label: { zh: '撤销社区', en: 'Abolish a community' },
  parse: (value) =>
    readParameters(value, (fields) =>
      fields.has('moves')
        ? {
            community: fields.text('community'),
            moves: fields.list('moves', 1, (move) => ({
              units: move.ids('units'),
              to: move.text('to'),
            })),
          }
        : { community: fields.text('community'), into: fields.text('into') },
    ),
  can(plan, parameters, context) {
    const { community } = parameters;
    const takers = takersOf(parameters);
    const why = findUnknown(plan, [community, ...takers]);
    if (why !== null) return why;
    if (takers.includes(community)) return intoItself(plan, community);
    return 'into' in parameters ? null : findUnitFaults(plan, context, parameters);
  },
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { community } = parameters;
    if ('moves' in parameters) {
      const { moves } = parameters;
      return giveUnits(plan, context, {
        moves,
        emptied: community,
        compose: () => ({ kind: 'abolish', assignment: assignmentOf(moves) }),
      });
    }
    const { into } = parameters;
    const kept = plan.communities.get(into)!;
    return changeGround(plan, context, {
      request: { communities: [into, community] },
      mayVanish: [community],
      decide: (ground) => {
        const apart = findApart(plan, ground, [into, community]);
        if (apart !== null) return err(apart);
        const one = ground.ownerOf.get(into)!;
        return ok(reassign(ground, (_face, present) => present.map(() => one)));
      },
      compose: () => ({
        kind: 'abolish',
        attributes: new Map([[into, { ...kept }]]),
        assignment: unitsPassing(plan, context, [community], into),
        ...figuresWithoutUnits(plan, context, [into, community], kept),
      }),
    });
  },
  describe(plan, parameters) {
    const gone = nameIn(plan, parameters.community);
    const takers = namesIn(plan, takersOf(parameters));
    return {
      zh: `撤销“${gone.zh}”，划入${takers.zh}`,
      en: `Abolish ${gone.en}: its ground to ${takers.en}`,
    };
  },
};

type Parameters = OperationParameters['abolish'];

const takersOf = (parameters: Parameters): string[] =>
  'into' in parameters ? [parameters.into] : [...new Set(parameters.moves.map(({ to }) => to))];

function intoItself(plan: PlanState, community: string): Reason {
  const { zh, en } = nameIn(plan, community);
  return reason(
    'into-itself',
    {
      zh: `“${zh}”被撤销后不能再接收范围。请选择相邻的其他社区。`,
      en: `${en} ends and cannot take ground. Choose a neighbour.`,
    },
    { communities: [community] },
  );
}

function findUnitFaults(
  plan: PlanState,
  context: PlanContext,
  { community, moves }: Extract<Parameters, { moves: unknown }>,
): Reason | null {
  const named = moves.flatMap(({ units }) => units);
  const unknown = findUnknownUnits(context, named);
  if (unknown !== null) return unknown;
  const own = new Set(unitsOf(plan, context, community).map(({ id }) => id));
  const foreign = named.filter((unit) => !own.has(unit));
  if (foreign.length > 0) {
    const { zh, en } = nameIn(plan, community);
    const shown = foreign.slice(0, 5).join(', ');
    return reason(
      'foreign-units',
      {
        zh: `这些地块不属于“${zh}”：${shown}。撤销时只能分配它自己的地块。`,
        en: `These units are not in ${en}: ${shown}. Abolishing gives away its own units alone.`,
      },
      { communities: [community] },
    );
  }
  const given = new Set(named);
  const left = [...own].filter((unit) => !given.has(unit));
  return left.length === 0 ? null : unitsLeft(plan, community, left);
}
