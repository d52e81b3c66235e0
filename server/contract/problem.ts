import { type Static, Type } from 'typebox';

/** The media type of every error of the API. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** A text in both languages. */
export const MessageSchema = Type.Object(
  { zh: Type.String(), en: Type.String() },
  { description: 'A text in both languages of the product' },
);

/** One fault of the input; the wire form of InputProblem. */
export const ProblemErrorSchema = Type.Object({
  code: Type.String({ description: 'Stable word for the kind of fault' }),
  pointer: Type.String({ description: 'JSON pointer (RFC 6901) into the body, or the parameter' }),
  message: MessageSchema,
  id: Type.Optional(Type.String({ description: "The feature's id, where it has one" })),
  location: Type.Optional(
    Type.Array(Type.Number(), {
      minItems: 2,
      maxItems: 2,
      description: 'Longitude and latitude of the fault',
    }),
  ),
  line: Type.Optional(Type.Integer({ minimum: 1 })),
  column: Type.Optional(Type.Integer({ minimum: 1 })),
});

/** An error of the API (RFC 9457). */
export const ProblemSchema = Type.Object(
  {
    type: Type.String({ description: 'Stable and relative: /problems/{code}, readable there' }),
    title: Type.String({ description: 'The kind of problem, in the language of Accept-Language' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened this time' }),
    instance: Type.String({ description: 'Names this occurrence; the log has the same id' }),
    errors: Type.Optional(Type.Array(ProblemErrorSchema)),
  },
  { description: 'Problem details (RFC 9457)' },
);
export type Problem = Static<typeof ProblemSchema>;
