import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { listMembers, locateFeatures, type MemberSpan, type Span } from './locate-features.ts';

/** What became of a feature: another geometry, nothing, or that it is gone. */
export type FeatureFate = { geometry: AreaGeometry } | 'same' | 'dropped';

/** Bytes that give way to others. */
interface Edit extends Span {
  text: string;
}

/**
 * The file with the geometries of some features replaced: pieces of bytes that make up the new one.
 *
 * What did not change is copied byte for byte: properties, ids, foreign members, numbers as they were
 * written, the layout and the order; a `bbox` that may no longer hold goes. Heights stay with the
 * vertices that had them; a new vertex has none.
 * @param bytes what a reader of this folder has accepted
 * @param fates one for each feature, in their order
 * @param mayHaveHeights false where a reader found none: what is replaced then need not be read again
 */
export function writeRepaired(
  bytes: Uint8Array,
  fates: readonly FeatureFate[],
  mayHaveHeights = true,
): Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (fates.every((fate) => fate === 'same')) return [buffer];
  const edits = editsOf(buffer, fates, mayHaveHeights);
  if (edits !== null) return applyEdits(buffer, edits);
  const document: unknown = JSON.parse(new TextDecoder().decode(buffer));
  return [Buffer.from(writeRepairedDocument(document, fates))];
}

/** Null for what is no FeatureCollection, and where a name that matters is repeated. */
function editsOf(
  bytes: Buffer,
  fates: readonly FeatureFate[],
  mayHaveHeights: boolean,
): Edit[] | null {
  const found = locateFeatures(bytes);
  if (found === null || found.features.length !== fates.length) return null;
  const { members, features } = found;
  const edits = [...removeMember(members, 'bbox'), ...removeDropped(features, fates)];
  for (const [i, fate] of fates.entries()) {
    if (fate === 'same' || fate === 'dropped') continue;
    const own = listMembers(bytes, features[i]!.start);
    const geometry = own?.find(({ name }) => name === 'geometry');
    if (own == null || geometry === undefined) return null;
    const { start, end } = geometry.value;
    edits.push({
      start,
      end,
      text: JSON.stringify(
        mayHaveHeights ? geometryOf(parse(bytes, geometry.value), fate) : written(fate),
      ),
    });
    edits.push(...removeMember(own, 'bbox'));
  }
  return edits.sort((a, b) => a.start - b.start);
}

const parse = (bytes: Buffer, { start, end }: Span): Json =>
  JSON.parse(bytes.toString('utf8', start, end)) as Json;

/** Takes out a member, with the comma that joins it to another. */
function removeMember(members: readonly MemberSpan[], name: string): Edit[] {
  const at = members.findIndex((member) => member.name === name);
  const member = members[at];
  if (member === undefined) return [];
  const [before, after] = [members[at - 1], members[at + 1]];
  if (after !== undefined) return [{ start: member.start, end: after.start, text: '' }];
  return [{ start: before?.end ?? member.start, end: member.end, text: '' }];
}

function removeDropped(features: readonly Span[], fates: readonly FeatureFate[]): Edit[] {
  const lastKept = fates.findLastIndex((fate) => fate !== 'dropped');
  const edits = features.flatMap(({ start }, i) =>
    fates[i] === 'dropped' && i < lastKept
      ? [{ start, end: features[i + 1]!.start, text: '' }]
      : [],
  );
  const last = features.at(-1);
  if (last === undefined || lastKept === features.length - 1) return edits;
  const start = lastKept < 0 ? features[0]!.start : features[lastKept]!.end;
  return [...edits, { start, end: last.end, text: '' }];
}

function applyEdits(bytes: Buffer, edits: readonly Edit[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, text } of edits) {
    pieces.push(bytes.subarray(at, start));
    if (text !== '') pieces.push(Buffer.from(text));
    at = end;
  }
  pieces.push(bytes.subarray(at));
  return pieces.filter(({ length }) => length > 0);
}

type Json = Record<string, unknown>;

/**
 * A parsed document with the geometries of some features replaced, as GeoJSON text, one feature a
 * line: for documents that were put together, and where the bytes cannot be edited.
 */
export function writeRepairedDocument(document: unknown, fates: readonly FeatureFate[]): string {
  const root = document as Json;
  const isChanged = fates.some((fate) => fate !== 'same');
  if (root.type !== 'FeatureCollection') {
    const [fate = 'same'] = fates;
    const repaired = root.type === 'Feature' ? withFate(root, fate) : geometryOf(root, fate);
    return `${JSON.stringify(repaired)}\n`;
  }
  const { features, bbox, ...members } = root;
  const head = isChanged || bbox === undefined ? members : { ...members, bbox };
  const lines = (features as Json[]).flatMap((feature, i) => {
    const fate = fates[i] ?? 'same';
    return fate === 'dropped' ? [] : [JSON.stringify(withFate(feature, fate))];
  });
  const opening = JSON.stringify(head).slice(0, -1);
  return `${opening},"features":[\n${lines.join(',\n')}\n]}\n`;
}

function withFate(feature: Json, fate: FeatureFate): Json {
  if (fate === 'same' || fate === 'dropped') return feature;
  const { bbox: _bbox, ...members } = feature;
  return { ...members, geometry: geometryOf(feature.geometry as Json, fate) };
}

function geometryOf(original: Json, fate: FeatureFate): Json {
  if (fate === 'same' || fate === 'dropped') return original;
  const full = new Map<string, Position>();
  collectHeights(original.coordinates, full);
  return written(fate, full);
}

/** The new geometry, with the heights of the positions that have some. */
function written(
  { geometry }: { geometry: AreaGeometry },
  full?: ReadonlyMap<string, Position>,
): Json {
  const { type, coordinates } = geometry;
  return {
    type,
    coordinates:
      full === undefined || full.size === 0 ? coordinates : withHeights(coordinates, full),
  };
}

const key = (position: readonly unknown[]): string => `${position[0]},${position[1]}`;

/** Positions with more than two ordinates, by their longitude and latitude. */
function collectHeights(nested: unknown, full: Map<string, Position>): void {
  if (!Array.isArray(nested)) return;
  if (typeof nested[0] !== 'number') for (const inner of nested) collectHeights(inner, full);
  else if (nested.length > 2) full.set(key(nested), nested as Position);
}

function withHeights(nested: readonly unknown[], full: ReadonlyMap<string, Position>): unknown[] {
  return nested.map((inner) => {
    const list = inner as readonly unknown[];
    return typeof list[0] === 'number' ? (full.get(key(list)) ?? list) : withHeights(list, full);
  });
}
