import { connectFaces } from '../../coverage/arrangement.ts';
import { boundaryOf, edgeLength, faceBeyond } from '../../coverage/repair/scope.ts';
import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { err, ok } from '../../result.ts';
import { changeGround, guarded, reassign } from '../change-ground.ts';
import { type Candidate, chooseTaker, divideAmong, STRATEGIES } from '../choose-taker.ts';
import { areasOn, buildLocalGround, type LocalGround } from '../ground/local-ground.ts';
import { regionAt, traceGroups } from '../ground/locate-region.ts';
import { given, readParameters } from '../parameter-reader.ts';
import { findUnknown, nameIn, namesIn, reason } from '../reasons.ts';
import type { OperationDefinition, PlanState, Reason } from '../types.ts';

/**
 * The ground that two communities claim stays with one of them: with `to`, or the one that the strategy names for each
 * piece (whose other ground it borders the longest). The piece over `at` alone, or all of the two.
 */
export const resolveOverlap: OperationDefinition<'resolve-overlap'> = {
  kind: 'resolve-overlap',
  label: { zh: '消除重叠', en: 'Resolve an overlap' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      communities: fields.pair('communities'),
      ...given({
        at: fields.optionalPosition('at'),
        to: fields.optionalText('to'),
        strategy: fields.optionalOneOf('strategy', STRATEGIES),
      }),
    })),
  can(plan, { communities, to }) {
    const why = findUnknown(plan, communities);
    if (why !== null || to === undefined || communities.includes(to)) return why;
    const { zh, en } = namesIn(plan, communities);
    return reason(
      'not-a-claimant',
      {
        zh: `重叠部分只能归${zh}之一。`,
        en: `The overlap can stay with one of ${en} only.`,
      },
      { communities: [to] },
    );
  },
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { communities, at, to, strategy = 'longest-border' } = parameters;
    return guarded(() => {
      const first = buildLocalGround(plan, context, { communities });
      const regions = overlapsOf(first, communities, at);
      if (regions.length === 0) return err(noOverlap(plan, communities, at));
      const isDivided = to === undefined && strategy === 'divide';
      const pieces = isDivided
        ? regions.flatMap((faces) =>
            divideAmong(first, faces, candidatesFor(first, communities, faces)),
          )
        : [];
      const ground =
        pieces.length === 0
          ? first
          : buildLocalGround(plan, context, {
              communities,
              areas: pieces.map(({ geometry }) => geometry),
            });
      return changeGround(plan, context, {
        ground,
        decide: () => {
          const settled = new Map<number, number>();
          for (const faces of pieces.length === 0 ? regions : overlapsOf(ground, communities, at)) {
            const candidates = candidatesFor(ground, communities, faces);
            const keeper =
              to !== undefined
                ? ground.ownerOf.get(to)!
                : chooseTaker(
                    plan,
                    ground,
                    candidates,
                    isDivided || strategy === 'divide' ? 'longest-border' : strategy,
                  );
            for (const face of faces) {
              settled.set(face, pieceOwner(ground, face, pieces) ?? keeper);
            }
          }
          const pair = new Set(communities.map((id) => ground.ownerOf.get(id)!));
          return ok(
            reassign(ground, (face, present) => {
              const keeper = settled.get(face);
              if (keeper === undefined) return null;
              return present.filter((owner) => owner === keeper || !pair.has(owner));
            }),
          );
        },
        compose: () => ({ kind: 'transfer' }),
      });
    });
  },
  describe(plan, { communities, to, strategy }) {
    const who = namesIn(plan, communities);
    if (to !== undefined) {
      const { zh, en } = nameIn(plan, to);
      return { zh: `${who.zh}的重叠归“${zh}”`, en: `The overlap of ${who.en} stays with ${en}` };
    }
    return strategy === 'divide'
      ? { zh: `${who.zh}平分重叠`, en: `${who.en} divide their overlap` }
      : { zh: `消除${who.zh}的重叠`, en: `Resolve the overlap of ${who.en}` };
  },
};

type Pair = readonly [string, string];

/** Connected ground that both have; only the one over a place, where one is given. */
function overlapsOf(ground: LocalGround, pair: Pair, at: Position | undefined): number[][] {
  const [a, b] = pair.map((id) => ground.ownerOf.get(id)!) as [number, number];
  const faces = ground.scope.facesOf[a]!.filter((face) => ground.scope.owners[face]!.includes(b));
  if (at === undefined) return connectFaces(ground.scope.arrangement, faces);
  const region = regionAt(traceGroups(ground, faces), at);
  return region === null ? [] : [region.faces];
}

/** Both, with the border between the overlap and the ground that each has alone. */
function candidatesFor(
  { scope, ownerOf }: LocalGround,
  pair: Pair,
  faces: readonly number[],
): Candidate[] {
  const owners = pair.map((id) => ownerOf.get(id)!);
  const metres = new Map(owners.map((owner) => [owner, 0]));
  for (const halfEdge of boundaryOf(scope, faces)) {
    const beyond = scope.owners[faceBeyond(scope, halfEdge)]!;
    const alone = owners.filter((owner) => beyond.includes(owner));
    if (alone.length !== 1) continue;
    metres.set(alone[0]!, metres.get(alone[0]!)! + edgeLength(scope, halfEdge));
  }
  return owners
    .map((owner) => ({ owner, metres: metres.get(owner)! }))
    .sort((a, b) => a.owner - b.owner);
}

function pieceOwner(
  ground: LocalGround,
  face: number,
  pieces: readonly { owner: number; geometry: AreaGeometry }[],
): number | undefined {
  if (pieces.length === 0) return undefined;
  const [piece] = areasOn(ground, face);
  return piece === undefined ? undefined : pieces[piece]!.owner;
}

function noOverlap(plan: PlanState, pair: Pair, at: Position | undefined): Reason {
  const { zh, en } = namesIn(plan, pair);
  return reason(
    'no-overlap',
    at === undefined
      ? { zh: `${zh}没有重叠。`, en: `${en} do not overlap.` }
      : {
          zh: `${zh}在此处没有重叠。请在重叠部分之内点选，或不指定位置以处理全部重叠。`,
          en: `${en} do not overlap here. Choose a place in the overlap, or none to resolve all of it.`,
        },
    { communities: [...pair], ...(at === undefined ? {} : { location: at }) },
  );
}
