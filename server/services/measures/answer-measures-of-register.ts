import type { Knex } from 'knex';
import type { RegisterMeasuresRequest } from '#contract/measures.ts';
import type { ComputePool } from '../compute/compute-pool.ts';
import { buffersOf, readRegisterMaterial } from '../material/read-register-material.ts';

/**
 * Measures of the communities of a jurisdiction of the register.
 * @returns the answer of `POST /measures`
 * @throws DomainError `not-found` for an unknown jurisdiction, and what {@link readRegisterMaterial} throws
 */
export async function answerMeasuresOfRegister(
  knex: Knex,
  pool: ComputePool,
  request: RegisterMeasuresRequest,
  { maxVertices, signal }: { maxVertices: number; signal?: AbortSignal },
): Promise<{ json: Uint8Array }> {
  const wanted = ['barriers', 'estates', 'facilities', 'units'] as const;
  const material = await readRegisterMaterial(knex, request.register, wanted, signal);
  const input = { request, material, maxVertices };
  return pool.run('measures-of-register', input, { signal, transfer: buffersOf(material) });
}
