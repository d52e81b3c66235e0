import { readFileSync } from 'node:fs';
import type { JurisdictionInput } from '#engine/coverage/types.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanContext, PlanState } from '#engine/plan/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import { sampleInput } from './sample-input.ts';

const POLICY: Policy = {
  id: 'none',
  version: '1',
  name: { zh: '无', en: 'None' },
  rules: [],
} as unknown as Policy;

/** The sample town as a plan begins with it, and all that operations may look at. */
export function samplePlan(): {
  plan: PlanState;
  context: PlanContext & { jurisdiction: JurisdictionInput };
} {
  const { communities, units, barriers, estates } = sampleInput(POLICY);
  const file = new URL('../../data/sample/jurisdiction.geojson', import.meta.url);
  const { features } = JSON.parse(readFileSync(file, 'utf8'));
  const jurisdiction: JurisdictionInput = { geometry: features[0].geometry };
  return {
    plan: planOf(communities, units),
    context: { jurisdiction, units, barriers, ...(estates === undefined ? {} : { estates }) },
  };
}
