import { findingId } from '../finding-id.ts';
import type { Finding } from '../types.ts';
import type { LeftFault, LeftReason } from './types.ts';

const REASONS: Partial<Record<Finding['kind'], LeftReason>> = {
  unchecked: 'unchecked',
  // One id for several communities.
  duplicate: 'duplicate',
};

/**
 * What the audit of the result finds and no left fault speaks of: what could not be checked, and what
 * came back with every attempt, as around communities that are narrower than the tolerance.
 * @param repairable findings of the result that a repair is for
 */
export function describeUnsettled(
  repairable: readonly Finding[],
  left: readonly LeftFault[],
): LeftFault[] {
  return repairable
    .filter((finding) => !left.some((fault) => speaksOf(fault, finding)))
    .map((finding): LeftFault => {
      const { kind, communities, geometry, areaSquareMetres, widthMetres, location } = finding;
      const reason = REASONS[kind] ?? 'unsettled';
      const isArea = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';
      return {
        id: findingId(`left.${kind}`, [reason, finding.id]),
        kind: kind as LeftFault['kind'],
        reason,
        communities,
        geometry: isArea ? geometry : null,
        areaSquareMetres,
        widthMetres,
        location,
        message:
          reason !== 'unsettled'
            ? finding.message
            : {
                zh: `${finding.message.zh.replace(/。$/, '')}：多次修复仍会重现，请人工核实。`,
                en: `${finding.message.en.replace(/\.$/, '')}: it comes back with every attempt; look at it.`,
              },
      };
    });
}

function speaksOf(fault: LeftFault, { kind, communities }: Finding): boolean {
  if (kind === 'unchecked' && fault.kind === 'unchecked') return true;
  const isSame =
    fault.kind === (kind === 'duplicate' ? 'overlap' : kind) ||
    // What is unusable takes no part, and is not checked either.
    (kind === 'unchecked' && fault.reason === 'unusable' && communities.length > 0);
  return isSame && communities.every((id) => fault.communities.includes(id));
}
