import { Type } from 'typebox';
import { PROBLEM_MEDIA_TYPE, ProblemSchema } from '#contract/problem.ts';
import { PROBLEMS, type ProblemCode } from '#contract/problem-catalogue.ts';

/** A body of a media type, for a route's `response` schema. */
export const content = (mediaType: string, schema: object, description: string) => ({
  description,
  content: { [mediaType]: { schema } },
});

/** Responses of a route for the problems that it may answer with, and any other. */
export function problemResponses(...codes: ProblemCode[]): Record<string, object> {
  const responses: Record<string, object> = {};
  for (const code of codes) {
    const { status, title } = PROBLEMS[code];
    const description = `${title.en} (/problems/${code})`;
    const known = responses[status];
    const text =
      known && 'description' in known
        ? `${String(known.description)}; ${description}`
        : description;
    responses[status] = content(PROBLEM_MEDIA_TYPE, Type.Ref('Problem'), text);
  }
  responses.default = content(PROBLEM_MEDIA_TYPE, Type.Ref('Problem'), 'Any other problem');
  return responses;
}

/** The shared schema of a problem. */
export const SharedProblemSchema = { ...ProblemSchema, $id: 'Problem' };
