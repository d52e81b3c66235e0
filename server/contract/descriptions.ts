import { type Static, Type } from 'typebox';
import { AreaGeometrySchema } from './geojson.ts';
import {
  BarrierReferenceSchema,
  geoJson,
  MATERIAL_MEMBERS,
  NotesSchema,
  REGISTER_MEMBERS,
  requiredDay,
} from './material.ts';
import { MessageSchema } from './problem.ts';

const tolerance = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 200,
    default: 20,
    description: 'A border this near a barrier follows it',
  }),
);

const described = {
  only: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
      minItems: 1,
      description: 'Ids of the communities to describe; by default all',
    }),
  ),
  options: Type.Optional(
    Type.Object({ toleranceMetres: tolerance }, { additionalProperties: false }),
  ),
} as const;

const adjusted = {
  options: Type.Optional(
    Type.Object(
      {
        toleranceMetres: tolerance,
        minAreaSquareMetres: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: 1e8,
            default: 200,
            description: 'Smaller pieces that change hands are left out, and said to be',
          }),
        ),
        minWidthMetres: Type.Optional(
          Type.Number({ minimum: 0, maximum: 1000, default: 3, description: 'Narrower ones too' }),
        ),
      },
      { additionalProperties: false },
    ),
  ),
} as const;

const { communities } = MATERIAL_MEMBERS;
const jurisdiction = Type.Optional(MATERIAL_MEMBERS.jurisdiction);
const barriers = Type.Optional(MATERIAL_MEMBERS.barriers);
const units = Type.Optional(MATERIAL_MEMBERS.units);

/** Body of `POST /descriptions` whose boundaries are described. */
export const InlineDescriptionsRequestSchema = Type.Object(
  { communities, jurisdiction, barriers, ...described },
  { additionalProperties: false, title: 'Boundaries of data in the body' },
);

/** Body of `POST /descriptions` whose two states are compared. */
export const InlineAdjustmentRequestSchema = Type.Object(
  {
    before: geoJson('The communities as they are: FeatureCollection of Polygon and MultiPolygon'),
    after: geoJson('The communities as they are to be; the same id is the same community'),
    ...{ jurisdiction, barriers, units },
    ...adjusted,
  },
  { additionalProperties: false, title: 'Adjustment between two states in the body' },
);

/** Body of `POST /descriptions` that names a register. */
export const RegisterDescriptionsRequestSchema = Type.Object(
  {
    register: Type.Object({ ...REGISTER_MEMBERS }, { additionalProperties: false }),
    ...described,
  },
  { additionalProperties: false, title: 'Boundaries of the register' },
);

/** Body of `POST /descriptions` that compares the register on two days. */
export const RegisterAdjustmentRequestSchema = Type.Object(
  {
    register: Type.Object(
      { ...REGISTER_MEMBERS, before: requiredDay('The day to compare with') },
      { additionalProperties: false },
    ),
    ...adjusted,
  },
  { additionalProperties: false, title: 'Adjustment between two days of the register' },
);

export const DescriptionsRequestSchema = Type.Union([
  InlineDescriptionsRequestSchema,
  InlineAdjustmentRequestSchema,
  RegisterDescriptionsRequestSchema,
  RegisterAdjustmentRequestSchema,
]);
export type InlineDescriptionsRequest = Static<typeof InlineDescriptionsRequestSchema>;
export type InlineAdjustmentRequest = Static<typeof InlineAdjustmentRequestSchema>;
export type RegisterDescriptionsRequest = Static<typeof RegisterDescriptionsRequestSchema>;
export type RegisterAdjustmentRequest = Static<typeof RegisterAdjustmentRequestSchema>;
export type AdjustmentSettings = NonNullable<InlineAdjustmentRequest['options']>;

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Place = Type.Array(Type.Number());
const Ids = Type.Array(Type.String());

/** What a stretch runs along, or what lies beyond it. */
const FeatureSchema = Type.Object({
  kind: Type.Enum(['barrier', 'community', 'jurisdiction', 'unassigned', 'unknown']),
  barrier: Type.Optional(BarrierReferenceSchema),
  id: Type.Optional(Type.String()),
  name: Type.Optional(nullable(MessageSchema)),
});

/** One of the four limits. */
export const LimitSchema = Type.Object({
  side: Type.Enum(['east', 'south', 'west', 'north']),
  items: Type.Array(
    Type.Object({
      along: FeatureSchema,
      beyond: nullable(Type.String()),
      share: Type.Number(),
      text: MessageSchema,
    }),
  ),
  from: Type.Enum(['side', 'point']),
  lengthMetres: Type.Number(),
  coveredShare: Type.Number(),
  text: MessageSchema,
});

const LimitsSchema = Type.Object({
  east: LimitSchema,
  south: LimitSchema,
  west: LimitSchema,
  north: LimitSchema,
});

const TurningPointSchema = Type.Object({
  position: Place,
  kind: Type.Enum(['crossing', 'outline', 'communities', 'bend']),
  barriers: Type.Array(BarrierReferenceSchema),
  communities: Ids,
  text: MessageSchema,
});

/** The course of a closed boundary, clockwise from its north-west corner. */
export const CourseSchema = Type.Object({
  start: TurningPointSchema,
  steps: Type.Array(
    Type.Object({
      from: Place,
      to: Place,
      direction: nullable(Type.String({ description: 'One of 16 compass sectors' })),
      directions: Type.Array(Type.String()),
      lengthMetres: Type.Number(),
      along: FeatureSchema,
      beyond: Ids,
      turningPoint: TurningPointSchema,
      coordinates: Type.Array(Place),
      text: MessageSchema,
    }),
  ),
  lengthMetres: Type.Number(),
  text: MessageSchema,
});

const Texts = Type.Object({ limits: MessageSchema, course: MessageSchema });

/** One boundary in words: the wire form of BoundaryDescription. */
export const DescriptionSchema = Type.Object({
  version: Type.String({ description: 'Version of the engine' }),
  community: Type.String({ description: 'Id' }),
  name: MessageSchema,
  limits: LimitsSchema,
  course: CourseSchema,
  parts: Type.Array(
    Type.Object({
      areaSquareMetres: Type.Number(),
      limits: LimitsSchema,
      course: CourseSchema,
      enclosed: Ids,
      emptyHoles: Type.Object({ count: Type.Integer(), areaSquareMetres: Type.Number() }),
      foreignHoles: Type.Object({ count: Type.Integer(), areaSquareMetres: Type.Number() }),
      text: Texts,
    }),
    { description: 'Connected parts, the largest first' },
  ),
  text: Texts,
  notes: Type.Array(MessageSchema),
});

/** Answer for boundaries. */
export const DescriptionsSchema = Type.Object(
  {
    version: Type.String(),
    descriptions: Type.Array(DescriptionSchema),
    undescribed: Type.Array(Type.Object({ community: Type.String(), message: MessageSchema }), {
      description: 'Communities without a boundary to describe, and why',
    }),
    notes: NotesSchema,
  },
  { title: 'Boundaries in words' },
);

/** The wire form of Adjustment. */
const AdjustmentTextSchema = Type.Object({
  version: Type.String(),
  items: Type.Array(
    Type.Object({
      kind: Type.String({ description: 'merge, split, create, abolish, transfer, …' }),
      from: Ids,
      to: Ids,
      abolished: Ids,
      created: Ids,
      pieces: Type.Array(
        Type.Object({
          kind: Type.String(),
          from: nullable(Type.String()),
          to: nullable(Type.String()),
          geometry: AreaGeometrySchema,
          areaSquareMetres: Type.Number(),
          households: Type.Optional(
            Type.Object({ value: Type.Number(), estimated: Type.Boolean() }),
          ),
          isWhole: Type.Boolean(),
          limits: LimitsSchema,
          distinguishedBy: Type.Record(Type.String(), LimitSchema),
          newBorderOnBarriers: Type.Number(),
          text: MessageSchema,
          remark: nullable(MessageSchema),
        }),
      ),
      text: MessageSchema,
    }),
  ),
  limitsAfter: Type.Array(
    Type.Object({
      community: Type.String(),
      isNew: Type.Boolean(),
      limits: LimitsSchema,
      text: MessageSchema,
    }),
  ),
  unchanged: Ids,
  ignored: Type.Object({ pieces: Type.Integer(), areaSquareMetres: Type.Number() }),
  notes: Type.Array(MessageSchema, { description: 'Shapes that are missing or invalid' }),
  text: MessageSchema,
});

/** Answer for two states. */
export const AdjustmentSchema = Type.Object(
  { version: Type.String(), adjustment: AdjustmentTextSchema, notes: NotesSchema },
  { title: 'Adjustment in words' },
);

export const DescriptionsAnswerSchema = Type.Union([DescriptionsSchema, AdjustmentSchema]);
