import { Type } from 'typebox';
import { DomainError } from '#contract/domain-error.ts';
import { MessageSchema } from '#contract/problem.ts';
import { PROBLEMS, type ProblemCode } from '#contract/problem-catalogue.ts';
import type { App } from './context.ts';
import { content, problemResponses } from './problem-responses.ts';

const DescriptionSchema = Type.Object({
  type: Type.String(),
  status: Type.Integer(),
  title: MessageSchema,
  description: MessageSchema,
});

/** What the `type` of a problem leads to. */
export function problemRoutes(app: App): void {
  app.get(
    '/problems',
    {
      schema: {
        operationId: 'listProblems',
        tags: ['operations'],
        summary: 'Every kind of problem that the API answers with',
        response: {
          200: content(
            'application/json',
            Type.Object({ problems: Type.Array(DescriptionSchema) }),
            'The kinds',
          ),
        },
      },
    },
    async () => ({ problems: (Object.keys(PROBLEMS) as ProblemCode[]).map(describe) }),
  );

  app.get(
    '/problems/:code',
    {
      schema: {
        operationId: 'getProblem',
        tags: ['operations'],
        summary: 'What one kind of problem means, and how to mend it',
        params: Type.Object({ code: Type.String() }),
        response: {
          200: content('application/json', DescriptionSchema, 'The kind'),
          ...problemResponses('not-found'),
        },
      },
    },
    async (request) => {
      const { code } = request.params;
      if (!isProblemCode(code)) {
        throw new DomainError('not-found', { zh: '没有这种错误。', en: 'There is no such kind.' });
      }
      return describe(code);
    },
  );
}

const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(PROBLEMS, text);

function describe(code: ProblemCode) {
  return { type: `/problems/${code}`, ...PROBLEMS[code] };
}
