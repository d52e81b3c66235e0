import type { Feature, Geometry } from 'geojson';
import type { Position } from '#engine/coverage/types.ts';
import type { PlanState, Reason } from '#engine/plan/types.ts';
import { communityNamed } from './community-name.ts';

/** Why a tool leaves a community alone. */
export function lockedReason(state: PlanState, id: string, location?: Position): Reason {
  const { zh, en } = communityNamed(state, id);
  return {
    code: 'locked',
    message: {
      zh: `“${zh}”已锁定，工具不会改动它。请在社区列表或社区卡片中解除锁定。`,
      en: `${en} is locked: no tool changes it. Unlock it in the list of communities or on its card.`,
    },
    communities: [id],
    ...(location === undefined ? {} : { location }),
  };
}

/** Locked communities as the map hatches them. */
export const lockedFeatures = (state: PlanState, locked: ReadonlySet<string>): Feature[] =>
  [...locked].flatMap((id) => {
    const community = state.communities.get(id);
    return community === undefined
      ? []
      : [
          {
            type: 'Feature' as const,
            geometry: community.geometry as Geometry,
            properties: { role: 'locked' },
          },
        ];
  });
