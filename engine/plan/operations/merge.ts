import { geodesicArea } from '../../geometry/geodesic.ts';
import { lastingProperties } from '../../propose/suggest/community-figures.ts';
import { err, ok } from '../../result.ts';
import { changeGround, reassign } from '../change-ground.ts';
import { findApart } from '../neighbours.ts';
import { given, readParameters } from '../parameter-reader.ts';
import { findUnknown, nameIn, namesIn, reason } from '../reasons.ts';
import { summedFigures } from '../recount.ts';
import type { OperationDefinition, PlanCommunity, PlanContext, PlanState } from '../types.ts';
import { unitsOf } from '../units-of.ts';

/** Several communities become one (撤并). Their shared borders go; everything else stays as it is. */
export const mergeCommunities: OperationDefinition<'merge'> = {
  kind: 'merge',
  label: { zh: '合并社区', en: 'Merge communities' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      communities: fields.ids('communities', 2),
      into: fields.text('into'),
      ...given({ name: fields.optionalText('name'), nameEn: fields.optionalText('nameEn') }),
    })),
  can(plan, { communities, into }) {
    const unknown = findUnknown(plan, [...communities, into]);
    if (unknown !== null) return unknown;
    if (communities.includes(into)) return null;
    return reason(
      'into-not-among',
      {
        zh: '保留编号的社区应是被合并的社区之一。',
        en: 'The community that keeps its id must be one of those that are merged.',
      },
      { communities: [into] },
    );
  },
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { communities, into, name, nameEn } = parameters;
    const gone = communities.filter((id) => id !== into);
    const kept = plan.communities.get(into)!;
    return changeGround(plan, context, {
      request: { communities },
      mayVanish: gone,
      decide: (ground) => {
        const apart = findApart(plan, ground, communities);
        if (apart !== null) return err(apart);
        const one = ground.ownerOf.get(into)!;
        return ok(reassign(ground, (_face, present) => present.map(() => one)));
      },
      compose: () => ({
        kind: 'merge',
        attributes: new Map([[into, { ...kept, ...given({ name, nameEn }) }]]),
        assignment: unitsPassing(plan, context, gone, into),
        marked: [into],
        ...figuresWithoutUnits(plan, context, communities, kept),
        lineage: [
          {
            parent: into,
            child: into,
            kind: 'merge',
            areaSquareMetres: geodesicArea(kept.geometry),
          },
        ],
      }),
    });
  },
  describe(plan, { communities, into, name, nameEn }) {
    const who = namesIn(plan, communities);
    const kept = nameIn(plan, into);
    return {
      zh: `合并${who.zh}为“${name ?? kept.zh}”`,
      en: `Merge ${who.en} into ${nameEn ?? name ?? kept.en}`,
    };
  },
};

/** The units of communities that end pass with them. */
export function unitsPassing(
  plan: PlanState,
  context: PlanContext,
  gone: readonly string[],
  into: string,
): Record<string, string> {
  return Object.fromEntries(
    gone.flatMap((id) => unitsOf(plan, context, id)).map(({ id }) => [id, into]),
  );
}

/** Where the units of one of them are not known, the figures on record are added up. */
export function figuresWithoutUnits(
  plan: PlanState,
  context: PlanContext,
  communities: readonly string[],
  kept: PlanCommunity,
): { figures?: Map<string, Record<string, unknown>> } {
  if (communities.every((id) => unitsOf(plan, context, id).length > 0)) return {};
  const all = communities.map((id) => plan.communities.get(id)!);
  const figures = { ...lastingProperties(kept), ...summedFigures(all) };
  return { figures: new Map([[kept.id, figures]]) };
}
