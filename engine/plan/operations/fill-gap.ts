import { err, ok } from '../../result.ts';
import { changeGround, type FaceOwners, guarded, reassign } from '../change-ground.ts';
import { type Candidate, chooseTaker, divideAmong, STRATEGIES } from '../choose-taker.ts';
import { type FoundGap, findGap } from '../find-gap.ts';
import { lengthsBeside } from '../give-units.ts';
import { areasOn, buildLocalGround, type LocalGround } from '../ground/local-ground.ts';
import { regionAt, traceGroups } from '../ground/locate-region.ts';
import { given, readParameters } from '../parameter-reader.ts';
import { findUnknown, nameIn, namesIn, reason } from '../reasons.ts';
import type {
  OperationDefinition,
  OperationParameters,
  PlanContext,
  PlanState,
  Reason,
} from '../types.ts';

/** The gap over a place goes to a community that borders it: `to`, or the one that the strategy names (the longest border). */
export const fillGap: OperationDefinition<'fill-gap'> = {
  kind: 'fill-gap',
  label: { zh: '填补空白', en: 'Fill a gap' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      at: fields.position('at'),
      ...given({
        to: fields.optionalText('to'),
        strategy: fields.optionalOneOf('strategy', STRATEGIES),
      }),
    })),
  can: (plan, { to }) => (to === undefined ? null : findUnknown(plan, [to])),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    return guarded(() => {
      const found = findGap(plan, context, parameters.at);
      if (!found.ok) return found;
      const { ground, region } = found.value;
      const candidates: Candidate[] = [...lengthsBeside(ground, ground.scope.owners, region.faces)]
        .map(([owner, { metres }]) => ({ owner, metres }))
        .sort((a, b) => a.owner - b.owner);
      const refused = refuseTaker(plan, ground, candidates, parameters);
      if (refused !== null) return err(refused);
      const { to, strategy = 'longest-border' } = parameters;
      if (to === undefined && strategy === 'divide' && candidates.length > 1) {
        return changeGround(
          plan,
          context,
          divided(plan, context, found.value, candidates, parameters),
        );
      }
      const taker =
        to !== undefined
          ? ground.ownerOf.get(to)!
          : chooseTaker(
              plan,
              ground,
              candidates,
              strategy === 'divide' ? 'longest-border' : strategy,
            );
      const filled = new Set(region.faces);
      return changeGround(plan, context, {
        ground,
        decide: () => ok(reassign(ground, (face) => (filled.has(face) ? [taker] : null))),
        compose: () => ({ kind: 'transfer' }),
      });
    });
  },
  describe(plan, { to, strategy }) {
    if (to !== undefined) {
      const { zh, en } = nameIn(plan, to);
      return { zh: `空白划入“${zh}”`, en: `A gap goes to ${en}` };
    }
    return strategy === 'divide'
      ? { zh: '空白由四周社区平分', en: 'A gap is divided among its neighbours' }
      : { zh: '填补空白', en: 'Fill a gap' };
  },
};

function refuseTaker(
  plan: PlanState,
  ground: LocalGround,
  candidates: readonly Candidate[],
  { at, to }: OperationParameters['fill-gap'],
): Reason | null {
  const beside = candidates.map(({ owner }) => ground.ids[owner]!);
  if (beside.length === 0) {
    return reason(
      'no-neighbour',
      {
        zh: '没有社区与这处空白相邻，无法划入。请用“绘制社区”在此新设社区。',
        en: 'No community borders this gap. Draw a new community there instead.',
      },
      { location: at },
    );
  }
  if (to === undefined || beside.includes(to)) return null;
  const [taker, others] = [nameIn(plan, to), namesIn(plan, beside)];
  return reason(
    'not-beside-gap',
    {
      zh: `“${taker.zh}”不与这处空白相邻，划入会形成飞地。请选择${others.zh}。`,
      en: `${taker.en} does not border this gap and would become two parts. Choose ${others.en}.`,
    },
    { communities: [to], location: at },
  );
}

/** On a further arrangement, in which the pieces of the division stand. */
function divided(
  plan: PlanState,
  context: PlanContext,
  { ground: first, region, box }: FoundGap,
  candidates: readonly Candidate[],
  { at }: OperationParameters['fill-gap'],
) {
  const pieces = divideAmong(first, region.faces, candidates);
  const ground = buildLocalGround(plan, context, {
    communities: [],
    box,
    outline: true,
    areas: pieces.map(({ geometry }) => geometry),
  });
  const rest = chooseTaker(plan, first, candidates, 'longest-border');
  return {
    ground,
    decide: () => {
      const empty = ground.scope.owners.flatMap((owners, face) =>
        owners.length === 0 && face !== 0 ? [face] : [],
      );
      const inPieces = empty.filter((face) => areasOn(ground, face).length > 0);
      // Rounding may leave crumbs beside the pieces: they are of the same gap.
      const whole = regionAt(traceGroups(ground, empty), at)?.faces ?? inPieces;
      const filled = new Set(isPlausible(whole, inPieces) ? whole : inPieces);
      const after: FaceOwners = reassign(ground, (face) => {
        if (!filled.has(face)) return null;
        const [piece] = areasOn(ground, face);
        return [piece === undefined ? rest : pieces[piece]!.owner];
      });
      return ok(after);
    },
    compose: () => ({ kind: 'transfer' as const }),
  };
}

const isPlausible = (whole: readonly number[], inPieces: readonly number[]): boolean => {
  const faces = new Set(whole);
  return inPieces.every((face) => faces.has(face));
};
