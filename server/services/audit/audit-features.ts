import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import type { AuditFeatures } from '../compute/tasks.ts';
import { runAudit } from './run-audit.ts';

/** A feature as our own database writes it. */
interface StoredFeature {
  id: string;
  geometry: AreaGeometry;
  properties: Record<string, unknown>;
}

/** Audits the features of a register. */
export function auditFeatures(input: AuditFeatures): { json: Uint8Array } {
  const outline = input.jurisdiction === null ? null : readFeature(input.jurisdiction);
  const estates = readCollection(input.estates).map(toInput);
  const result = runAudit({
    communities: readCollection(input.communities).map(toInput),
    ...(outline === null ? {} : { jurisdiction: toInput(outline) }),
    // A register without estates has not been told of any, which is not the same as having none.
    ...(estates.length === 0 ? {} : { estates }),
    ...(input.policy === undefined ? {} : { policy: input.policy }),
    ...(input.options === undefined ? {} : { options: input.options }),
  });
  const assumptions = [...result.assumptions, ...input.notes];
  return { json: Buffer.from(JSON.stringify({ ...result, assumptions })) };
}

/** Written by ourselves a moment ago: needs no checks. */
const readFeature = (text: string): StoredFeature => JSON.parse(text);
const readCollection = (text: string): StoredFeature[] => JSON.parse(text).features;

function toInput({ id, geometry, properties }: StoredFeature): CommunityInput & {
  geometry: AreaGeometry;
} {
  const { name, nameEn } = properties;
  return {
    id,
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof nameEn === 'string' ? { nameEn } : {}),
    geometry,
    properties,
  };
}
