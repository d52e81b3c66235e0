import type { LineGeometry } from '#engine/barriers/types.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import type { PackedAreas } from '#engine/geometry/packed-areas.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import { listCommunities } from '../../formats/geojson/packed/list-communities.ts';
import { readPackedCommunities } from '../../formats/geojson/packed/read-packed-communities.ts';
import { countSeverities } from '../../formats/report/figures.ts';
import type { AuditFeatures, ComputeTasks } from '../compute/tasks.ts';
import { resolveCommunities, resolveUnits } from '../material/resolve-references.ts';
import { storedBarriers } from '../material/stored-barriers.ts';
import type { PolicyStore } from './policy-store.ts';
import { type AuditInput, runAudit } from './run-audit.ts';
import { readCollection, readFeature, toArea, toFacility, toUnit } from './stored-features.ts';
import { toBytes } from './to-bytes.ts';

/** Audits the features of a register. */
export function auditFeatures(
  input: AuditFeatures,
  policies: PolicyStore,
): ComputeTasks['audit-features']['output'] {
  const outline = input.jurisdiction === null ? null : readFeature(input.jurisdiction);
  const { own } = input;
  const { communities, areas } = readCommunities(input);
  const result = runAudit({
    communities,
    ...(areas === undefined ? {} : { areas }),
    ...(own === null ? {} : { isOwn: (index) => index < own, outlineOf: 'part' }),
    ...(outline === null ? {} : { jurisdiction: toArea(outline) }),
    ...readMaterial(input, own === null ? communities : communities.slice(0, own)),
    ...(input.policy === undefined ? {} : { policy: policies.get(input.policy) }),
    ...(input.options === undefined ? {} : { options: input.options }),
  });
  const assumptions = [...result.assumptions, ...input.notes];
  const { version, summary } = result;
  return {
    json: toBytes({ ...result, assumptions }),
    figures: { version, summary, findings: countSeverities(result.findings) },
  };
}

/**
 * A register without estates has not been told of any, which is not the same as having none. Communities and estates are
 * named by their codes in it, and by their ids in what the rules take.
 */
function readMaterial(
  input: AuditFeatures,
  communities: readonly CommunityInput[],
): Pick<AuditInput, 'estates' | 'facilities' | 'barriers' | 'units'> {
  const estates = readCollection(input.estates).map(toArea);
  const facilities = resolveCommunities(
    readCollection<{ coordinates: number[] }>(input.facilities).map(toFacility),
    communities,
  );
  const barriers = linesToMeasure(storedBarriers(readCollection<LineGeometry>(input.barriers)));
  const units = resolveUnits(readCollection(input.units).map(toUnit), { communities, estates });
  return {
    ...(estates.length === 0 ? {} : { estates }),
    ...(facilities.length === 0 ? {} : { facilities }),
    ...(barriers.length === 0 ? {} : { barriers }),
    ...(units.length === 0 ? {} : { units }),
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
    : readCollection(chunks).map((stored): CommunityInput => toArea(stored));
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
