import { Type } from 'typebox';
import { DomainError } from '#contract/domain-error.ts';
import { PolicyListSchema, PolicySchema } from '#contract/policies.ts';
import { describePolicy, summarisePolicy } from '../services/audit/describe-policy.ts';
import type { App, AppContext } from './context.ts';
import { content, problemResponses } from './problem-responses.ts';

/** `GET /policies` and `GET /policies/{id}`: what an audit may be run under. */
export function policyRoutes(app: App, { policies }: AppContext): void {
  app.get(
    '/policies',
    {
      schema: {
        operationId: 'listPolicies',
        tags: ['policies'],
        summary: 'The policies whose rules an audit can check',
        description: 'Those that come with Sizhi, and those of the directory SIZHI_POLICIES_DIR.',
        response: { 200: content('application/json', PolicyListSchema, 'The policies') },
      },
    },
    async () => ({ policies: policies.policies.map(summarisePolicy) }),
  );

  app.get(
    '/policies/:id',
    {
      schema: {
        operationId: 'getPolicy',
        tags: ['policies'],
        summary: 'One policy: its rules with thresholds, severities and clauses',
        params: Type.Object({ id: Type.String() }),
        response: {
          200: content('application/json', PolicySchema, 'The policy'),
          ...problemResponses('not-found'),
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      if (!policies.has(id)) {
        throw new DomainError('not-found', {
          zh: '没有该政策。',
          en: 'There is no such policy.',
        });
      }
      return describePolicy(policies.get(id));
    },
  );
}
