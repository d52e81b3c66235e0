import { type Static, type TSchema, Type } from 'typebox';
import { SUGGESTION_KINDS, type SuggestionKind } from '#engine/propose/suggest/types.ts';
import { AreaGeometrySchema } from './geojson.ts';
import { MATERIAL_MEMBERS, NotesSchema, REGISTER_MEMBERS } from './material.ts';
import { MessageSchema } from './problem.ts';
import { HouseholdOptionsSchema, StretchSchema, UnitOptionsSchema } from './units.ts';

/**
 * Requests of no more units than this are answered at once, seconds at most on an ordinary machine; larger ones become jobs.
 * Where units are yet to be cut, each feature of the barriers counts for one.
 */
export const MOST_UNITS_AT_ONCE: Readonly<Record<SuggestionKind, number>> = {
  merge: 4000,
  repair: 4000,
  split: 2500,
  transfer: 1500,
  replan: 1500,
};
/** And of no more effort than this. */
export const MOST_EFFORT_AT_ONCE = 4_000_000;

/** The policy where neither the request nor the register names one. */
export const DEFAULT_SUGGESTION_POLICY = 'yuhang-2020';

/** Household numbers of a community, least and most. */
const BandSchema = Type.Object(
  {
    min: Type.Number({ minimum: 0, maximum: 1e9 }),
    max: Type.Number({ exclusiveMinimum: 0, maximum: 1e9 }),
  },
  {
    additionalProperties: false,
    description: "Households of a community, in the place of the policy's rules on size",
  },
);

/** How to search; see `SuggestOptions` of the engine. */
export const SuggestOptionsSchema = Type.Object(
  {
    targets: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        minItems: 1,
        maxItems: 1000,
        description:
          'Communities to work on, by id, code or name; by default those that the policy names',
      }),
    ),
    alternatives: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 50,
        default: 3,
        description: 'Suggestions at most, each different',
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 4_294_967_295,
        default: 1,
        description: 'The same input, seed and effort give the same suggestions',
      }),
    ),
    effort: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1e12,
        description: 'Steps of each search; by default by the number of units',
      }),
    ),
    householdBand: Type.Optional(BandSchema),
    parts: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: 100_000,
        description: 'Into how many (split), or how many in all (replan); by default all that fit',
      }),
    ),
    leaveWiderThanMetres: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1e6,
        default: 200,
        description: 'Repairs leave gaps and overlaps wider than this to people',
      }),
    ),
    timeLimitSeconds: Type.Optional(
      Type.Number({
        minimum: 0.1,
        maximum: 86_400,
        description:
          'The search ends after so long with what it has; what is cut short need not come out the same again',
      }),
    ),
  },
  { additionalProperties: false },
);

const settings = {
  kind: Type.Enum([...SUGGESTION_KINDS]),
  buildings: Type.Optional(MATERIAL_MEMBERS.buildings),
  residentialAreas: Type.Optional(MATERIAL_MEMBERS.residentialAreas),
  policy: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
      description: `Id of the policy. By default that of the jurisdiction in the register, else ${DEFAULT_SUGGESTION_POLICY}`,
    }),
  ),
  options: Type.Optional(SuggestOptionsSchema),
  unitOptions: Type.Optional(UnitOptionsSchema),
  households: Type.Optional(HouseholdOptionsSchema),
} as const;

/** Body of `POST /suggestions` that carries its data. */
export const InlineSuggestionRequestSchema = Type.Object(
  {
    communities: Type.Optional(MATERIAL_MEMBERS.communities),
    units: Type.Optional(MATERIAL_MEMBERS.units),
    barriers: Type.Optional(MATERIAL_MEMBERS.barriers),
    jurisdiction: Type.Optional(MATERIAL_MEMBERS.jurisdiction),
    estates: Type.Optional(MATERIAL_MEMBERS.estates),
    facilities: Type.Optional(MATERIAL_MEMBERS.facilities),
    ...settings,
  },
  { additionalProperties: false, title: 'Suggestions for data in the body' },
);

/** Body of `POST /suggestions` that names a register. */
export const RegisterSuggestionRequestSchema = Type.Object(
  {
    register: Type.Object(
      {
        ...REGISTER_MEMBERS,
        units: Type.Optional(
          Type.Enum(['registered', 'cut'], {
            description:
              'Those of the register, or cut anew from its barriers; by default registered where there are any',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    ...settings,
  },
  { additionalProperties: false, title: 'Suggestions for the register' },
);

export const SuggestionRequestSchema = Type.Union([
  InlineSuggestionRequestSchema,
  RegisterSuggestionRequestSchema,
]);
export type InlineSuggestionRequest = Static<typeof InlineSuggestionRequestSchema>;
export type RegisterSuggestionRequest = Static<typeof RegisterSuggestionRequestSchema>;
export type SuggestionSettings = Static<typeof SuggestOptionsSchema>;

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Ids = Type.Array(Type.String());

const DrawnCommunitySchema = Type.Object({
  id: Type.String(),
  name: Type.Optional(Type.String()),
  nameEn: Type.Optional(Type.String()),
  geometry: AreaGeometrySchema,
  properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});

const VerdictSchema = Type.Object({
  rule: Type.String(),
  clause: Type.String(),
  communities: Ids,
  message: MessageSchema,
});

const CertificateSchema = Type.Union([
  Type.Object({ state: Type.Literal('optimal') }),
  Type.Object({
    state: Type.Literal('gap'),
    lowerBound: Type.Number(),
    gapPercent: Type.Number(),
  }),
  Type.Object({ state: Type.Literal('pairwise-optimal') }),
  Type.Object({ state: Type.Literal('none'), why: MessageSchema }),
]);

/** One suggestion; the wire form of the engine's `Suggestion`. */
export const OneSuggestionSchema = Type.Object({
  id: Type.String({ description: 'The same for the same suggestion to the same data' }),
  kind: Type.Enum([...SUGGESTION_KINDS]),
  character: Type.String({
    description: 'In what it differs from the others: least-change, best-borders, most-compact, …',
  }),
  communities: Type.Array(DrawnCommunitySchema, { description: 'Those that change, after it' }),
  abolished: Ids,
  assignment: Type.Record(Type.String(), Type.String(), {
    description: 'Unit → community, of the units that change',
  }),
  operations: Type.Array(
    Type.Object({
      operation: Type.String(),
      parameters: Type.Record(Type.String(), Type.Unknown()),
    }),
    { description: 'Plan operations that make it' },
  ),
  score: Type.Object({
    total: Type.Number({ description: 'Less is better' }),
    parts: Type.Array(
      Type.Object({
        id: Type.String(),
        value: Type.Number(),
        figures: Type.Record(Type.String(), Type.Number()),
      }),
    ),
  }),
  satisfied: Type.Array(VerdictSchema),
  missed: Type.Array(VerdictSchema),
  unchecked: Type.Array(VerdictSchema),
  matched: Type.Array(DrawnCommunitySchema, {
    description: 'Neighbours whose border gets a vertex where a new border ends on it',
  }),
  outline: Type.Optional(AreaGeometrySchema),
  evidence: Type.Array(
    Type.Object({
      communities: Type.Array(Type.String(), { minItems: 2, maxItems: 2 }),
      lengthMetres: Type.Number(),
      stretches: Type.Array(StretchSchema),
    }),
    { description: 'New borders, and what they follow' },
  ),
  namedBorderShare: nullable(
    Type.Number({ description: 'Of the new borders on named barriers, 0–1; null: none is new' }),
  ),
  householdsMoved: Type.Object({
    total: Type.Number(),
    estimated: Type.Boolean(),
    byEstate: Type.Array(
      Type.Object({
        estate: Type.String(),
        name: Type.String(),
        nameEn: Type.Optional(Type.String()),
        households: Type.Number(),
        from: Type.String(),
        to: Type.String(),
      }),
    ),
  }),
  explanation: MessageSchema,
  certificate: CertificateSchema,
  repair: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'Of a repair: findings that it mends, every piece of land that changes hands, new neighbours, and the counts of the audit before and after',
    }),
  ),
});

/** What is filed with a result. */
const FILING = {
  id: Type.String({ format: 'uuid' }),
  jurisdiction: nullable(
    Type.String({ description: 'Code, where the request was about the register' }),
  ),
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: nullable(
    Type.String({
      format: 'date-time',
      description: 'Null: kept, as all that is about the register is',
    }),
  ),
  kind: Type.Enum([...SUGGESTION_KINDS]),
  version: Type.String({ description: 'Version of the engine that made it' }),
  isOutdated: Type.Boolean({
    description: 'The engine that runs now is of another version, and might suggest otherwise',
  }),
  seed: Type.Integer(),
  isCutShort: Type.Boolean({
    description:
      'The time limit ended the search: the same request need not come out the same again',
  }),
} as const;

/** Answer of `POST /suggestions` and `GET /suggestions/{id}`. */
export const SuggestionResultSchema = Type.Object(
  {
    ...FILING,
    policy: Type.String(),
    units: Type.Integer({ description: 'How many units it was made from' }),
    suggestions: Type.Array(OneSuggestionSchema, { description: 'The best first' }),
    infeasible: Type.Array(
      Type.Object({
        cause: Type.String({
          description: 'Stable: nothing-to-do, no-neighbour, unit-above, rule-broken, …',
        }),
        communities: Ids,
        units: Ids,
        message: MessageSchema,
        nearest: nullable(MessageSchema),
      }),
      { description: 'What cannot be done, why, and the nearest that can' },
    ),
    dropped: Type.Array(MessageSchema, {
      description: 'What was found and would break a rule of severity error',
    }),
    assumptions: Type.Array(MessageSchema),
    notes: NotesSchema,
  },
  { title: 'Suggestions' },
);

/** Answer of `GET /suggestions`. */
export const SuggestionListSchema = Type.Object({
  suggestions: Type.Array(
    Type.Object({
      ...FILING,
      count: Type.Integer({ description: 'How many suggestions it holds' }),
      infeasible: Type.Integer({ description: 'How many requests in it cannot be met' }),
      href: Type.String(),
    }),
    { description: 'The latest first' },
  ),
});
export type SuggestionListing = Static<typeof SuggestionListSchema>['suggestions'][number];
