import {
  type InlineAuditRequest,
  InlineAuditRequestSchema,
  type RegisterAuditRequest,
  RegisterAuditRequestSchema,
} from '#contract/audits.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type {
  AuditOptions,
  CommunityInput,
  JurisdictionInput,
  Message,
} from '#engine/coverage/types.ts';
import { readCommunities } from '../../formats/geojson/read-communities.ts';
import { type FeatureInput, readFeatures } from '../../formats/geojson/read-features.ts';
import { readJurisdiction } from '../../formats/geojson/read-jurisdiction.ts';
import { checkEnvelope, parseBody, refuseGeodata, refuseShape } from '../read-body.ts';

export type RegisterAudit = RegisterAuditRequest;

/** A body that carries its data, read. */
export interface InlineAudit {
  communities: CommunityInput[];
  jurisdiction?: JurisdictionInput;
  estates?: FeatureInput<'Polygon' | 'MultiPolygon'>[];
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
 * @throws DomainError `not-json`, `invalid-body`, `invalid-geodata` or `too-many-vertices`
 */
export function readAuditRequest(body: Uint8Array, limits: { maxVertices: number }): AuditRequest {
  const value = parseBody(body);
  const isRegister = typeof value === 'object' && value !== null && 'register' in value;
  const schema = isRegister ? RegisterAuditRequestSchema : InlineAuditRequestSchema;
  const faults = checkEnvelope(schema, value);
  if (faults.length > 0) throw refuseShape(faults);
  if (isRegister) return { kind: 'register', request: value as RegisterAudit };
  return { kind: 'inline', audit: readInline(value as InlineAuditRequest, limits.maxVertices) };
}

function readInline(request: InlineAuditRequest, maxVertices: number): InlineAudit {
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

  const communities = keep(
    readCommunities(request.communities, { ...options('/communities'), allowNullGeometry: true }),
  );
  const outline =
    request.jurisdiction === undefined
      ? null
      : keep(readJurisdiction(request.jurisdiction, options('/jurisdiction')));
  const estates =
    request.estates === undefined
      ? null
      : keep(
          readFeatures(request.estates, ['Polygon', 'MultiPolygon'], {
            ...options('/estates'),
            allowEmpty: true,
          }),
        );
  if (problems.length > 0) throw refuseGeodata(problems);
  return {
    communities: communities?.communities ?? [],
    ...(outline === null ? {} : { jurisdiction: outline.jurisdiction }),
    ...(estates === null ? {} : { estates: estates.features }),
    ...(request.policy === undefined ? {} : { policy: request.policy }),
    ...(request.options === undefined ? {} : { options: request.options }),
    notes,
  };
}
