import type { PackedAreas } from '../geometry/packed-areas.ts';
import { byCodePoint } from './context.ts';
import { findInvalid } from './find-invalid.ts';
import { findingId } from './finding-id.ts';
import { nameOf } from './name-of.ts';
import { QuickValidity } from './residual/looks-valid.ts';
import { completeFigures } from './residual/ring-figures.ts';
import type { AreaGeometry, CommunityInput, Finding, Message, Position } from './types.ts';
import type { InvalidityKind, InvalidityProblem } from './validity/invalidity-problem.ts';

/** Validity of every community, and who can still take part in the rest of the audit. */
export interface ValidityResult {
  findings: Finding[];
  /** Owners with any problem. */
  invalid: Set<number>;
  /** Owners whose geometry the rest of the audit cannot use. */
  excluded: Set<number>;
}

/** Problems that leave no usable area; with all others the even–odd rule still gives one. */
const UNUSABLE: ReadonlySet<InvalidityKind> = new Set<InvalidityKind>([
  'no-geometry',
  'empty',
  'non-finite',
  'out-of-range',
  'too-many-crossings',
]);

/**
 * `coverage.invalid`, one finding a community with all its places; and `coverage.unchecked` where
 * the rest of the audit has to go on without it.
 */
export function findInvalidCommunities(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
): ValidityResult {
  const result: ValidityResult = { findings: [], invalid: new Set(), excluded: new Set() };
  const quick = new QuickValidity(packed);
  const known = validAreas.get(packed);
  for (let owner = 0; owner < communities.length; owner++) {
    if (known?.[owner] === 1 || quick.looksValid(owner)) continue;
    judge(communities[owner]!, owner, quick.degreesWide(owner), result);
  }
  completeFigures(packed, quick.figures);
  const isValid = new Uint8Array(packed.count).fill(1);
  for (const owner of result.invalid) isValid[owner] = 0;
  validAreas.set(packed, isValid);
  return result;
}

/** One that the quick test leaves in doubt. */
function judge(
  community: CommunityInput,
  owner: number,
  span: number,
  { findings, invalid, excluded }: ValidityResult,
): void {
  if (span > 180) {
    excluded.add(owner);
    invalid.add(owner);
    findings.push(uncheckedCommunity(community, tooWide(span)));
    return;
  }
  const problems = findInvalid(community.geometry);
  if (problems.length === 0) return;
  invalid.add(owner);
  findings.push(invalidFinding(community, problems));
  const unusable = problems.find(({ kind }) => UNUSABLE.has(kind));
  // Only the first problems are listed; a bad coordinate may hide behind them.
  if (unusable === undefined && hasUsableCoordinates(community.geometry!)) return;
  excluded.add(owner);
  findings.push(uncheckedCommunity(community, (unusable ?? problems.at(-1)!).message));
}

/** 1 for the areas that were found to be valid; packed areas are not changed afterwards. */
const validAreas = new WeakMap<PackedAreas, Uint8Array>();

/**
 * Areas that are the same in other packed areas need not be judged again there.
 * @param origins index in `from` of each area of `to`; −1 for another one
 * @param isNewValid whether another one, by its index in `to`, was looked at elsewhere and found to be valid
 */
export function carryValidity(
  from: PackedAreas,
  to: PackedAreas,
  origins: Int32Array,
  isNewValid: (area: number) => boolean,
): void {
  const known = validAreas.get(from);
  if (known === undefined) return;
  validAreas.set(
    to,
    Uint8Array.from(origins, (at, area) => (at >= 0 ? known[at]! : isNewValid(area) ? 1 : 0)),
  );
}

const tooWide = (span: number): Message => ({
  zh: `其经度跨度达 ${Math.round(span)}°，可能跨越 180° 经线或包含极点，尚不支持。`,
  en: `it spans ${Math.round(span)}° of longitude; areas across the antimeridian or around a pole are not supported yet.`,
});

function hasUsableCoordinates(geometry: AreaGeometry): boolean {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.every((rings) =>
    rings.every((ring) =>
      ring.every(
        ([lon, lat]) => Math.abs(lon ?? Number.NaN) <= 180 && Math.abs(lat ?? Number.NaN) <= 90,
      ),
    ),
  );
}

function invalidFinding(community: CommunityInput, problems: InvalidityProblem[]): Finding {
  const name = nameOf(community);
  const places = placesOf(problems);
  const kinds = [...new Set(problems.map(({ kind }) => kind))];
  const first = problems[0]!;
  const more = problems.length - 1;
  return {
    id: findingId('coverage.invalid', [community.id]),
    rule: 'coverage.invalid',
    kind: 'invalid',
    severity: 'error',
    communities: [community.id],
    areaSquareMetres: null,
    widthMetres: null,
    location: places[0] ?? null,
    geometry: places.length > 0 ? { type: 'MultiPoint', coordinates: places } : null,
    message: {
      zh: `“${name.zh}”的图形无效：${first.message.zh}${more > 0 ? `（另有 ${more} 个问题）` : ''}`,
      en: `The geometry of ${name.en} is invalid: ${first.message.en}${more > 0 ? ` (and ${more} more)` : ''}`,
    },
    fixes: [],
    detail: first.kind,
    figures: { problems: problems.length, kinds: kinds.join(', ') },
  };
}

function placesOf(problems: readonly InvalidityProblem[]): Position[] {
  const byKey = new Map<string, Position>();
  for (const { location } of problems) {
    if (location !== null) byKey.set(location.join(), location.slice(0, 2));
  }
  return [...byKey.values()].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
}

export function uncheckedCommunity(community: CommunityInput, reason: Message): Finding {
  const name = nameOf(community);
  return unchecked([community.id], ['geometry', community.id], {
    zh: `“${name.zh}”未参与重叠、空白和接壤检查：${reason.zh}`,
    en: `${name.en} could not be checked for overlaps, gaps and contiguity: ${reason.en}`,
  });
}

/** A `coverage.unchecked` finding: a step failed, so “nothing found” must not be read into it. */
export function unchecked(
  communities: readonly string[],
  idParts: readonly string[],
  message: Message,
): Finding {
  return {
    id: findingId('coverage.unchecked', idParts),
    rule: 'coverage.unchecked',
    kind: 'unchecked',
    severity: 'error',
    communities: [...communities].sort(byCodePoint),
    areaSquareMetres: null,
    widthMetres: null,
    location: null,
    geometry: null,
    message,
    fixes: [],
  };
}
