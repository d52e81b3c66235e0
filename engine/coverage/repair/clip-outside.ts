import { type Decisions, VANISHING_SHARE } from './decisions.ts';
import { collectRegions } from './regions.ts';
import { areaOfFaces, isInside } from './scope.ts';

/** Decides about land beyond the jurisdiction. */
export function clipOutside(state: Decisions): void {
  const { scope, settings, measures } = state.input;
  if (!scope.arrangement.hasJurisdiction || state.input.directions.isExclusive) return;
  const { of } = state.ownership;
  const regions = collectRegions(
    scope,
    'outside',
    (face) => (of[face]!.length === 0 || isInside(scope, face) ? null : of[face]!),
    measures,
  );
  for (const region of regions) {
    if (!settings.clip && !state.isHairline(region)) {
      state.decide('outside', region, null, 'outside');
      continue;
    }
    const gone = new Set(region.faces);
    const vanishes = region.owners.some((owner) => {
      const rest = scope.facesOf[owner]!.filter(
        (face) => !gone.has(face) && of[face]!.includes(owner),
      );
      return areaOfFaces(scope, rest) < VANISHING_SHARE * state.planeAreaOf(owner);
    });
    if (vanishes || region.owners.some((owner) => state.stuck.has(owner)))
      state.decide('outside', region, null, 'would-vanish');
    else state.decide('outside', region, []);
  }
}
