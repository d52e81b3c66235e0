import { auditPacked } from '#engine/coverage/audit.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import { packAreas } from '#engine/geometry/packed-areas.ts';
import { colourGreedily } from '../map/colour-communities.ts';
import { labelPoint } from '../map/label-points.ts';
import { LIGHT } from '../map/theme.ts';
import {
  type AuditFileRequest,
  type Drawing,
  memoryOf,
  PROTOCOL_VERSION,
  type Stage,
  type WorkerMessage,
} from './protocol.ts';
import { readCommunities } from './read-communities.ts';

type Unversioned<M> = M extends unknown ? Omit<M, 'version'> : never;

/** Reads a file and audits it, telling how far it is; what is thrown on the way is told as `failed`. */
export async function auditFile(
  request: AuditFileRequest,
  send: (message: WorkerMessage, transfer: ArrayBuffer[]) => void,
): Promise<void> {
  const tell = (message: Unversioned<WorkerMessage>, transfer: ArrayBuffer[] = []): void =>
    send({ version: PROTOCOL_VERSION, ...message } as WorkerMessage, transfer);
  const progress = (stage: Stage, share: number | null = null): void =>
    tell({ kind: 'progress', stage, share });
  try {
    if (request.version !== PROTOCOL_VERSION) throw new Error('the page is of another version');
    const bytes = await readBytes(request.file, (share) => progress('reading', share));
    progress('parsing');
    const read = readCommunities(bytes);
    if (!read.ok) return tell({ kind: 'refused', problems: read.error });
    const { communities, notes } = read.value;
    progress('auditing');
    const areas = packAreas(communities.map(({ geometry }) => geometry));
    const started = performance.now();
    const { adjacency = [], ...result } = auditPacked(communities, areas, null, {
      adjacency: true,
    });
    result.summary.elapsedMilliseconds = Math.round(performance.now() - started);
    result.assumptions.push(...notes);
    const handed = {
      areas,
      ids: communities.map(({ id }) => id),
      names: communities.map(({ name }) => name ?? null),
      namesEn: communities.map(({ nameEn }) => nameEn ?? null),
      shown: communities.map(shownOf),
      drawing: drawingOf(communities, [...adjacency, ...result.findings]),
    };
    tell({ kind: 'done', audited: { communities: handed, result } }, memoryOf(areas));
  } catch (error) {
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * Communities beside one another by the audit: as neighbours, or named by one finding. The page itself
 * would have to walk along all borders for that.
 */
function drawingOf(
  communities: readonly CommunityInput[],
  together: readonly { communities: readonly string[] }[],
): Drawing {
  const indexes = new Map(communities.map(({ id }, index) => [id, index]));
  const neighbours = communities.map(() => new Set<number>());
  for (const { communities: ids } of together) {
    const group = ids.flatMap((id) => indexes.get(id) ?? []);
    for (const a of group) for (const b of group) if (a !== b) neighbours[a]?.add(b);
  }
  return {
    colours: colourGreedily(neighbours, LIGHT.communities.length),
    labels: communities.map(({ geometry }) => labelPoint(geometry)),
  };
}

const SHOWN = ['kind', 'households', 'dwellings', 'population'];

const shownOf = ({ properties = {} }: CommunityInput): Record<string, unknown> =>
  Object.fromEntries(
    SHOWN.filter((name) => Object.hasOwn(properties, name)).map((name) => [name, properties[name]]),
  );

async function readBytes(file: Blob, onShare: (share: number) => void): Promise<Uint8Array> {
  const bytes = new Uint8Array(file.size);
  let at = 0;
  const reader = file.stream().getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    bytes.set(piece.value, at);
    at += piece.value.length;
    onShare(file.size === 0 ? 1 : at / file.size);
  }
  return bytes.subarray(0, at);
}
