import type { Knex } from 'knex';
import type { RegisterAuditRequest } from '#contract/audits.ts';
import { DomainError } from '#contract/domain-error.ts';
import type { Message } from '#engine/coverage/types.ts';
import { readItems } from '../../repositories/feature-repository.ts';
import { findJurisdiction } from '../../repositories/jurisdiction-repository.ts';
import { isCalendarDay, today } from '../calendar-day.ts';
import { featureText, readAllFeatures } from '../collections/read-collections.ts';
import type { ComputePool } from '../compute/compute-pool.ts';
import type { AuditFeatures } from '../compute/tasks.ts';

/** Enough for a double to come back as it was. */
const ALL_DIGITS = 15;

/** A collection goes to the compute thread as one text, and V8 has no longer ones. */
const MOST_CHARACTERS = 500_000_000;

/**
 * Audits the communities of a register as they are in force on a day: all of them, as one moment of the
 * database knows them.
 * @returns the AuditResult as JSON
 * @throws DomainError `not-found` for an unknown jurisdiction, `invalid-body` for an impossible day,
 * `out-of-memory` for a register that is too large to be audited at once
 */
export async function auditRegister(
  knex: Knex,
  pool: ComputePool,
  request: RegisterAuditRequest,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { register, policy, options } = request;
  const now = today();
  const day = register.datetime ?? now;
  if (!isCalendarDay(day)) throw NO_SUCH_DAY();
  const read = await knex.transaction((trx) => readRegister(trx, register.jurisdiction, day), {
    isolationLevel: 'repeatable read',
    readOnly: true,
  });
  const { outline, communities, estates } = read;
  const features: AuditFeatures = {
    jurisdiction: outline,
    communities: collection(communities),
    estates: collection(estates),
    ...(policy === undefined ? {} : { policy }),
    ...(options === undefined ? {} : { options }),
    notes: day === now ? [] : notesOfOtherDay(day, read),
  };
  return (await pool.run('audit-features', features, { signal })).json;
}

/** What a register knows of a jurisdiction; features are JSON texts. */
interface Register {
  outline: string | null;
  communities: string[];
  estates: string[];
}

async function readRegister(knex: Knex, codeOrId: string, day: string): Promise<Register> {
  const jurisdiction = await findJurisdiction(knex, codeOrId);
  if (!jurisdiction) throw NO_SUCH_JURISDICTION();
  const id = jurisdiction.jurisdiction_id;
  const precise = { digits: ALL_DIGITS };
  const { items } = await readItems(knex, 'jurisdictions', { id }, { limit: 1, ...precise });
  const outline = items.find(({ geometry }) => geometry !== 'null');
  const inForce = { jurisdiction: id, days: { from: day, to: day } };
  return {
    outline: outline ? featureText(outline) : null,
    communities: await readAllFeatures(knex, 'communities', inForce, precise),
    estates: await readAllFeatures(knex, 'estates', { jurisdiction: id }, precise),
  };
}

/** Only communities have a history; the rest of the material is that of today, whatever the day. */
function notesOfOtherDay(day: string, { outline, estates }: Register): Message[] {
  const zh = [...(outline === null ? [] : ['辖区边界']), ...(estates.length === 0 ? [] : ['楼盘'])];
  const en = [
    ...(outline === null ? [] : ['the outline of the jurisdiction']),
    ...(estates.length === 0 ? [] : ['the estates']),
  ];
  if (zh.length === 0) return [];
  const verb = estates.length === 0 ? 'is' : 'are';
  return [
    {
      zh: `社区取自 ${day}，${zh.join('和')}取自当前登记：登记库只为社区保留历史`,
      en: `the communities are those of ${day}, ${en.join(' and ')} ${verb} as registered now: only communities have a history`,
    },
  ];
}

function collection(features: readonly string[]): string {
  const characters = features.reduce((sum, text) => sum + text.length + 1, 0);
  if (characters > MOST_CHARACTERS) throw TOO_LARGE();
  return `{"type":"FeatureCollection","features":[${features.join(',')}]}`;
}

const TOO_LARGE = () =>
  new DomainError('out-of-memory', {
    zh: '该辖区登记的数据过大，无法一次检查；请导出后分片检查。',
    en: 'The register of this jurisdiction is too large to be audited at once; export it and audit it in parts.',
  });

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
