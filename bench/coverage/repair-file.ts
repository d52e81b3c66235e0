import { readFileSync, writeFileSync } from 'node:fs';
import { repairPacked } from '#engine/coverage/repair/repair-coverage.ts';
import type { RepairResult } from '#engine/coverage/repair/types.ts';
import { listCommunities } from '../../server/formats/geojson/packed/list-communities.ts';
import type { PackedCommunities } from '../../server/formats/geojson/packed/packed-communities.ts';
import { readPackedCommunities } from '../../server/formats/geojson/packed/read-packed-communities.ts';
import { type FeatureFate, writeRepaired } from '../../server/formats/geojson/write-repaired.ts';

/** Communities and vertices of a file. */
export function sizeOf(file: string): { communities: number; vertices: number } {
  const { areas } = readOrThrow(file, readFileSync(file));
  return { communities: areas.count, vertices: areas.coordinates.length / 2 };
}

function readOrThrow(file: string, bytes: Uint8Array): PackedCommunities {
  const read = readPackedCommunities(bytes, { allowNullGeometry: true });
  if (read.ok) return read.value;
  throw new Error(`${file}: ${read.error[0]?.message.en ?? 'cannot be read'}`);
}

/** What the benchmark asks of a repair: everything, so that the audit afterwards is clean. */
export const REPAIR_ARGUMENTS = ['--leave-wider-than', 'none', '--drop-duplicates'];

/** From a file to a repaired coverage: what `sizhi repair --quiet` does. */
export function repairFile(file: string, out: string | null): RepairResult {
  const bytes = readFileSync(file);
  const read = readOrThrow(file, bytes);
  const communities = listCommunities(read);
  const result = repairPacked(communities, read.areas, null, {
    leaveWiderThanMetres: Number.POSITIVE_INFINITY,
    duplicates: 'drop',
  });
  if (out === null) return result;
  const fates: FeatureFate[] = communities.map(() => 'dropped');
  result.origins.forEach((origin, i) => {
    const community = result.communities[i]!;
    const geometry = community === communities[origin] ? null : community.geometry;
    fates[origin] = geometry === null ? 'same' : { geometry };
  });
  writeFileSync(out, Buffer.concat(writeRepaired(bytes, fates)));
  return result;
}
