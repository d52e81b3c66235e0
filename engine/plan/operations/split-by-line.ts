import type { Position } from '../../coverage/types.ts';
import { err, ok, type Result } from '../../result.ts';
import { changeGround, guarded, reassign } from '../change-ground.ts';
import { cutIntoParts, type GroundPart } from '../cut-into-parts.ts';
import { extendToBorder } from '../extend-to-border.ts';
import { buildLocalGround, type LocalGround } from '../ground/local-ground.ts';
import { keptLink } from '../kept-link.ts';
import { newCommunity, newIds } from '../new-community.ts';
import { given, readNewCommunity, readParameters } from '../parameter-reader.ts';
import { findTaken, findUnknown, nameIn, reason } from '../reasons.ts';
import type {
  NewCommunity,
  OperationDefinition,
  OperationParameters,
  PlanContext,
  PlanState,
  Reason,
} from '../types.ts';

/**
 * A community is cut along a line from border to border. The largest part, or the one over `keep`, keeps its id; the
 * others become new communities, the larger first, named by `parts` in that order. Ends that fall
 * short of the border by up to five metres are led to it. Parts of the community that the line does
 * not touch stay with the one that keeps the id.
 */
export const splitByLine: OperationDefinition<'split-by-line'> = {
  kind: 'split-by-line',
  label: { zh: '沿线拆分', en: 'Split along a line' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      community: fields.text('community'),
      line: fields.line('line'),
      ...given({
        parts: fields.optionalList('parts', readNewCommunity),
        keep: fields.optionalPosition('keep'),
      }),
    })),
  can: (plan, { community, parts = [] }) =>
    findUnknown(plan, [community]) ??
    findTaken(
      plan,
      parts.map(({ id }) => id),
    ),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { community } = parameters;
    const present = plan.communities.get(community)!;
    const line = extendToBorder(plan, present, parameters.line);
    if (!line.ok) return line;
    const counted = countParts(plan, context, parameters, line.value);
    if (!counted.ok) return counted;
    const made = counted.value;
    const ids = made.map(({ id }) => id);
    return changeGround(plan, context, {
      request: { communities: [community], created: ids, lines: [line.value] },
      decide: (ground) => {
        const parts = orderedParts(plan, ground, parameters);
        if (!parts.ok) return parts;
        const ownerOfFace = new Map<number, number>();
        parts.value.slice(1).forEach(({ faces }, i) => {
          for (const face of faces) ownerOfFace.set(face, ground.ownerOf.get(ids[i]!)!);
        });
        return ok(
          reassign(ground, (face) => {
            const owner = ownerOfFace.get(face);
            return owner === undefined ? null : [owner];
          }),
        );
      },
      compose: ({ moved }) => ({
        kind: 'split',
        attributes: new Map(made.map((part) => [part.id, newCommunity(part, present)])),
        marked: [community, ...ids],
        lineage: [keptLink(present, moved)],
      }),
    });
  },
  describe(plan, { community, parts }) {
    const { zh, en } = nameIn(plan, community);
    const names = (parts ?? []).map(({ id, name, nameEn }) => ({
      zh: name ?? nameEn ?? id,
      en: nameEn ?? name ?? id,
    }));
    if (names.length === 0) return { zh: `沿线拆分“${zh}”`, en: `Split ${en} along a line` };
    return {
      zh: `沿线拆分“${zh}”，分出${names.map((name) => `“${name.zh}”`).join('、')}`,
      en: `Split ${names.map((name) => name.en).join(', ')} off ${en} along a line`,
    };
  },
};

/** The new communities: those given, and as many more as the line makes. */
function countParts(
  plan: PlanState,
  context: PlanContext,
  parameters: OperationParameters['split-by-line'],
  line: readonly Position[],
): Result<NewCommunity[], Reason> {
  const { community, parts = [] } = parameters;
  return guarded(() => {
    const ground = buildLocalGround(plan, context, { communities: [community], lines: [line] });
    const made = orderedParts(plan, ground, parameters);
    if (!made.ok) return made;
    const count = made.value.length - 1;
    if (parts.length > count) {
      return err(
        reason(
          'too-few-parts',
          {
            zh: `这条线把社区分成 ${count + 1} 部分，只能新设 ${count} 个社区，却给出了 ${parts.length} 个。请减少新社区，或改画分割线。`,
            en: `The line makes ${count + 1} parts, which is ${count} new ${count === 1 ? 'community' : 'communities'}, and ${parts.length} were given. Give fewer, or draw another line.`,
          },
          { communities: [community] },
        ),
      );
    }
    const taken = new Set(parts.map(({ id }) => id));
    const more = newIds(plan, community, count - parts.length, taken);
    return ok([...parts, ...more.map((id) => ({ id }))]);
  });
}

/** The part that keeps the id first, then the larger before the smaller. */
function orderedParts(
  plan: PlanState,
  ground: LocalGround,
  { community, line, keep }: OperationParameters['split-by-line'],
): Result<GroundPart[], Reason> {
  const parts = cutIntoParts(ground, ground.ownerOf.get(community)!, 0);
  const { zh, en } = nameIn(plan, community);
  if (parts.length < 2) {
    return err(
      reason(
        'line-misses',
        {
          zh: `这条线没有把“${zh}”分开：请从边界的一侧画到另一侧，穿过该社区。`,
          en: `The line does not divide ${en}: draw it across the community, from border to border.`,
        },
        { communities: [community], location: line[Math.floor(line.length / 2)]! },
      ),
    );
  }
  if (keep === undefined) return ok(parts);
  const kept = parts.find(({ contains }) => contains(keep));
  if (kept === undefined) {
    return err(
      reason(
        'keep-misses',
        {
          zh: `指定保留编号的位置不在“${zh}”被分割的范围内。请在要保留的一侧点选。`,
          en: `The place that shall keep the id is not in ${en} beside the line. Choose a place in the part that keeps it.`,
        },
        { communities: [community], location: keep },
      ),
    );
  }
  return ok([kept, ...parts.filter((part) => part !== kept)]);
}
