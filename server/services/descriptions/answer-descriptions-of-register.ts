import type { Knex } from 'knex';
import type { ComputePool } from '../compute/compute-pool.ts';
import { buffersOf, readRegisterMaterial } from '../material/read-register-material.ts';
import type { RegisterDescriptions } from './read-descriptions-request.ts';

/**
 * Boundaries of the communities of a jurisdiction of the register in words, or what changed between two days.
 * @returns the answer of `POST /descriptions`
 * @throws DomainError `not-found` for an unknown jurisdiction, and what {@link readRegisterMaterial} and the
 *   computation throw
 */
export async function answerDescriptionsOfRegister(
  knex: Knex,
  pool: ComputePool,
  request: RegisterDescriptions,
  { maxVertices, signal }: { maxVertices: number; signal?: AbortSignal },
): Promise<{ json: Uint8Array }> {
  const wanted =
    request.form === 'adjustment' ? (['barriers', 'units'] as const) : (['barriers'] as const);
  const material = await readRegisterMaterial(knex, request.request.register, wanted, signal);
  const input = { request, material, maxVertices };
  return pool.run('descriptions-of-register', input, { signal, transfer: buffersOf(material) });
}
