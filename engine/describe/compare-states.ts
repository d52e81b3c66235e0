import {
  type Arrangement,
  buildArrangement,
  connectFaces,
  ownersOf,
} from '../coverage/arrangement.ts';
import { type MeasuredRegion, measureRegion } from '../coverage/context.ts';
import type { CommunityInput } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { PieceKind } from './adjustment-types.ts';

/** Two shapes are one community when this share of each lies in the other. */
const SAME_SHAPE_SHARE = 0.98;

/** A piece of ground that changes hands; indexes into the states, −1 for none. */
export interface ChangedPiece {
  kind: PieceKind;
  from: number;
  to: number;
  region: MeasuredRegion;
}

export interface StateComparison {
  /** For each community before: the same one after, or −1 where it ceases. */
  successor: Int32Array;
  /** For each community after: the same one before, or −1 where it is new. */
  predecessor: Int32Array;
  pieces: ChangedPiece[];
}

/**
 * Compares two states of a coverage exactly: both are noded into one arrangement, and every face knows
 * who had it and who has it. A community is the same one when it keeps its id, or when its id is new and
 * its shape is that of one that ceases (a village that becomes a community under another code).
 * @throws TooTangledError, InconsistentCoverageError
 */
export function compareStates(
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
): StateComparison {
  const geometries = [...before, ...after].map(({ geometry }) => geometry);
  const arrangement = buildArrangement(geometries, null);
  const faces = listFaces(arrangement, before.length);
  const { successor, predecessor } = matchById(before, after);
  matchByShape(arrangement, faces, { before, after, successor, predecessor });
  const groups = new Map<string, { kind: PieceKind; from: number; to: number; faces: number[] }>();
  for (const { face, had, has } of faces) {
    for (const change of changesOf(had, has, successor)) {
      const key = `${change.kind} ${change.from} ${change.to}`;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, { ...change, faces: [face] });
      else known.faces.push(face);
    }
  }
  const pieces = [...groups.values()].flatMap(({ kind, from, to, faces: list }) =>
    connectFaces(arrangement, list).map((group) => ({
      kind,
      from,
      to,
      region: measureRegion(arrangement, group),
    })),
  );
  return { successor, predecessor, pieces };
}

/** A face with the communities that had it before and have it after. */
interface ComparedFace {
  face: number;
  had: number[];
  has: number[];
}

function listFaces(arrangement: Arrangement, countBefore: number): ComparedFace[] {
  const faces: ComparedFace[] = [];
  for (let face = 1; face < arrangement.faces.faceCount; face++) {
    const owners = [...ownersOf(arrangement, face)];
    if (owners.length === 0) continue;
    faces.push({
      face,
      had: owners.filter((owner) => owner < countBefore),
      has: owners.filter((owner) => owner >= countBefore).map((owner) => owner - countBefore),
    });
  }
  return faces;
}

function matchById(before: readonly CommunityInput[], after: readonly CommunityInput[]) {
  const successor = new Int32Array(before.length).fill(-1);
  const predecessor = new Int32Array(after.length).fill(-1);
  const indexAfter = new Map(after.map(({ id }, i) => [id, i]));
  before.forEach(({ id }, i) => {
    const same = indexAfter.get(id);
    if (same === undefined || predecessor[same]! >= 0) return;
    successor[i] = same;
    predecessor[same] = i;
  });
  return { successor, predecessor };
}

function matchByShape(
  arrangement: Arrangement,
  faces: readonly ComparedFace[],
  states: {
    before: readonly CommunityInput[];
    after: readonly CommunityInput[];
    successor: Int32Array;
    predecessor: Int32Array;
  },
): void {
  const { before, after, successor, predecessor } = states;
  const shared = new Map<string, { from: number; to: number; faces: number[] }>();
  for (const { face, had, has } of faces) {
    for (const from of had) {
      for (const to of has) {
        if (successor[from]! >= 0 || predecessor[to]! >= 0) continue;
        const known = shared.get(`${from} ${to}`);
        if (known === undefined) shared.set(`${from} ${to}`, { from, to, faces: [face] });
        else known.faces.push(face);
      }
    }
  }
  for (const { from, to, faces: list } of shared.values()) {
    const common = connectFaces(arrangement, list).reduce(
      (sum, group) => sum + measureRegion(arrangement, group).areaSquareMetres,
      0,
    );
    const areas = [before[from]!, after[to]!].map(({ geometry }) => geodesicArea(geometry!));
    if (areas.some((area) => common < SAME_SHAPE_SHARE * area)) continue;
    successor[from] = to;
    predecessor[to] = from;
  }
}

/** What happens to a face, in the terms of those that had it and those that have it. */
function changesOf(
  had: readonly number[],
  has: readonly number[],
  successor: Int32Array,
): { kind: PieceKind; from: number; to: number }[] {
  const kept = new Set(had.map((from) => successor[from]!));
  const lost = had.filter((from) => !has.includes(successor[from]!));
  const gained = has.filter((to) => !kept.has(to));
  if (lost.length > 0 && gained.length > 0) {
    return lost.flatMap((from) => gained.map((to) => ({ kind: 'transfer' as const, from, to })));
  }
  if (gained.length > 0) {
    const [from = -1] = had;
    return gained.map((to) => ({
      kind: from < 0 ? ('fill' as const) : ('overlap' as const),
      from,
      to,
    }));
  }
  const [to = -1] = has;
  return lost.map((from) => ({
    kind: to < 0 ? ('release' as const) : ('resolve' as const),
    from,
    to,
  }));
}
