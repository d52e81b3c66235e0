import type { Knex } from 'knex';
import type { RegisterAuditRequest } from '#contract/audits.ts';
import type { CollectionId } from '#contract/collections.ts';
import { DomainError } from '#contract/domain-error.ts';
import type { Message } from '#engine/coverage/types.ts';
import {
  type BoundingBox,
  extentOfItems,
  type ItemFilter,
  readItems,
} from '../../repositories/feature-repository.ts';
import {
  findJurisdiction,
  namesOfJurisdictions,
} from '../../repositories/jurisdiction-repository.ts';
import { isCalendarDay, today } from '../calendar-day.ts';
import { featureText, readFeaturePages } from '../collections/read-collections.ts';
import type { ComputePool } from '../compute/compute-pool.ts';
import type { AuditFeatures, ComputeTasks } from '../compute/tasks.ts';
import { FeatureChunks } from './feature-chunks.ts';

/** Enough for a double to come back as it was. */
const ALL_DIGITS = 15;

/** Few enough that the event loop is held up for milliseconds at a time. */
const PAGE_SIZE = 1000;

/** Of one kind of material, which is parsed in one piece: V8 has no longer strings. */
const MOST_BYTES_PARSED = 500_000_000;
/** Of communities: twice this has to fit into memory. */
const MOST_BYTES = 2_000_000_000;

/**
 * Audits the communities of a register as they are in force on a day: all of them, as one moment of the
 * database knows them; with `register.neighbours` across the border to those of other jurisdictions as
 * well.
 * @returns the AuditResult as JSON, and its figures
 * @throws DomainError `not-found` for an unknown jurisdiction, `invalid-body` for an impossible day,
 * `out-of-memory` for a register that is too large to be audited at once
 */
export async function auditRegister(
  knex: Knex,
  pool: ComputePool,
  request: RegisterAuditRequest,
  signal?: AbortSignal,
): Promise<ComputeTasks['audit-features']['output']> {
  const { register, policy, options } = request;
  const now = today();
  const day = register.datetime ?? now;
  if (!isCalendarDay(day)) throw NO_SUCH_DAY();
  // Nothing but the rules of a policy asks for the material.
  const kinds = policy === undefined ? [] : MATERIAL;
  const read = await knex.transaction((trx) => readRegister(trx, register, day, kinds, signal), {
    isolationLevel: 'repeatable read',
    readOnly: true,
  });
  const { communities, material, ...rest } = read;
  const features: AuditFeatures = {
    ...rest,
    communities: communities.finish(),
    estates: material.estates.finish(),
    facilities: material.facilities.finish(),
    barriers: material.barriers.finish(),
    units: material.units.finish(),
    ...(policy === undefined ? {} : { policy }),
    ...(options === undefined ? {} : { options }),
    notes: [...(day === now ? [] : notesOfOtherDay(day, read)), ...notesOfReach(read)],
  };
  const chunks = [features.communities, ...MATERIAL.map((kind) => features[kind])].flat();
  const transfer = chunks.map(({ buffer }) => buffer);
  return pool.run('audit-features', features, { signal, transfer: transfer as ArrayBuffer[] });
}

/** What a register knows of a jurisdiction. */
interface Register extends Pick<AuditFeatures, 'jurisdiction' | 'own' | 'otherJurisdictions'> {
  communities: FeatureChunks;
  material: Record<Material, FeatureChunks>;
}

const MATERIAL = ['estates', 'facilities', 'barriers', 'units'] as const;
type Material = (typeof MATERIAL)[number];

async function readRegister(
  knex: Knex,
  { jurisdiction: codeOrId, neighbours = false }: RegisterAuditRequest['register'],
  day: string,
  kinds: readonly Material[],
  signal: AbortSignal | undefined,
): Promise<Register> {
  const jurisdiction = await findJurisdiction(knex, codeOrId);
  if (!jurisdiction) throw NO_SUCH_JURISDICTION();
  const id = jurisdiction.jurisdiction_id;
  const precise = { digits: ALL_DIGITS, pageSize: PAGE_SIZE };
  const { items } = await readItems(
    knex,
    'jurisdictions',
    { id },
    { limit: 1, digits: ALL_DIGITS },
  );
  const outline = items.find(({ geometry }) => geometry !== 'null');
  const inForce = { jurisdiction: id, days: { from: day, to: day } };
  const communities = new FeatureChunks();
  const material = Object.fromEntries(
    MATERIAL.map((kind) => [kind, new FeatureChunks()]),
  ) as Register['material'];
  const read = async (into: FeatureChunks, collection: CollectionId, filter: ItemFilter) => {
    const most = into === communities ? MOST_BYTES : MOST_BYTES_PARSED;
    for await (const page of readFeaturePages(knex, collection, filter, precise)) {
      // Nobody waits for the rest; or it would fill the memory before it is refused.
      signal?.throwIfAborted();
      into.add(page);
      if (into.bytes > most) throw TOO_LARGE();
    }
  };
  await read(communities, 'communities', inForce);
  const own = communities.count;
  const around = neighbours ? await boxAround(knex, inForce, outline !== undefined) : null;
  if (around !== null) {
    const { days } = inForce;
    await read(communities, 'communities', { notOfJurisdiction: id, bbox: around, days });
  }
  for (const kind of kinds) await read(material[kind], kind, { jurisdiction: id });
  return {
    jurisdiction: outline ? featureText(outline) : null,
    communities,
    own: around === null ? null : own,
    otherJurisdictions: around === null ? {} : await namesOfJurisdictions(knex),
    material,
  };
}

/** Degrees (about 200 m) around communities with an outline of their own: enough for what is shared. */
const CLOSE = 0.002;

/**
 * Where to look for neighbours; null when there is nothing to be near to. Without an outline the voids
 * between jurisdictions matter as well, which communities farther off may close.
 */
async function boxAround(
  knex: Knex,
  filter: ItemFilter,
  hasOutline: boolean,
): Promise<BoundingBox | null> {
  const extent = await extentOfItems(knex, 'communities', filter);
  if (extent === null) return null;
  const [west, south, east, north] = extent;
  const x = hasOutline ? CLOSE : Math.max(CLOSE, (east - west) / 2);
  const y = hasOutline ? CLOSE : Math.max(CLOSE, (north - south) / 2);
  return [
    Math.max(-180, west - x),
    Math.max(-90, south - y),
    Math.min(180, east + x),
    Math.min(90, north + y),
  ];
}

/** How far neighbours were looked for matters for voids only, and only without an outline. */
function notesOfReach({ jurisdiction, own }: Register): Message[] {
  if (own === null || jurisdiction !== null) return [];
  return [
    {
      zh: '没有辖区边界，相邻社区只取到辖区范围一半的距离以内：由更远的社区围成的空白按朝外敞开处理；登记辖区边界即可检查。',
      en: 'without an outline, neighbours were taken from within half the extent of the jurisdiction: voids that only communities farther away close count as open; register the outline to have them checked',
    },
  ];
}

/** Only communities have a history; the rest is that of today, whatever the day. */
function notesOfOtherDay(day: string, { jurisdiction, material }: Register): Message[] {
  const words: [boolean, Message][] = [
    [jurisdiction !== null, { zh: '辖区边界', en: 'the outline of the jurisdiction' }],
    [material.estates.count > 0, { zh: '楼盘', en: 'the estates' }],
    [material.facilities.count > 0, { zh: '设施', en: 'the facilities' }],
    [material.barriers.count > 0, { zh: '道路河流', en: 'the barriers' }],
    [material.units.count > 0, { zh: '地块', en: 'the units' }],
  ];
  const there = words.flatMap(([isThere, word]) => (isThere ? [word] : []));
  if (there.length === 0) return [];
  const zh = joined(
    there.map((word) => word.zh),
    '、',
    '和',
  );
  const en = joined(
    there.map((word) => word.en),
    ', ',
    ' and ',
  );
  const verb = there.length > 1 || jurisdiction === null ? 'are' : 'is';
  return [
    {
      zh: `社区取自 ${day}，${zh}取自当前登记：登记库只为社区保留历史`,
      en: `the communities are those of ${day}, ${en} ${verb} as registered now: only communities have a history`,
    },
  ];
}

const joined = (words: readonly string[], comma: string, and: string): string =>
  words.length === 1 ? words[0]! : `${words.slice(0, -1).join(comma)}${and}${words.at(-1)}`;

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
