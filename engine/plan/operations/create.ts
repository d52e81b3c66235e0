import { err } from '../../result.ts';
import { assignmentOf, giveUnits } from '../give-units.ts';
import { newCommunity } from '../new-community.ts';
import { readNewCommunity, readParameters } from '../parameter-reader.ts';
import { findTaken } from '../reasons.ts';
import type { OperationDefinition } from '../types.ts';
import { findUnknownUnits } from '../units-of.ts';

/** A new community of whole units (新组建), of whichever communities they belong to now. */
export const createCommunity: OperationDefinition<'create'> = {
  kind: 'create',
  label: { zh: '新组建社区', en: 'Create a community' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      ...readNewCommunity(fields),
      units: fields.ids('units'),
    })),
  can: (plan, { id, units }, context) => findTaken(plan, [id]) ?? findUnknownUnits(context, units),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { id, units } = parameters;
    const moves = [{ units, to: id }];
    return giveUnits(plan, context, {
      moves,
      created: [id],
      compose: () => ({
        kind: 'create',
        attributes: new Map([[id, newCommunity(parameters)]]),
        assignment: assignmentOf(moves),
        marked: [id],
      }),
    });
  },
  describe: (_plan, { id, name, nameEn, units }) => ({
    zh: `以 ${units.length} 个地块新组建“${name ?? nameEn ?? id}”`,
    en: `Create ${nameEn ?? name ?? id} of ${units.length} ${units.length === 1 ? 'unit' : 'units'}`,
  }),
};
