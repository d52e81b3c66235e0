import type { Knex } from 'knex';
import type { RegisterAuditRequest } from '#contract/audits.ts';
import type { CollectionId } from '#contract/collections.ts';
import { DomainError } from '#contract/domain-error.ts';
import { type ItemFilter, readItems } from '../../repositories/feature-repository.ts';
import { findJurisdiction } from '../../repositories/jurisdiction-repository.ts';
import { isCalendarDay, today } from '../calendar-day.ts';
import { featureText } from '../collections/read-collections.ts';
import type { ComputePool } from '../compute/compute-pool.ts';
import type { AuditFeatures } from '../compute/tasks.ts';

/** More than any town has; a register larger than this is audited in parts. */
const MOST_FEATURES = 200_000;
/** Enough for a double to come back as it was. */
const ALL_DIGITS = 15;

/**
 * Audits the communities of a register as they are in force on a day.
 * @returns the AuditResult as JSON
 * @throws DomainError `not-found` for an unknown jurisdiction, `invalid-body` for an impossible day
 */
export async function auditRegister(
  knex: Knex,
  pool: ComputePool,
  request: RegisterAuditRequest,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { register, policy, options } = request;
  const day = register.datetime ?? today();
  if (!isCalendarDay(day)) throw NO_SUCH_DAY();
  const jurisdiction = await findJurisdiction(knex, register.jurisdiction);
  if (!jurisdiction) throw NO_SUCH_JURISDICTION();
  const id = jurisdiction.jurisdiction_id;
  const { items } = await readItems(
    knex,
    'jurisdictions',
    { id },
    { limit: 1, digits: ALL_DIGITS },
  );
  const outline = items.find(({ geometry }) => geometry !== 'null');
  const features: AuditFeatures = {
    jurisdiction: outline ? featureText(outline) : null,
    communities: collection(
      await readTexts(knex, 'communities', { jurisdiction: id, days: { from: day, to: day } }),
    ),
    estates: collection(await readTexts(knex, 'estates', { jurisdiction: id })),
    ...(policy === undefined ? {} : { policy }),
    ...(options === undefined ? {} : { options }),
  };
  return (await pool.run('audit-features', features, { signal })).json;
}

async function readTexts(
  knex: Knex,
  collectionId: CollectionId,
  filter: ItemFilter,
): Promise<string[]> {
  const page = { limit: MOST_FEATURES, digits: ALL_DIGITS };
  const { items } = await readItems(knex, collectionId, filter, page);
  return items.map((item) => featureText(item));
}

const collection = (features: readonly string[]): string =>
  `{"type":"FeatureCollection","features":[${features.join(',')}]}`;

const NO_SUCH_JURISDICTION = () =>
  new DomainError(
    'not-found',
    { zh: '没有该编码或编号的辖区。', en: 'There is no jurisdiction of that code or id.' },
    [
      {
        code: 'unknown-jurisdiction',
        pointer: '/register/jurisdiction',
        message: { zh: '没有该辖区', en: 'is no known jurisdiction' },
      },
    ],
  );

const NO_SUCH_DAY = () =>
  new DomainError('invalid-body', { zh: '没有这一天。', en: 'There is no such day.' }, [
    {
      code: 'invalid-value',
      pointer: '/register/datetime',
      message: { zh: '没有这一天', en: 'is not a day of the calendar' },
    },
  ]);
