import { readFileSync } from 'node:fs';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
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

/** The default policy with one rule alone. */
export function only(rule: string): Policy {
  const policy = yuhang();
  return { ...policy, rules: policy.rules.filter(({ id }) => id === rule) };
}
