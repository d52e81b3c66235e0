import type { Knex } from 'knex';
import {
  PLAN_MATERIAL,
  readHead,
  readHeadUnits,
  readMaterialTexts,
  readRegisterAt,
} from '../../repositories/plan-head-repository.ts';
import type { PlanBase, PlanRow } from '../../repositories/plan-repository.ts';
import type { Chunks, StoredPlanMaterial, StoredState } from './thread/plan-messages.ts';

const encoder = new TextEncoder();

/** Pages of rows as bytes, each its own memory, which can be handed over. */
async function collect(pages: AsyncIterable<unknown[]>): Promise<Chunks> {
  const chunks: Chunks = [];
  for await (const rows of pages) {
    if (rows.length > 0) chunks.push(encoder.encode(JSON.stringify(rows)));
  }
  return chunks;
}

/** The register as the database knew it at a moment, on a day. */
export const readBaseChunks = (
  knex: Knex,
  jurisdictionId: string,
  base: PlanBase,
): Promise<Chunks> => collect(readRegisterAt(knex, jurisdictionId, base));

/** A plan's state, from its base and what its head has different; nothing is replayed. */
export async function readStoredState(knex: Knex, plan: PlanRow): Promise<StoredState> {
  const units = await readHeadUnits(knex, plan);
  return {
    base: await readBaseChunks(knex, plan.jurisdictionId, plan.base),
    head: await collect(readHead(knex, plan)),
    units: units.length === 0 ? [] : [encoder.encode(JSON.stringify(units))],
  };
}

/** All that is known of a jurisdiction besides its communities. */
export async function readPlanMaterial(
  knex: Knex,
  jurisdictionId: string,
): Promise<StoredPlanMaterial> {
  const material: StoredPlanMaterial = {
    jurisdictions: await collect(readMaterialTexts(knex, 'jurisdictions', jurisdictionId)),
    ...{ units: [], barriers: [], estates: [], facilities: [] },
  };
  for (const set of PLAN_MATERIAL) {
    material[set] = await collect(readMaterialTexts(knex, set, jurisdictionId));
  }
  return material;
}

/** The memory of what was read. */
export const buffersOfState = (...sets: (StoredState | StoredPlanMaterial)[]): ArrayBuffer[] =>
  sets.flatMap((set) =>
    Object.values(set).flatMap((chunks: Chunks) =>
      chunks.map(({ buffer }) => buffer as ArrayBuffer),
    ),
  );
