import * as audits from '#contract/audits.ts';
import * as queries from '#contract/collection-queries.ts';
import * as collections from '#contract/collections.ts';
import * as descriptions from '#contract/descriptions.ts';
import * as geojson from '#contract/geojson.ts';
import * as imports from '#contract/imports.ts';
import * as jobs from '#contract/jobs.ts';
import * as mapSettings from '#contract/map-settings.ts';
import * as material from '#contract/material.ts';
import * as measures from '#contract/measures.ts';
import * as planDraft from '#contract/plan-draft.ts';
import * as plans from '#contract/plans.ts';
import * as policies from '#contract/policies.ts';
import * as problem from '#contract/problem.ts';
import * as suggestions from '#contract/suggestions.ts';
import * as tiles from '#contract/tiles.ts';
import * as units from '#contract/units.ts';

const MODULES: readonly Readonly<Record<string, unknown>>[] = [
  ...[audits, queries, collections, descriptions, geojson, imports, jobs, mapSettings, material],
  ...[measures, planDraft, plans, policies, problem, suggestions, tiles, units],
];

type Json = null | string | number | boolean | Json[] | { [name: string]: Json };

/** A smaller schema says more by itself than by its name. */
const WORTH_A_NAME = 120;

/**
 * One text for a schema, whoever wrote it: @fastify/swagger says `const` and `patternProperties` in the words of older
 * definitions.
 */
const textOf = (schema: unknown): string =>
  JSON.stringify(schema, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const { const: only, patternProperties, ...rest } = value as Record<string, unknown>;
    const spelled: Record<string, unknown> = rest;
    if (only !== undefined) spelled.enum = [only];
    if (patternProperties !== undefined) {
      spelled.additionalProperties = Reflect.get(patternProperties as object, '^.*$');
    }
    return Object.fromEntries(Object.entries(spelled).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

/**
 * The contract's schemas as components of the API's definition, each once, and everywhere else as a reference to it:
 * types of their own for programs that are generated from it, and a document that is not nested deeper than
 * parsers of JSON allow (GDAL's ends at 32 levels, and QGIS with it).
 *
 * @param definition an OpenAPI document with all schemas in place; it is left as it is
 */
export function nameComponents(definition: Record<string, unknown>): Record<string, unknown> {
  const names = new Map<string, string>();
  for (const module of MODULES) {
    for (const [name, schema] of Object.entries(module)) {
      if (!name.endsWith('Schema') || typeof schema !== 'object') continue;
      const text = textOf(schema);
      if (text.length >= WORTH_A_NAME) names.set(text, name.slice(0, -'Schema'.length));
    }
  }
  const { components: given, paths, ...rest } = definition;
  const components = given as Record<string, Record<string, unknown>> | undefined;
  const schemas: Record<string, Json> = {};

  const childrenOf = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(referTo);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      // Parameters are read by programs that follow no references in them.
      Object.entries(value).map(([key, of]) => [key, key === 'parameters' ? of : referTo(of)]),
    );
  };
  const referTo = (value: Json): Json => {
    const name = value !== null && typeof value === 'object' ? names.get(textOf(value)) : undefined;
    if (name === undefined) return childrenOf(value);
    if (schemas[name] === undefined) {
      // Taken before it is filled: the order of the names is that of their first use.
      schemas[name] = {};
      schemas[name] = childrenOf(value);
    }
    return { $ref: `#/components/schemas/${name}` };
  };
  const referring = childrenOf(paths as Json);
  return {
    ...rest,
    components: { ...components, schemas: { ...components?.schemas, ...schemas } },
    paths: referring,
  };
}
