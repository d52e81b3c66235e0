import type { Knex } from 'knex';
import type { RegisterSuggestionRequest } from '#contract/suggestions.ts';
import type { ComputePool, TaskOptions } from '../compute/compute-pool.ts';
import type { MadeSuggestion, SuggestionTime } from '../compute/tasks.ts';
import {
  buffersOf,
  findRegister,
  readRegisterMaterial,
} from '../material/read-register-material.ts';

/** What suggestions are made with. */
export interface SuggestionTools {
  knex: Knex;
  pool: ComputePool;
  maxVertices: number;
}

/** What a request has come to. */
export type SuggestionOutcome =
  | { kind: 'made'; made: MadeSuggestion; jurisdictionId: string | null }
  /** It is sound, and not for now; the body is still, or again, there. */
  | { kind: 'later'; body: Uint8Array; jurisdictionId: string | null };

const WANTED = ['barriers', 'estates', 'facilities', 'units'] as const;

/**
 * Reads a body of `POST /suggestions` in a compute thread, and makes the suggestions there unless they are for later.
 * @param body lost to the thread, where it has memory of its own (`options.transfer`)
 * @throws DomainError for a request that cannot be met as it is
 */
export async function makeSuggestion(
  { knex, pool, maxVertices }: SuggestionTools,
  body: Uint8Array,
  when: SuggestionTime,
  options: TaskOptions,
): Promise<SuggestionOutcome> {
  const read = await pool.run('suggestion', { body, maxVertices, when }, options);
  if (read.kind === 'result') return { kind: 'made', made: read, jurisdictionId: null };
  if (read.kind === 'later') return { ...read, jurisdictionId: null };
  const { register } = read.request;
  const { signal } = options;
  const jurisdiction = await findRegister(knex, register);
  const jurisdictionId = jurisdiction.jurisdiction_id;
  const later = { kind: 'later', body: read.body, jurisdictionId } as const;
  if (when === 'later') return later;
  const request: RegisterSuggestionRequest = {
    policy: jurisdiction.default_policy,
    ...read.request,
  };
  const material = await readRegisterMaterial(knex, register, WANTED, signal);
  const answer = await pool.run(
    'suggestion-of-register',
    { request, material, maxVertices, when },
    { ...options, transfer: buffersOf(material) },
  );
  return answer.kind === 'later' ? later : { kind: 'made', made: answer, jurisdictionId };
}
