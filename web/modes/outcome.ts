import type { Feature, Geometry } from 'geojson';
import { applyOperation } from '#engine/plan/apply-operation.ts';
import type { Change, Operation, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { formatCount } from '../i18n/format.ts';
import { communityNamed } from './community-name.ts';
import type { ToolContext } from './tool.ts';

/** What an operation would do, without doing it: for the map while it is drawn. */
export function outcomeOf({ draft }: ToolContext, operation: Operation): Result<Change, Reason> {
  const applied = applyOperation(draft.state.peek(), operation, draft.material);
  return applied.ok ? { ok: true, value: applied.value.change } : applied;
}

/** The communities of a change, as outlines. */
export const outlinesOf = ({ put }: Change, role = 'area'): Feature[] =>
  put.map(({ geometry }) => ({
    type: 'Feature',
    geometry: geometry as Geometry,
    properties: { role },
  }));

/** `南浦社区 2,060 → 2,310 户`, a line for each community whose households change. */
export function householdsLabel({ store, draft }: ToolContext, change: Change): string {
  const language = store.language.peek();
  const state = draft.state.peek();
  const unit = language === 'zh' ? ' 户' : '';
  const lines = change.put.flatMap((community) => {
    const after = readFigure(community.properties, FIELDS.households);
    const before = readFigure(state.communities.get(community.id)?.properties, FIELDS.households);
    const name = state.communities.has(community.id)
      ? communityNamed(state, community.id)[language]
      : (community.name ?? community.id);
    if (after.state !== 'known') return [];
    const now = formatCount(after.value, language);
    const mark = community.properties?.[FIELDS.householdsEstimated] === true ? '*' : '';
    if (before.state !== 'known') return [`${name} ${now}${mark}${unit}`];
    if (before.value === after.value) return [];
    return [`${name} ${formatCount(before.value, language)} → ${now}${mark}${unit}`];
  });
  return lines.join('\n');
}
