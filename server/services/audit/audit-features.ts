import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import type { PackedAreas } from '#engine/geometry/packed-areas.ts';
import { listCommunities } from '../../formats/geojson/packed/list-communities.ts';
import { readPackedCommunities } from '../../formats/geojson/packed/read-packed-communities.ts';
import { countSeverities } from '../../formats/report/figures.ts';
import type { AuditFeatures, ComputeTasks } from '../compute/tasks.ts';
import { runAudit } from './run-audit.ts';
import { toBytes } from './to-bytes.ts';

/** A feature as our own database writes it. */
interface StoredFeature {
  id: string;
  geometry: AreaGeometry;
  properties: Record<string, unknown>;
}

/** Audits the features of a register. */
export function auditFeatures(input: AuditFeatures): ComputeTasks['audit-features']['output'] {
  const outline = input.jurisdiction === null ? null : readFeature(input.jurisdiction);
  const estates = readCollection(input.estates).map(toInput);
  const { own } = input;
  const { communities, areas } = readCommunities(input);
  const result = runAudit({
    communities,
    ...(areas === undefined ? {} : { areas }),
    ...(own === null ? {} : { isOwn: (index) => index < own, outlineOf: 'part' }),
    ...(outline === null ? {} : { jurisdiction: toInput(outline) }),
    // A register without estates has not been told of any, which is not the same as having none.
    ...(estates.length === 0 ? {} : { estates }),
    ...(input.policy === undefined ? {} : { policy: input.policy }),
    ...(input.options === undefined ? {} : { options: input.options }),
  });
  const assumptions = [...result.assumptions, ...input.notes];
  const { version, summary } = result;
  return {
    json: toBytes({ ...result, assumptions }),
    figures: { version, summary, findings: countSeverities(result.findings) },
  };
}

function readCommunities({ communities: chunks, own, otherJurisdictions }: AuditFeatures): {
  communities: CommunityInput[];
  areas?: PackedAreas;
} {
  const read = readPackedCommunities(chunks, {
    nameField: 'name',
    allowNullGeometry: true,
    allowEmpty: true,
  });
  // What was stored before the reader became stricter is for the audit to judge.
  const communities = read.ok
    ? listCommunities(read.value)
    : readCollection(chunks).map((stored): CommunityInput => toInput(stored));
  communities.forEach((community, index) => {
    if (own !== null && index >= own) sayWhose(community, otherJurisdictions);
  });
  return read.ok ? { communities, areas: read.value.areas } : { communities };
}

/** Names of communities repeat from one jurisdiction to the next. */
function sayWhose(
  community: CommunityInput,
  jurisdictions: AuditFeatures['otherJurisdictions'],
): void {
  const code = String(community.properties?.jurisdiction);
  const { name, nameEn } = jurisdictions[code] ?? { name: code, nameEn: null };
  const own = community.name ?? String(community.properties?.code ?? community.id);
  community.name = `${own}（${name}）`;
  community.nameEn = `${community.nameEn ?? own} (${nameEn ?? name})`;
}

/** Written by ourselves a moment ago: needs no checks. */
const readFeature = (text: string): StoredFeature => JSON.parse(text);
const readCollection = (chunks: readonly Uint8Array[]): StoredFeature[] =>
  JSON.parse(Buffer.concat(chunks).toString()).features;

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
