import type { FilterType } from './collections.ts';

/** The declared properties of the communities of a plan: items may be filtered by each. */
export const PLAN_COMMUNITY_FILTERS = {
  code: 'text',
  name: 'text',
  nameEn: 'text',
  kind: 'text',
  planChange: 'text',
  households: 'figure',
  dwellings: 'figure',
  population: 'figure',
} as const satisfies Readonly<Record<string, FilterType>>;

/** What they may be filtered by, as JSON Schema (OGC API – Features part 3). */
export const planQueryablesOf = (url: string): Record<string, unknown> => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: url,
  type: 'object',
  title: '方案中的社区 Communities of a plan',
  properties: {
    geometry: { format: 'geometry-multipolygon', 'x-ogc-role': 'primary-geometry' },
    ...Object.fromEntries(
      Object.entries(PLAN_COMMUNITY_FILTERS).map(([name, type]) => [
        name,
        {
          type: type === 'figure' ? 'number' : 'string',
          description:
            type === 'figure'
              ? `A number, or an interval a/b, a/.., ../b of the property ${name}, both ends included`
              : `Equal to the property ${name}`,
        },
      ]),
    ),
  },
  additionalProperties: false,
});
