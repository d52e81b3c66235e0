import { readFileSync } from 'node:fs';
import type { Barrier } from '#engine/barriers/types.ts';
import type {
  AreaGeometry,
  CommunityInput,
  Finding,
  PolygonGeometry,
} from '#engine/coverage/types.ts';
import type { FacilityInput, UnitInput } from '#engine/material/types.ts';
import { parsePolicy } from '#engine/rules/parse-policy.ts';
import type { EstateInput, Policy } from '#engine/rules/types.ts';

/** Squares of about 1 km near Hangzhou, in units of 0.01 degree. */
export function rectangle(x: number, y: number, width = 1, height = 1): AreaGeometry {
  const at = (dx: number, dy: number): number[] => [120 + (x + dx) / 100, 30 + (y + dy) / 100];
  return {
    type: 'Polygon',
    coordinates: [[at(0, 0), at(width, 0), at(width, height), at(0, height), at(0, 0)]],
  };
}

export function community(
  id: string,
  households: unknown,
  geometry: AreaGeometry | null = rectangle(0, 0),
): CommunityInput {
  const properties = households === undefined ? {} : { households };
  return { id, name: `${id}社区`, geometry, properties };
}

export function estate(id: string, geometry: AreaGeometry | null): EstateInput {
  return { id, name: `${id}花园`, geometry };
}

/** The default policy as shipped. */
export function yuhang(): Policy {
  return policyFile('yuhang-2020');
}

export function policyFile(id: string): Policy {
  const url = new URL(`../../../data/policies/${id}.json`, import.meta.url);
  const parsed = parsePolicy(JSON.parse(readFileSync(url, 'utf8')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error, null, 2));
  return parsed.value;
}

/** A policy, the default one unless told otherwise, with one rule alone. */
export function only(rule: string, id = 'yuhang-2020'): Policy {
  const policy = policyFile(id);
  const rules = policy.rules.filter((candidate) => candidate.id === rule);
  if (rules.length !== 1) throw new Error(`${id} has no rule ${rule}`);
  return { ...policy, rules };
}

/** The same policy with thresholds of one's own for its one rule. */
export const withThresholds = (policy: Policy, thresholds: Record<string, number>): Policy => ({
  ...policy,
  rules: policy.rules.map((rule) => ({ ...rule, thresholds })),
});

/** A community with properties of one's choice. */
export function withProperties(
  id: string,
  properties: Record<string, unknown>,
  geometry: AreaGeometry | null = rectangle(0, 0),
): CommunityInput {
  return { id, name: `${id}社区`, geometry, properties };
}

/** A service centre or the like of a community, in the middle of the first square unless told otherwise. */
export function facility(
  kind: string,
  community: string,
  given: Partial<FacilityInput> = {},
): FacilityInput {
  return {
    id: `${kind}-${community}`,
    kind,
    name: `${community}${kind}`,
    community,
    position: [120.005, 30.005],
    ...given,
  };
}

/** A road along the sides of a square, as `rectangle` takes them. */
export function roadAround(
  id: string,
  x: number,
  y: number,
  given: Partial<Barrier> = {},
): Barrier {
  const { coordinates } = rectangle(x, y) as PolygonGeometry;
  const geometry = { type: 'LineString' as const, coordinates: coordinates[0]! };
  return { id, class: 'arterial', name: `${id}路`, geometry, ...given };
}

export function unit(
  id: string,
  geometry: AreaGeometry,
  given: Partial<UnitInput> = {},
): UnitInput {
  return { id, geometry, ...given };
}

/** What was found, in a line each: the kind or the reason, and the communities. */
export const lines = (findings: readonly Finding[]): string[] =>
  findings.map(({ kind, detail, communities }) =>
    `${detail ?? kind} ${communities.join(' ')}`.trim(),
  );
