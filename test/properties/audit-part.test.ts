import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { auditPart } from '#engine/coverage/part/audit-part.ts';
import type {
  AreaGeometry,
  AuditResult,
  CommunityInput,
  Finding,
  Position,
} from '#engine/coverage/types.ts';
import { createRandom } from '../../data/generator/random.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';
import { propertyRuns } from '../helpers/property-runs.ts';

/** Figures come from a table, and those of near borders from a plane, for the latitudes at hand. */
const close = (value: number, relative: number) =>
  expect.toSatisfy(
    (other: unknown) => Math.abs(Number(other) - value) <= 1e-3 + relative * Math.abs(value),
    `about ${value}`,
  );

/** What a reader sees of a finding. */
const essence = ({ id, kind, severity, communities, areaSquareMetres, message }: Finding) => ({
  id,
  kind,
  severity,
  communities,
  area: areaSquareMetres === null ? null : close(areaSquareMetres, 1e-6),
  message,
});

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

/** All that the audit of a part gives. */
const plain = ({ findings, adjacency = [], pointContacts = [] }: AuditResult) => ({
  findings: findings
    .map((finding) => ({ ...essence(finding), area: finding.areaSquareMetres }))
    .sort(byId),
  adjacency: adjacency
    .map(({ communities, sharedLengthMetres: length }) => ({ id: communities.join(), length }))
    .sort(byId),
  contacts: contactsOf(pointContacts),
});

const contactsOf = (contacts: NonNullable<AuditResult['pointContacts']>) =>
  contacts.map(({ communities, points }) => ({ id: communities.join(), points })).sort(byId);

/** What of the audit of the whole concerns some communities. */
function filtered(
  { findings, adjacency = [], pointContacts = [] }: AuditResult,
  own: ReadonlySet<string>,
) {
  const isOwn = ({ communities }: { communities: string[] }): boolean =>
    communities.some((id) => own.has(id));
  return {
    contacts: contactsOf(pointContacts.filter(isOwn)),
    findings: findings.filter(isOwn).map(essence).sort(byId),
    adjacency: adjacency
      .filter(isOwn)
      .map(({ communities, sharedLengthMetres }) => ({
        id: communities.join(),
        length: close(sharedLengthMetres, 1e-3),
      }))
      .sort(byId),
  };
}

/** Compares the audit of a part with that of the whole; the part's result. */
function expectSame(
  communities: readonly CommunityInput[],
  isOwn: (index: number) => boolean,
  outline: AreaGeometry | null,
): AuditResult {
  const own = new Set(communities.filter((_, i) => isOwn(i)).map(({ id }) => id));
  const jurisdiction = outline === null ? null : { geometry: outline };
  const options = { adjacency: true, queen: true };
  const whole = auditCoverage(communities, jurisdiction, options);
  const part = auditPart(communities, null, isOwn, jurisdiction, {
    ...options,
    outlineOf: 'whole',
  });
  const wanted = filtered(whole, own);
  expect(plain(part)).toEqual(wanted);
  expect(part.summary.rookPairs).toBe(wanted.adjacency.length);
  expect(part.summary.communities).toBe(own.size);
  return part;
}

/** A contiguous part, a scattered one, a single community. */
function chooseOwn(seed: number, communities: readonly CommunityInput[]) {
  const random = createRandom(seed, 'own');
  const count = communities.length;
  const kind = random.integer(3);
  const first = random.integer(count);
  const length = 1 + random.integer(Math.max(1, Math.floor(count / 3)));
  if (kind === 0) return (i: number) => i === first;
  if (kind === 1) return (i: number) => i >= first && i < first + length;
  const chosen = communities.map(() => random.next() < 0.25);
  chosen[first] = true;
  return (i: number) => chosen[i] === true;
}

const mapPositions = (geometry: AreaGeometry, change: (p: Position) => Position): AreaGeometry =>
  geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map((r) => r.map(change)) }
    : {
        type: 'MultiPolygon',
        coordinates: geometry.coordinates.map((p) => p.map((r) => r.map(change))),
      };

/** Nine coverages beside one another, with uneven voids between them that some of their cells close. */
function tiles(seed: number, share: number): CommunityInput[] {
  const random = createRandom(seed, 'tiles');
  const round = (value: number): number => Math.round(value * 1e7) / 1e7;
  return Array.from({ length: 9 }, (_, tile) => {
    const [east, north] = [
      (tile % 3) * random.between(0.007, 0.013),
      Math.floor(tile / 3) * random.between(0.006, 0.012),
    ];
    return dirtyCoverage(seed + tile, share).communities.map((community) => ({
      ...community,
      id: `${tile}-${community.id}`,
      geometry: mapPositions(community.geometry!, (p) => [
        round(p[0]! + east),
        round(p[1]! + north),
      ]),
    }));
  }).flat();
}

describe('the audit of a part gives the findings of the whole that concern it', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 30 });
  const shares = fc.constantFrom(0, 0.05, 0.3, 0.9);

  it.each([true, false])('on random dirty coverages (outline given: %s)', (isOutlineGiven) => {
    fc.assert(
      fc.property(seeds, shares, (seed, share) => {
        const { communities, outline } = dirtyCoverage(seed, share);
        expectSame(communities, chooseOwn(seed, communities), isOutlineGiven ? outline : null);
      }),
      { numRuns: propertyRuns(120) },
    );
  });

  it('where voids reach far beyond the part', () => {
    fc.assert(
      fc.property(seeds, shares, (seed, share) => {
        const communities = tiles(seed, share);
        expectSame(communities, chooseOwn(seed, communities), null);
      }),
      { numRuns: propertyRuns(60) },
    );
  });
});
