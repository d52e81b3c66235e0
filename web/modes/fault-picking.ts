import type { AreaGeometry, Finding, Position } from '#engine/coverage/types.ts';
import type { Operation } from '#engine/plan/types.ts';
import type { Draft } from '../state/draft/types.ts';
import { readyValue } from '../state/loadable.ts';
import { isInside } from './ground.ts';

/** A gap or an overlap that the audit found, which whoever paints over it gives to one community. */
export type Fault = Finding & { geometry: AreaGeometry; location: Position };

const isFault = (finding: Finding): finding is Fault =>
  (finding.kind === 'gap' || finding.kind === 'overlap') &&
  finding.location !== null &&
  (finding.geometry?.type === 'Polygon' || finding.geometry?.type === 'MultiPolygon');

/** Gaps and overlaps of the plan as it was audited last. */
export const faultsOf = (draft: Draft): Fault[] =>
  (readyValue(draft.audit.peek())?.findings ?? []).filter(isFault);

/** The gap or overlap over a place. */
export const faultAt = (draft: Draft, at: Position): Fault | null =>
  faultsOf(draft).find(({ geometry }) => isInside(geometry, at)) ?? null;

/** What gives a gap, or an overlap of two communities, to one. */
export function operationFor(fault: Fault, to: string): Operation {
  const { kind, communities, location: at } = fault;
  if (kind === 'gap') return { operation: 'fill-gap', parameters: { at, to } };
  const [a = to, b = to] = communities;
  return { operation: 'resolve-overlap', parameters: { communities: [a, b], at, to } };
}
