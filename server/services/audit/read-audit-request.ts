import {
  type InlineAuditRequest,
  InlineAuditRequestSchema,
  type RegisterAuditRequest,
  RegisterAuditRequestSchema,
} from '#contract/audits.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { Barrier } from '#engine/barriers/types.ts';
import type {
  AuditOptions,
  CommunityInput,
  JurisdictionInput,
  Message,
} from '#engine/coverage/types.ts';
import type { PackedAreas } from '#engine/geometry/packed-areas.ts';
import type { EstateInput, FacilityInput, UnitInput } from '#engine/material/types.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import { ok, type Result } from '#engine/result.ts';
import { listCommunities } from '../../formats/geojson/packed/list-communities.ts';
import { readPackedCommunities } from '../../formats/geojson/packed/read-packed-communities.ts';
import { parseGeoJson } from '../../formats/geojson/parse-geojson.ts';
import { readBarriers } from '../../formats/geojson/read-barriers.ts';
import { readCommunities } from '../../formats/geojson/read-communities.ts';
import { readEstates } from '../../formats/geojson/read-estates.ts';
import { readFacilities } from '../../formats/geojson/read-facilities.ts';
import type { ReadOptions } from '../../formats/geojson/read-features.ts';
import { readJurisdiction } from '../../formats/geojson/read-jurisdiction.ts';
import { readUnits } from '../../formats/geojson/read-units.ts';
import { loadTagTable } from '../import/load-tag-table.ts';
import { checkEnvelope, parseBody, refuseGeodata, refuseShape } from '../read-body.ts';
import { findMember, withoutValue } from './find-member.ts';

export type RegisterAudit = RegisterAuditRequest;

/** A body that carries its data, read. */
export interface InlineAudit {
  communities: CommunityInput[];
  /** Their areas as typed arrays, where they were read that way. */
  areas?: PackedAreas;
  jurisdiction?: JurisdictionInput;
  estates?: EstateInput[];
  facilities?: FacilityInput[];
  barriers?: Barrier[];
  units?: UnitInput[];
  policy?: string;
  options?: AuditOptions;
  /** What the reader had to assume. */
  notes: Message[];
}

export type AuditRequest =
  | { kind: 'inline'; audit: InlineAudit }
  | { kind: 'register'; request: RegisterAudit };

/**
 * Reads the body of `POST /audits`. Polygons that cross themselves pass: they are findings.
 *
 * The communities go from bytes straight to typed arrays. A body in which anything is wrong, or unusual,
 * is read once more by parsing it as a whole: what is said about it then has its place in that body.
 * @throws DomainError `not-json`, `invalid-body`, `invalid-geodata` or `too-many-vertices`
 */
export function readAuditRequest(body: Uint8Array, limits: { maxVertices: number }): AuditRequest {
  const packed = readPacked(body, limits.maxVertices);
  if (packed !== null) return packed;
  const value = parseBody(body);
  const isRegister = typeof value === 'object' && value !== null && 'register' in value;
  const schema = isRegister ? RegisterAuditRequestSchema : InlineAuditRequestSchema;
  const faults = checkEnvelope(schema, value);
  if (faults.length > 0) throw refuseShape(faults);
  if (isRegister) return { kind: 'register', request: value as RegisterAudit };
  const request = value as InlineAuditRequest;
  const audit = readInline(request, limits.maxVertices, (options) =>
    readCommunities(request.communities, options),
  );
  return { kind: 'inline', audit };
}

/** Null where the body has to be parsed as a whole. */
function readPacked(body: Uint8Array, maxVertices: number): AuditRequest | null {
  const range = findMember(body, 'communities');
  if (range === null) return null;
  const envelope = parseGeoJson(withoutValue(body, range));
  if (!envelope.ok) return null;
  const { document } = envelope.value;
  if (checkEnvelope(InlineAuditRequestSchema, document).length > 0) return null;
  const read = readPackedCommunities(body.subarray(range.from, range.end), {
    allowNullGeometry: true,
    maxVertices,
  });
  if (!read.ok) return null;
  const communities = listCommunities(read.value);
  const audit = readInline(document as InlineAuditRequest, maxVertices, () =>
    ok({ ...read.value, communities }),
  );
  return { kind: 'inline', audit: { ...audit, areas: read.value.areas } };
}

type Read<T> = Result<T & { vertices: number; notes: Message[] }, InputProblem[]>;

function readInline(
  request: InlineAuditRequest,
  maxVertices: number,
  communitiesOf: (options: ReadOptions) => Read<{ communities: CommunityInput[] }>,
): InlineAudit {
  const problems: InputProblem[] = [];
  const notes: Message[] = [];
  let left = maxVertices;
  const keep = <T extends { vertices: number; notes: Message[] }>(
    read: { ok: true; value: T } | { ok: false; error: InputProblem[] },
  ): T | null => {
    if (!read.ok) {
      problems.push(...read.error);
      return null;
    }
    left -= read.value.vertices;
    notes.push(...read.value.notes);
    return read.value;
  };
  const options = (pointer: string) => ({ pointer, maxVertices: Math.max(0, left) });

  const communities = keep(communitiesOf({ ...options('/communities'), allowNullGeometry: true }));
  const outline =
    request.jurisdiction === undefined
      ? null
      : keep(readJurisdiction(request.jurisdiction, options('/jurisdiction')));
  const { estates, facilities, barriers, units } = readMaterial(request, options, keep);
  if (problems.length > 0) throw refuseGeodata(problems);
  return {
    communities: communities?.communities ?? [],
    ...(outline === null ? {} : { jurisdiction: outline.jurisdiction }),
    ...(estates === null ? {} : { estates: estates.estates }),
    ...(facilities === null ? {} : { facilities: facilities.facilities }),
    ...(barriers === null ? {} : { barriers: linesToMeasure(barriers.barriers) }),
    ...(units === null ? {} : { units: units.units }),
    ...(request.policy === undefined ? {} : { policy: request.policy }),
    ...(request.options === undefined ? {} : { options: request.options }),
    notes,
  };
}

type Keep = <T extends { vertices: number; notes: Message[] }>(
  read: Result<T, InputProblem[]>,
) => T | null;

/** Null for what the request does not have, and for what is at fault. */
function readMaterial(
  request: InlineAuditRequest,
  options: (pointer: string) => { pointer: string; maxVertices: number },
  keep: Keep,
) {
  const read = <T extends { vertices: number; notes: Message[] }>(
    member: 'estates' | 'facilities' | 'barriers' | 'units',
    reader: (document: unknown, of: ReturnType<typeof options>) => Result<T, InputProblem[]>,
  ): T | null =>
    request[member] === undefined ? null : keep(reader(request[member], options(`/${member}`)));
  return {
    estates: read('estates', readEstates),
    facilities: read('facilities', readFacilities),
    barriers: read('barriers', (document, of) => readBarriers(document, loadTagTable(), of)),
    units: read('units', readUnits),
  };
}
