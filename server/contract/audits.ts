import { type Static, Type } from 'typebox';
import { COVERAGE_KINDS } from '#engine/coverage/types.ts';
import { GeometrySchema } from './geojson.ts';
import { MATERIAL_MEMBERS } from './material.ts';
import { MessageSchema } from './problem.ts';

/** How to audit; the defaults are the engine's. */
export const AuditOptionsSchema = Type.Object(
  {
    toleranceMetres: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 100,
        default: 0.1,
        description:
          'Communities no further apart than this are neighbours; where their borders differ by no more than this, and the overlap or gap between them is below minAreaSquareMetres, that is a mismatch',
      }),
    ),
    minAreaSquareMetres: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1e9,
        default: 1,
        description: 'Smaller overlaps, gaps and outside regions are left out and counted',
      }),
    ),
    sliverWidthMetres: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 10_000,
        default: 5,
        description: 'Narrower overlaps and gaps are slivers',
      }),
    ),
    adjacency: Type.Optional(
      Type.Boolean({ default: false, description: 'List the bordering pairs and their lengths' }),
    ),
    queen: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'List the pairs that meet in points only as well, and count them (queen contiguity)',
      }),
    ),
  },
  { additionalProperties: false },
);

const policy = Type.Optional(
  Type.String({
    pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
    description: 'Id of a policy whose rules are checked as well, for example yuhang-2020',
  }),
);

/**
 * Body of `POST /audits` that carries its data. Estates, facilities and barriers are for the rules of a policy; units are
 * audited themselves as well.
 */
export const InlineAuditRequestSchema = Type.Object(
  {
    communities: MATERIAL_MEMBERS.communities,
    jurisdiction: Type.Optional(MATERIAL_MEMBERS.jurisdiction),
    estates: Type.Optional(MATERIAL_MEMBERS.estates),
    facilities: Type.Optional(MATERIAL_MEMBERS.facilities),
    barriers: Type.Optional(MATERIAL_MEMBERS.barriers),
    units: Type.Optional(MATERIAL_MEMBERS.units),
    policy,
    options: Type.Optional(AuditOptionsSchema),
  },
  { additionalProperties: false, title: 'Audit of data in the body' },
);

/** Body of `POST /audits` that names a register. */
export const RegisterAuditRequestSchema = Type.Object(
  {
    register: Type.Object(
      {
        jurisdiction: Type.String({ minLength: 1, maxLength: 200, description: 'Code or id' }),
        datetime: Type.Optional(
          Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A day; default today' }),
        ),
        neighbours: Type.Optional(
          Type.Boolean({
            default: false,
            description:
              'Look across the border: overlaps, gaps and mismatches with the communities of other jurisdictions in the register are found as well, and neighbours over there are listed',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    policy,
    options: Type.Optional(AuditOptionsSchema),
  },
  { additionalProperties: false, title: 'Audit of the register' },
);
export type InlineAuditRequest = Static<typeof InlineAuditRequestSchema>;
export type RegisterAuditRequest = Static<typeof RegisterAuditRequestSchema>;

export const AuditRequestSchema = Type.Union([
  InlineAuditRequestSchema,
  RegisterAuditRequestSchema,
]);

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** One departure from what a coverage, or a policy, demands. */
export const FindingSchema = Type.Object({
  id: Type.String({ description: 'The same for the same fault in the same data' }),
  rule: Type.String({ description: 'coverage.overlap, size.split, …' }),
  kind: Type.Enum([...COVERAGE_KINDS.filter((kind) => kind !== 'sliver'), 'policy']),
  severity: Type.Enum(['error', 'warning', 'info']),
  communities: Type.Array(Type.String(), { description: 'Ids of the communities concerned' }),
  communitiesBeyond: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Those of them that belong to another jurisdiction, or not to the part audited',
    }),
  ),
  areaSquareMetres: nullable(Type.Number()),
  widthMetres: nullable(Type.Number({ description: 'Diameter of the largest inscribed circle' })),
  location: nullable(Type.Array(Type.Number(), { description: '[lon, lat] to zoom to' })),
  geometry: nullable(GeometrySchema),
  message: MessageSchema,
  fixes: Type.Array(
    Type.Object({
      operation: Type.String(),
      parameters: Type.Record(Type.String(), Type.Unknown()),
      label: MessageSchema,
    }),
  ),
  sliver: Type.Optional(Type.Boolean()),
  detail: Type.Optional(Type.String()),
  neighbourOutside: Type.Optional(Type.Literal('unknown')),
  clause: Type.Optional(Type.String()),
  figures: Type.Optional(Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()]))),
});

const counts = Object.fromEntries(
  COVERAGE_KINDS.map((kind) => [kind, Type.Integer({ minimum: 0 })]),
);

export const AuditSummarySchema = Type.Object({
  communities: Type.Integer(),
  communitiesBeyond: Type.Optional(
    Type.Integer({
      description: 'How many communities around those audited were looked at',
    }),
  ),
  vertices: Type.Integer(),
  areaSquareMetres: Type.Number(),
  counts: Type.Object(counts),
  overlapAreaSquareMetres: Type.Number(),
  gapAreaSquareMetres: Type.Number(),
  outsideAreaSquareMetres: Type.Number(),
  elapsedMilliseconds: Type.Number(),
  components: Type.Integer(),
  rookPairs: Type.Integer(),
  queenPairs: Type.Optional(
    Type.Integer({ description: 'rookPairs and the pairs that meet in points only' }),
  ),
  leftOut: Type.Object({
    overlap: Type.Integer(),
    gap: Type.Integer(),
    outside: Type.Integer(),
    parts: Type.Integer(),
    areaSquareMetres: Type.Number(),
  }),
  rules: Type.Optional(
    Type.Record(Type.String(), Type.Integer(), {
      description: 'Findings by rule, of the policy and about units',
    }),
  ),
});

/** Answer of `POST /audits`; the wire form of AuditResult. */
export const AuditResultSchema = Type.Object(
  {
    version: Type.String({ description: 'Version of the engine' }),
    summary: AuditSummarySchema,
    findings: Type.Array(FindingSchema),
    assumptions: Type.Array(MessageSchema),
    adjacency: Type.Optional(
      Type.Array(
        Type.Object({
          communities: Type.Array(Type.String(), { minItems: 2, maxItems: 2 }),
          sharedLengthMetres: Type.Number(),
        }),
      ),
    ),
    pointContacts: Type.Optional(
      Type.Array(
        Type.Object({
          communities: Type.Array(Type.String(), { minItems: 2, maxItems: 2 }),
          points: Type.Array(Type.Array(Type.Number()), { minItems: 1 }),
        }),
        { description: 'Pairs that meet in points only, with these points' },
      ),
    ),
  },
  { title: 'Audit' },
);
