import type { UnitInput } from '../material/types.ts';
import { areaBox } from './ground/area-box.ts';
import { indexOfMaterial } from './ground/material-index.ts';
import { reason } from './reasons.ts';
import { communityOf } from './recount.ts';
import type { PlanContext, PlanState, Reason } from './types.ts';

/** Units of a community in the plan, of those that lie where it does. */
export function unitsOf(plan: PlanState, context: PlanContext, id: string): UnitInput[] {
  const community = plan.communities.get(id);
  if (community === undefined || context.units === undefined) return [];
  return indexOfMaterial(context.units)
    .meeting(areaBox(community.geometry))
    .filter((unit) => communityOf(plan, unit) === id);
}

/** Units by their ids. Call after {@link findUnknownUnits}. */
export function unitsNamed(context: PlanContext, ids: readonly string[]): UnitInput[] {
  const { byId } = indexOfMaterial(context.units ?? []);
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Why these units cannot be worked with. */
export function findUnknownUnits(context: PlanContext, ids: readonly string[]): Reason | null {
  if (context.units === undefined || context.units.length === 0) {
    return reason('no-units', {
      zh: '本辖区没有地块数据，不能按地块操作。请先导入或生成地块，或改用画线、画范围的操作。',
      en: 'There are no units to work with. Import or build units first, or draw a line or an area instead.',
    });
  }
  const { byId } = indexOfMaterial(context.units);
  const unknown = ids.filter((id) => !byId.has(id));
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 5).join(', ');
    return reason('unknown-units', {
      zh: `没有这些地块：${shown}${unknown.length > 5 ? `等 ${unknown.length} 个` : ''}。地块数据可能已更新，请重新选择。`,
      en: `There are no such units: ${shown}${unknown.length > 5 ? ` and ${unknown.length - 5} more` : ''}. The units may have been updated: choose again.`,
    });
  }
  const seen = new Set<string>();
  const twice = ids.find((id) => seen.size === seen.add(id).size);
  if (twice === undefined) return null;
  return reason('unit-twice', {
    zh: `地块“${twice}”被划给两个社区。请只划给其中一个。`,
    en: `Unit ${twice} is given away twice. Give it to one community only.`,
  });
}
