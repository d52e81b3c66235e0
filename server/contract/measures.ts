import { type Static, Type } from 'typebox';
import { MEASURES } from '#engine/measure/registry.ts';
import { MATERIAL_MEMBERS, NotesSchema, REGISTER_MEMBERS } from './material.ts';
import { MessageSchema } from './problem.ts';

const settings = {
  measures: Type.Optional(
    Type.Array(Type.Enum([...MEASURES.keys()]), {
      minItems: 1,
      description: 'Ids of the measures to take; by default all of GET /measures',
    }),
  ),
  options: Type.Optional(
    Type.Object(
      {
        householdBand: Type.Optional(
          Type.Object(
            {
              min: Type.Number({ minimum: 0, maximum: 1e9 }),
              max: Type.Number({ minimum: 0, maximum: 1e9 }),
            },
            {
              additionalProperties: false,
              description: 'Households that a community ought to have',
            },
          ),
        ),
        barrierToleranceMetres: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: 200,
            default: 20,
            description: 'A border this near a barrier follows it',
          }),
        ),
      },
      { additionalProperties: false },
    ),
  ),
} as const;

const material = {
  jurisdiction: Type.Optional(MATERIAL_MEMBERS.jurisdiction),
  barriers: Type.Optional(MATERIAL_MEMBERS.barriers),
  facilities: Type.Optional(MATERIAL_MEMBERS.facilities),
  estates: Type.Optional(MATERIAL_MEMBERS.estates),
  units: Type.Optional(MATERIAL_MEMBERS.units),
} as const;

/** Body of `POST /measures` that carries its data. */
export const InlineMeasuresRequestSchema = Type.Object(
  {
    communities: MATERIAL_MEMBERS.communities,
    ...material,
    communitiesBefore: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]), {
        description:
          'Id of a unit → id of its community in the plan to compare with, for moved-households',
      }),
    ),
    ...settings,
  },
  { additionalProperties: false, title: 'Measures of data in the body' },
);

/** Body of `POST /measures` that names a register. */
export const RegisterMeasuresRequestSchema = Type.Object(
  {
    register: Type.Object({ ...REGISTER_MEMBERS }, { additionalProperties: false }),
    ...settings,
  },
  { additionalProperties: false, title: 'Measures of the register' },
);

export const MeasuresRequestSchema = Type.Union([
  InlineMeasuresRequestSchema,
  RegisterMeasuresRequestSchema,
]);
export type InlineMeasuresRequest = Static<typeof InlineMeasuresRequestSchema>;
export type RegisterMeasuresRequest = Static<typeof RegisterMeasuresRequestSchema>;

/** One figure, or why there is none. */
export const MeasureResultSchema = Type.Union([
  Type.Object({
    state: Type.Literal('known'),
    value: Type.Number(),
    estimated: Type.Optional(Type.Boolean({ description: 'Shown with *' })),
    parts: Type.Optional(
      Type.Record(Type.String(), Type.Number(), { description: 'In the unit of the measure' }),
    ),
    note: Type.Optional(MessageSchema),
  }),
  Type.Object({
    state: Type.Literal('missing'),
    reason: Type.String({ description: 'Stable: no-service-centre, invalid-geometry, …' }),
    message: MessageSchema,
  }),
]);

/** A measure of the registry. */
export const MeasureDefinitionSchema = Type.Object({
  id: Type.String(),
  version: Type.Integer({ description: 'Figures of another version are stale' }),
  unit: Type.String(),
  name: MessageSchema,
  source: MessageSchema,
});

/** Answer of `GET /measures`. */
export const MeasureListSchema = Type.Object({ measures: Type.Array(MeasureDefinitionSchema) });

/** Answer of `POST /measures`. */
export const MeasurementSchema = Type.Object(
  {
    version: Type.String({ description: 'Version of the engine' }),
    measures: Type.Array(MeasureDefinitionSchema, { description: 'What was measured' }),
    communities: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.Optional(Type.String()),
        nameEn: Type.Optional(Type.String()),
        measures: Type.Record(Type.String(), MeasureResultSchema),
      }),
    ),
    notes: NotesSchema,
  },
  { title: 'Measures' },
);
