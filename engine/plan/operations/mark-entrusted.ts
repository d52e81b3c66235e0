import { err, ok } from '../../result.ts';
import { FIELDS } from '../../rules/fields.ts';
import { readParameters } from '../parameter-reader.ts';
import { findUnknown, NOTHING_CHANGES, nameIn } from '../reasons.ts';
import type { OperationDefinition } from '../types.ts';
import { attributesOnly, isAlike, withProperties } from './set-attributes.ts';

/** Separate parts are run by the community for now, and why (托管). */
export const markEntrusted: OperationDefinition<'mark-entrusted'> = {
  kind: 'mark-entrusted',
  label: { zh: '标注托管', en: 'Mark as entrusted' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      community: fields.text('community'),
      reason: fields.textOrNull('reason'),
    })),
  can: (plan, { community }) => findUnknown(plan, [community]),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { community: id, reason } = parameters;
    const present = plan.communities.get(id)!;
    const after = withProperties(present, { [FIELDS.entrusted]: reason });
    return isAlike(present, after) ? err(NOTHING_CHANGES([id])) : ok(attributesOnly(after));
  },
  describe(plan, { community, reason }) {
    const { zh, en } = nameIn(plan, community);
    return reason === null
      ? { zh: `取消“${zh}”的托管标注`, en: `${en} is no longer marked as entrusted` }
      : { zh: `标注“${zh}”托管：${reason}`, en: `Mark ${en} as entrusted: ${reason}` };
  },
};
