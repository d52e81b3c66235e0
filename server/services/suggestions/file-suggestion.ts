import { createHash, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import type { SuggestionListing } from '#contract/suggestions.ts';
import type { SuggestionKind } from '#engine/propose/suggest/types.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { isUuid } from '../../repositories/feature-repository.ts';
import { findJurisdiction } from '../../repositories/jurisdiction-repository.ts';
import {
  findSuggestion,
  insertSuggestion,
  listSuggestions,
  type SuggestionRow,
} from '../../repositories/suggestion-repository.ts';
import type { MadeSuggestion } from '../compute/tasks.ts';

/** Results about data that came with the request are kept so long; those about the register for good. */
export const KEPT_DAYS = 30;

/** A result as `GET /suggestions/{id}` answers with it. */
export interface FiledSuggestion {
  id: string;
  json: Uint8Array;
  /** Another one once another engine runs: the answer then says so. */
  etag: string;
}

/** Whose result, and about what. */
export interface Filing {
  /** Null: of data that came with the request. */
  jurisdictionId: string | null;
  actor: string;
}

/**
 * Under which id a result is filed: the same for the same request to the same engine, so that a result is kept once however
 * often it is asked for, or made again by a worker that took over. One that was cut short is not like another.
 */
export function suggestionId(
  { digest, figures }: MadeSuggestion,
  { jurisdictionId }: Filing,
): string {
  if (figures.isCutShort) return randomUUID();
  const hash = createHash('sha256').update(`${jurisdictionId} ${digest} ${figures.version}`);
  const bytes = hash.digest().subarray(0, 16);
  // Version 8, “custom”, of RFC 9562.
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/**
 * Keeps a result.
 * @param id of {@link suggestionId}
 */
export async function fileSuggestion(
  knex: Knex,
  id: string,
  made: MadeSuggestion,
  { jurisdictionId, actor }: Filing,
): Promise<FiledSuggestion> {
  const { kind, seed, version, suggestions, infeasible, isCutShort } = made.figures;
  const result = Buffer.from(made.json.buffer, made.json.byteOffset, made.json.byteLength);
  const row = await insertSuggestion(knex, {
    id,
    jurisdictionId,
    digest: made.digest,
    kind,
    seed,
    engineVersion: version,
    isCutShort,
    suggestions,
    infeasible,
    result: result.toString(),
    actor,
    keepDays: jurisdictionId === null ? KEPT_DAYS : null,
  });
  return toFiled(row, result);
}

/** @throws DomainError `not-found` for what is not, or no longer, kept */
export async function readSuggestion(knex: Knex, id: string): Promise<FiledSuggestion> {
  const found = isUuid(id) ? await findSuggestion(knex, id) : undefined;
  if (found === undefined) throw noSuchSuggestion();
  return toFiled(found.row, Buffer.from(found.result));
}

/**
 * The results about a jurisdiction, the latest first.
 * @param jurisdiction code or id
 * @throws DomainError `not-found` for an unknown jurisdiction
 */
export async function listOfJurisdiction(
  knex: Knex,
  jurisdiction: string,
  limit: number,
): Promise<SuggestionListing[]> {
  const known = await findJurisdiction(knex, jurisdiction);
  if (known === undefined) throw noSuchJurisdiction();
  const rows = await listSuggestions(knex, known.jurisdiction_id, limit);
  return rows.map((row) => ({
    ...filingOf(row),
    count: row.suggestions,
    infeasible: row.infeasible,
    href: `/suggestions/${row.id}`,
  }));
}

/** The members that the result's own text has are left to it. */
function toFiled(row: SuggestionRow, result: Buffer): FiledSuggestion {
  const { id, jurisdiction, createdAt, expiresAt, isOutdated } = filingOf(row);
  const head = JSON.stringify({ id, jurisdiction, createdAt, expiresAt, isOutdated });
  return {
    id,
    // Two objects made one: the text of megabytes need not be parsed for that.
    json: Buffer.concat([Buffer.from(`${head.slice(0, -1)},`), result.subarray(1)]),
    etag: `W/"${id}-${expiresAt ?? 'kept'}-${ENGINE_VERSION}"`,
  };
}

function filingOf(row: SuggestionRow) {
  const { id, jurisdiction, kind, seed, engineVersion, isCutShort, createdAt, expiresAt } = row;
  return {
    id,
    jurisdiction,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    kind: kind as SuggestionKind,
    version: engineVersion,
    isOutdated: engineVersion !== ENGINE_VERSION,
    seed,
    isCutShort,
  };
}

const noSuchSuggestion = () =>
  new DomainError('not-found', {
    zh: '没有该编号的方案；不涉及登记库的方案只保存一段时间。',
    en: 'There is no such suggestion; those that are not about the register are kept for a time only.',
  });

const noSuchJurisdiction = () =>
  new DomainError(
    'not-found',
    { zh: '没有该编码或编号的辖区。', en: 'There is no jurisdiction of that code or id.' },
    [
      {
        code: 'unknown-jurisdiction',
        pointer: 'jurisdiction',
        message: { zh: '没有该辖区', en: 'is no known jurisdiction' },
      },
    ],
  );
