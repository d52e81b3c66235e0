import type { Knex } from 'knex';
import type { RegisterUnitsRequest } from '#contract/units.ts';
import type { ComputePool } from '../compute/compute-pool.ts';
import { buffersOf, readRegisterMaterial } from '../material/read-register-material.ts';

/**
 * Units of a jurisdiction of the register.
 * @returns the answer of `POST /units`
 * @throws DomainError `not-found` for an unknown jurisdiction, and what {@link readRegisterMaterial} and the
 *   computation throw
 */
export async function answerUnitsOfRegister(
  knex: Knex,
  pool: ComputePool,
  request: RegisterUnitsRequest,
  { maxVertices, signal }: { maxVertices: number; signal?: AbortSignal },
): Promise<{ json: Uint8Array }> {
  const { register } = request;
  const isRegistered = register.units === 'registered';
  const wanted = ['barriers', 'estates', ...(isRegistered ? ['units' as const] : [])] as const;
  const material = await readRegisterMaterial(knex, register, wanted, signal);
  const input = { request, material, maxVertices };
  return pool.run('units-of-register', input, { signal, transfer: buffersOf(material) });
}
