import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import { isUuid } from '../../repositories/feature-repository.ts';
import { findPlan, type PlanRow, registerMoment } from '../../repositories/plan-repository.ts';
import { findSnapshot } from '../../repositories/plan-snapshot-repository.ts';
import { today } from '../calendar-day.ts';
import { readHeadOf } from './operate-plan.ts';
import { noSuch, noSuchPlan } from './plan-errors.ts';
import { readBaseChunks, readStoredState } from './read-stored-state.ts';
import type { PlanCommands, StoredState } from './thread/plan-messages.ts';
import type { PlanServices } from './write-plan.ts';

/** What a plan is compared with: its own base, the register as it is now, another plan, or a snapshot. */
export type DiffTarget =
  | { kind: 'base' }
  | { kind: 'register' }
  | { kind: 'plan'; id: string }
  | { kind: 'snapshot'; id: string };

/** What leads from the target to the plan's head. @returns JSON */
export function diffPlan(
  { knex, desk }: PlanServices,
  planId: string,
  target: DiffTarget,
  { withShapes }: { withShapes: boolean },
): Promise<{ json: Uint8Array; plan: PlanRow }> {
  return readHeadOf(knex, planId, async (plan) => {
    const other = await knex.transaction((trx) => readTarget(trx, plan, target), {
      isolationLevel: 'repeatable read',
      readOnly: true,
    });
    const { json } = await desk.run(knex, plan, 'diff', { ...other, withShapes });
    return { json, plan };
  });
}

async function readTarget(
  trx: Knex.Transaction,
  plan: PlanRow,
  target: DiffTarget,
): Promise<PlanCommands['diff']['input']> {
  const { jurisdictionId } = plan;
  if (target.kind === 'plan') {
    const other = isUuid(target.id) ? await findPlan(trx, target.id) : undefined;
    if (other === undefined) throw noSuchPlan();
    if (other.jurisdictionId !== jurisdictionId) throw otherJurisdiction();
    const { id, version } = other;
    return { other: await readStoredState(trx, other), against: { plan: id, version } };
  }
  if (target.kind === 'snapshot') {
    const snapshot = isUuid(target.id) ? await findSnapshot(trx, plan, target.id) : undefined;
    if (snapshot === undefined) throw noSuch('快照', 'snapshot');
    return {
      other: baseAlone(await readBaseChunks(trx, jurisdictionId, snapshot.base)),
      content: snapshot.content,
      against: { snapshot: snapshot.id, name: snapshot.name },
    };
  }
  const base =
    target.kind === 'base'
      ? plan.base
      : { recorded: await registerMoment(trx, jurisdictionId), day: today() };
  return {
    other: baseAlone(await readBaseChunks(trx, jurisdictionId, base)),
    against: { register: plan.jurisdiction, recorded: base.recorded, datetime: base.day },
  };
}

const baseAlone = (base: StoredState['base']): StoredState => ({ base, head: [], units: [] });

const otherJurisdiction = (): DomainError =>
  new DomainError(
    'invalid-parameter',
    { zh: '只能与同一辖区的方案比较。', en: 'Only plans of one jurisdiction can be compared.' },
    [
      {
        code: 'invalid-parameter',
        pointer: 'against',
        message: { zh: '属于另一辖区', en: 'is a plan of another jurisdiction' },
      },
    ],
  );
