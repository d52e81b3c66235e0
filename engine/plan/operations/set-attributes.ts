import { err, ok } from '../../result.ts';
import { areEqual } from '../are-equal.ts';
import { given, readParameters } from '../parameter-reader.ts';
import { findUnknown, NOTHING_CHANGES, nameIn } from '../reasons.ts';
import type { Change, OperationDefinition, PlanCommunity } from '../types.ts';

/** Name and attributes of a community change; `null` takes one away. */
export const setAttributes: OperationDefinition<'set-attributes'> = {
  kind: 'set-attributes',
  label: { zh: '修改属性', en: 'Edit attributes' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      community: fields.text('community'),
      ...given({
        name: fields.optionalText('name'),
        nameEn: fields.optionalTextOrNull('nameEn'),
        properties: fields.optionalProperties('properties'),
      }),
    })),
  can: (plan, { community }) => findUnknown(plan, [community]),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { community: id, name, nameEn, properties = {} } = parameters;
    const present = plan.communities.get(id)!;
    const after = withProperties(present, properties);
    const named: PlanCommunity = { ...after, ...given({ name }) };
    if (nameEn === null) delete named.nameEn;
    else if (nameEn !== undefined) named.nameEn = nameEn;
    return isAlike(present, named) ? err(NOTHING_CHANGES([id])) : ok(attributesOnly(named));
  },
  describe(plan, { community, name }) {
    const { zh, en } = nameIn(plan, community);
    if (name !== undefined) return { zh: `“${zh}”更名为“${name}”`, en: `Rename ${en} to ${name}` };
    return { zh: `修改“${zh}”的属性`, en: `Edit the attributes of ${en}` };
  },
};

/** A change of attributes alone. */
export const attributesOnly = (community: PlanCommunity): Change => ({
  put: [community],
  removed: [],
  assignment: {},
  lineage: [],
  extent: null,
});

/** A community with some properties put or, where null, taken away. */
export function withProperties(
  community: PlanCommunity,
  changes: Readonly<Record<string, unknown>>,
): PlanCommunity {
  const properties = { ...community.properties };
  for (const [field, value] of Object.entries(changes)) {
    if (value === null) delete properties[field];
    else properties[field] = value;
  }
  return { ...community, properties };
}

/** Values are plain data; the order of properties says nothing. */
export function isAlike(a: PlanCommunity, b: PlanCommunity): boolean {
  return (
    a.name === b.name && a.nameEn === b.nameEn && areEqual(a.properties ?? {}, b.properties ?? {})
  );
}
