import { DomainError } from '#contract/domain-error.ts';
import { type ImportRequest, ImportRequestSchema } from '#contract/imports.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { INVALIDITY_KINDS } from '#engine/coverage/find-invalid.ts';
import { GEOJSON_PROBLEM_STAGES } from '../../formats/geojson/problem-codes.ts';
import { type PolicyStore, shippedPolicies } from '../audit/policy-store.ts';
import { isCalendarDay } from '../calendar-day.ts';
import { checkEnvelope, parseBody, refuseGeodata, refuseShape } from '../read-body.ts';
import type { ImportDraft } from './import-draft.ts';
import { readImport } from './read-import.ts';

interface ReadImportBody {
  body: Uint8Array;
  maxVertices: number;
  /** Sum up the audit as well. */
  audit: boolean;
}

/**
 * Reads the body of `POST /imports` into rows.
 * @throws DomainError `not-json`, `invalid-body`, `invalid-geodata`, `invalid-geometry` or
 *   `too-many-vertices` with every problem, or `unknown-policy`
 */
export function readImportBody(
  { body, ...options }: ReadImportBody,
  policies: PolicyStore = shippedPolicies(),
): ImportDraft {
  return readImportDocument(parseBody(body), options, policies);
}

/** The same for a document that has been parsed. */
export function readImportDocument(
  document: unknown,
  { maxVertices, audit }: Omit<ReadImportBody, 'body'>,
  policies: PolicyStore = shippedPolicies(),
): ImportDraft {
  const faults = checkEnvelope(ImportRequestSchema, document);
  if (faults.length > 0) throw refuseShape(faults);
  const request = document as ImportRequest;
  if (request.effective !== undefined && !isCalendarDay(request.effective)) {
    throw refuseShape([NO_SUCH_DAY]);
  }
  if (request.policy !== undefined) policies.get(request.policy);
  const read = readImport(request, { maxVertices });
  if (!read.ok) throw refuseImport(read.error);
  const { draft, communities, outline } = read.value;
  if (!audit) return draft;
  const result = auditCoverage(
    communities,
    outline === undefined ? undefined : { geometry: outline },
  );
  return { ...draft, audit: result.summary };
}

const NO_SUCH_DAY: InputProblem = {
  code: 'invalid-value',
  pointer: '/effective',
  message: { zh: '没有这一天。', en: 'is not a day of the calendar' },
};

/** Geometry alone at fault is a problem of its own kind: the file is well-formed, the shape is not. */
function refuseImport(problems: InputProblem[]): DomainError {
  const kinds: readonly string[] = INVALIDITY_KINDS;
  // The reader and the validity check share a few words; what the reader found is structure.
  const onlyGeometry = problems.every(
    ({ code }) =>
      code === 'more-problems' || (kinds.includes(code) && !(code in GEOJSON_PROBLEM_STAGES)),
  );
  if (!onlyGeometry) return refuseGeodata(problems);
  return new DomainError(
    'invalid-geometry',
    {
      zh: '有无效的几何图形，无法入册；errors 给出每处坐标。',
      en: 'Some geometries are invalid and cannot enter the register; errors gives each place.',
    },
    problems,
  );
}
