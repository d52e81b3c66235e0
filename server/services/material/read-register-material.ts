import type { Knex } from 'knex';
import type { CollectionId } from '#contract/collections.ts';
import { DomainError } from '#contract/domain-error.ts';
import type { Message } from '#engine/coverage/types.ts';
import { type ItemFilter, readItems } from '../../repositories/feature-repository.ts';
import {
  findJurisdiction,
  type JurisdictionRow,
} from '../../repositories/jurisdiction-repository.ts';
import { FeatureChunks } from '../audit/feature-chunks.ts';
import { isCalendarDay, today } from '../calendar-day.ts';
import { featureText, readFeaturePages } from '../collections/read-collections.ts';
import type { StoredMaterial } from '../compute/tasks.ts';

/** Which part of a register. */
export interface RegisterReference {
  /** Code or id. */
  jurisdiction: string;
  /** Default today. */
  datetime?: string;
  /** Another day, whose communities are wanted as well. */
  before?: string;
}

/** Sets of material besides the communities and the outline. */
export type MaterialSet = 'barriers' | 'estates' | 'facilities' | 'units';

/** Enough for a double to come back as it was. */
const ALL_DIGITS = 15;
/** Few enough that the event loop is held up for milliseconds at a time. */
const PAGE_SIZE = 1000;
/** Each set is parsed in one piece: V8 has no longer strings. */
const MOST_BYTES = 500_000_000;

/**
 * Reads a jurisdiction of the register: its outline, its communities in force on a day, and the sets wanted,
 * all as one moment of the database knows them.
 * @throws DomainError `not-found` for an unknown jurisdiction, `invalid-body` for an impossible day,
 * `out-of-memory` for a set that is too large to be worked with at once
 */
export async function readRegisterMaterial(
  knex: Knex,
  register: RegisterReference,
  wanted: readonly MaterialSet[],
  signal?: AbortSignal,
): Promise<StoredMaterial> {
  const now = today();
  const day = register.datetime ?? now;
  checkDays(register);
  const read = await knex.transaction(
    (trx) => readSnapshot(trx, { ...register, datetime: day }, wanted, signal),
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  return { ...read, notes: day === now ? [] : [noteOfOtherDay(day)] };
}

/**
 * The jurisdiction that a reference is to, before anything of it is read.
 * @throws DomainError `not-found` for an unknown jurisdiction, `invalid-body` for an impossible day
 */
export async function findRegister(
  knex: Knex,
  register: RegisterReference,
): Promise<JurisdictionRow> {
  checkDays(register);
  const jurisdiction = await findJurisdiction(knex, register.jurisdiction);
  if (!jurisdiction) throw noSuchJurisdiction();
  return jurisdiction;
}

function checkDays(register: RegisterReference): void {
  const impossible = (['datetime', 'before'] as const).filter(
    (name) => register[name] !== undefined && !isCalendarDay(register[name]),
  );
  if (impossible.length > 0) throw noSuchDay(impossible);
}

/** The memory of the features, which the main thread needs no more. */
export const buffersOf = (material: StoredMaterial): ArrayBuffer[] =>
  [
    ...material.communities,
    ...material.communitiesBefore,
    ...material.barriers,
    ...material.estates,
    ...material.facilities,
    ...material.units,
  ].map(({ buffer }) => buffer as ArrayBuffer);

async function readSnapshot(
  knex: Knex,
  { jurisdiction: codeOrId, datetime: day, before }: RegisterReference & { datetime: string },
  wanted: readonly MaterialSet[],
  signal: AbortSignal | undefined,
): Promise<Omit<StoredMaterial, 'notes'>> {
  const jurisdiction = await findJurisdiction(knex, codeOrId);
  if (!jurisdiction) throw noSuchJurisdiction();
  const id = jurisdiction.jurisdiction_id;
  const outline = await readItems(knex, 'jurisdictions', { id }, { limit: 1, digits: ALL_DIGITS });
  const known = outline.items.find(({ geometry }) => geometry !== 'null');
  const read = (collection: CollectionId, filter: Omit<ItemFilter, 'jurisdiction'> = {}) =>
    readSet(knex, collection, { jurisdiction: id, ...filter }, signal);
  const onDay = (date: string) => read('communities', { days: { from: date, to: date } });
  const ifWanted = (set: MaterialSet) => (wanted.includes(set) ? read(set) : Promise.resolve([]));
  return {
    jurisdiction: known ? featureText(known) : null,
    communities: await onDay(day),
    communitiesBefore: before === undefined ? [] : await onDay(before),
    barriers: await ifWanted('barriers'),
    estates: await ifWanted('estates'),
    facilities: await ifWanted('facilities'),
    units: await ifWanted('units'),
  };
}

async function readSet(
  knex: Knex,
  collection: CollectionId,
  filter: ItemFilter,
  signal: AbortSignal | undefined,
): Promise<Uint8Array[]> {
  const chunks = new FeatureChunks();
  const options = { digits: ALL_DIGITS, pageSize: PAGE_SIZE };
  for await (const page of readFeaturePages(knex, collection, filter, options)) {
    // Nobody waits for the rest; or it would fill the memory before it is refused.
    signal?.throwIfAborted();
    chunks.add(page);
    if (chunks.bytes > MOST_BYTES) throw tooLarge();
  }
  return chunks.finish();
}

/** Only communities have a history. */
const noteOfOtherDay = (day: string): Message => ({
  zh: `社区取自 ${day}，其他资料（辖区边界、道路、楼盘、地块等）取自当前登记：登记库只为社区保留历史`,
  en: `the communities are those of ${day}, all other material (outline, barriers, estates, units, …) is as registered now: only communities have a history`,
});

const tooLarge = () =>
  new DomainError('out-of-memory', {
    zh: '该辖区登记的数据过大，无法一次处理；请导出后分片提交。',
    en: 'The register of this jurisdiction is too large to be worked with at once; export it and send it in parts.',
  });

const noSuchJurisdiction = () =>
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

const noSuchDay = (members: readonly string[]) =>
  new DomainError(
    'invalid-body',
    { zh: '没有这一天。', en: 'There is no such day.' },
    members.map((member) => ({
      code: 'invalid-value',
      pointer: `/register/${member}`,
      message: { zh: '没有这一天', en: 'is not a day of the calendar' },
    })),
  );
