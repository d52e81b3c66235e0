import type { CommunityInput } from '../coverage/types.ts';
import type { FacilityInput } from '../material/types.ts';
import { facilitiesOf, SERVICE_CENTRE } from './facilities-of.ts';
import { type Missing, missing } from './results.ts';
import type { MeasureContext } from './types.ts';

/** The service centres of a community, one at least; or why none is known. */
export function serviceCentres(
  community: CommunityInput,
  context: MeasureContext,
): { ok: true; centres: FacilityInput[] } | { ok: false; why: Missing } {
  const facilities = facilitiesOf(community, context);
  if (facilities === undefined) {
    const why = missing('no-facilities', {
      zh: '没有给出服务设施。',
      en: 'No facilities are given.',
    });
    return { ok: false, why };
  }
  const centres = facilities.filter(({ kind }) => kind === SERVICE_CENTRE);
  if (centres.length > 0) return { ok: true, centres };
  const why = missing('no-service-centre', {
    zh: '没有服务中心记录。',
    en: 'No service centre on record.',
  });
  return { ok: false, why };
}
