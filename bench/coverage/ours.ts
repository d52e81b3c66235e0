import { readFileSync } from 'node:fs';
import { auditPacked } from '#engine/coverage/audit.ts';
import type {
  AreaGeometry,
  AuditOptions,
  AuditResult,
  JurisdictionInput,
} from '#engine/coverage/types.ts';
import { openFileSource } from '../../server/cli/file-source.ts';
import { listCommunities } from '../../server/formats/geojson/packed/list-communities.ts';
import { readPackedSource } from '../../server/formats/geojson/packed/read-packed-communities.ts';

/** How {@link auditFile} goes about it, for the report. */
export const OUR_PATH = 'bytes to typed arrays, then auditPacked: what `sizhi audit` does';

/**
 * What the benchmark calls ours: from a file to its findings and borders. The one place to change
 * when the engine gets another way in.
 */
export function auditFile(
  file: string,
  options: AuditOptions = {},
  boundary: string | null = null,
): AuditResult {
  return readFile(file).audit(options, boundary);
}

/** The file as `sizhi audit` holds it in memory, ready to be audited. */
export function readFile(file: string) {
  const source = openFileSource(file);
  if (source === null) throw new Error(`${file}: no regular file`);
  const read = readPackedSource(source, { allowNullGeometry: true });
  source.close();
  if (!read.ok) throw new Error(`${file}: ${read.error[0]?.message.en ?? 'cannot be read'}`);
  const { areas } = read.value;
  const communities = listCommunities(read.value);
  return {
    areas,
    communities,
    audit: (options: AuditOptions = {}, boundary: string | null = null): AuditResult =>
      auditPacked(communities, areas, readBoundary(boundary), { adjacency: true, ...options }),
  };
}

function readBoundary(file: string | null): JurisdictionInput | null {
  if (file === null) return null;
  const { features } = JSON.parse(readFileSync(file, 'utf8')) as {
    features: { geometry: AreaGeometry }[];
  };
  return { geometry: features[0]!.geometry };
}
