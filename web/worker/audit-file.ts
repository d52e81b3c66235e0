import { auditPacked } from '#engine/coverage/audit.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import { packAreas } from '#engine/geometry/packed-areas.ts';
import { colourGreedily } from '../map/colour-communities.ts';
import { labelPoint } from '../map/label-points.ts';
import { LIGHT } from '../map/theme.ts';
import {
  type AuditFileRequest,
  type Drawing,
  type Failure,
  memoryOf,
  PROTOCOL_VERSION,
  type Stage,
  type WorkerMessage,
} from './protocol.ts';
import { MOST_BYTES, readCommunities, tooLarge } from './read-communities.ts';

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
    if (request.version !== PROTOCOL_VERSION) {
      return tell({ kind: 'failed', reason: 'version', detail: '' });
    }
    const { size } = request.file;
    if (size > MOST_BYTES) return tell({ kind: 'refused', problems: [tooLarge(size)] });
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
    tell({ kind: 'failed', ...failureOf(error) });
  }
}

/** What browsers throw when a file was moved, changed or is a folder. */
const UNREADABLE = ['NotFoundError', 'NotReadableError', 'SecurityError'];

function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (UNREADABLE.includes(name)) return { reason: 'unreadable', detail: message };
  // Too large a buffer or string; the depth of the stack is a matter of the program.
  const isMemory = name === 'RangeError' && !/call stack/i.test(message);
  return { reason: isMemory ? 'memory' : 'fault', detail: message };
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
    // More than there are fills cannot all differ: a river bordered by thousands would name millions of pairs.
    if (ids.length > LIGHT.communities.length) continue;
    const group = ids.flatMap((id) => indexes.get(id) ?? []);
    for (const a of group) for (const b of group) if (a !== b) neighbours[a]?.add(b);
  }
  return {
    colours: colourGreedily(neighbours, LIGHT.communities.length),
    labels: communities.map(({ geometry }) => labelPoint(geometry)),
  };
}

const SHOWN = ['kind', 'households', 'dwellings', 'population'];

/** Texts and numbers; anything else is of no use to the page, and may be too deep for a message. */
const shownOf = ({ properties = {} }: CommunityInput): Record<string, unknown> =>
  Object.fromEntries(
    SHOWN.filter((name) => Object.hasOwn(properties, name) && isScalar(properties[name])).map(
      (name) => [name, properties[name]],
    ),
  );

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number';

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
