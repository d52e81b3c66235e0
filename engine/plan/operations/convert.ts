import { geodesicArea } from '../../geometry/geodesic.ts';
import { err, ok } from '../../result.ts';
import { FIELDS } from '../../rules/fields.ts';
import { given, readParameters } from '../parameter-reader.ts';
import { findUnknown, NOTHING_CHANGES, nameIn } from '../reasons.ts';
import type { OperationDefinition } from '../types.ts';
import { attributesOnly, isAlike, withProperties } from './set-attributes.ts';

/** A village becomes a community with its range unchanged (成建制改制); or another change of standing. */
export const convertCommunity: OperationDefinition<'convert'> = {
  kind: 'convert',
  label: { zh: '成建制改制', en: 'Convert a community' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      community: fields.text('community'),
      kind: fields.oneOf('kind', ['urban', 'village', 'converted', 'park']),
      ...given({
        name: fields.optionalText('name'),
        nameEn: fields.optionalText('nameEn'),
        properties: fields.optionalProperties('properties'),
      }),
    })),
  can: (plan, { community }) => findUnknown(plan, [community]),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { community: id, kind, name, nameEn, properties } = parameters;
    const present = plan.communities.get(id)!;
    const after = {
      ...withProperties(present, {
        ...properties,
        [FIELDS.kind]: kind,
        [FIELDS.planOperation]: 'convert',
      }),
      ...given({ name, nameEn }),
    };
    if (isAlike(present, after)) return err(NOTHING_CHANGES([id]));
    return ok({
      ...attributesOnly(after),
      lineage: [
        {
          parent: id,
          child: id,
          kind: 'convert',
          areaSquareMetres: geodesicArea(present.geometry),
        },
      ],
    });
  },
  describe(plan, { community, kind, name, nameEn }) {
    const { zh, en } = nameIn(plan, community);
    const word = KINDS[kind];
    return {
      zh: `“${zh}”成建制改为${word.zh}${name === undefined ? '' : `“${name}”`}`,
      en: `Convert ${en} to ${word.en}${name === undefined ? '' : ` ${nameEn ?? name}`}`,
    };
  },
};

const KINDS = {
  urban: { zh: '社区', en: 'an urban community' },
  village: { zh: '村', en: 'a village' },
  converted: { zh: '村改社区', en: 'a village-converted community' },
  park: { zh: '园区', en: 'a park' },
} as const;
