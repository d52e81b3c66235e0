import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { IncrementalAudit } from '#engine/coverage/incremental/incremental-audit.ts';
import type { AreaGeometry, JurisdictionInput, Position } from '#engine/coverage/types.ts';
import { createRandom, type Random } from '../../../data/generator/random.ts';
import { expectSameAudit } from '../../helpers/audit-equality.ts';
import { dirtyCoverage } from '../../helpers/dirty-coverage.ts';
import { EDITS, RandomEditor } from '../../helpers/random-edits.ts';
import { box, community, multiPolygon, polygon, ring } from '../../helpers/squares.ts';

/** More of them by hand: INCREMENTAL_RUNS=1000 npx vitest run test/engine/coverage/incremental-outline.test.ts */
const RUNS = Number(process.env.INCREMENTAL_RUNS ?? 8);
const OPTIONS = { adjacency: true, queen: true };

const COLUMNS = 12;
/** A town of square communities, 100 m wide, named by column and row. */
const TOWN = Array.from({ length: COLUMNS * COLUMNS }, (_, i) => {
  const [x, y] = [100 * (i % COLUMNS), 100 * Math.floor(i / COLUMNS)];
  const id = `${i % COLUMNS}-${Math.floor(i / COLUMNS)}`;
  return community(id, polygon(box(x, y, x + 100, y + 100)));
});
const ALONG = Array.from({ length: 11 }, (_, i) => 100 * (i + 1));
const OTHER_SIDES: [number, number][] = [
  [1200, 0],
  ...ALONG.map((y): [number, number] => [1200, y]),
  [1200, 1200],
  ...ALONG.toReversed().map((x): [number, number] => [x, 1200]),
  [0, 1200],
  ...ALONG.toReversed().map((y): [number, number] => [0, y]),
];
/** Its outline, in metres, with these vertices on the south side from west to east, the corner first. */
const outlineWith = (...south: [number, number][]): JurisdictionInput => ({
  geometry: polygon(ring(...south, ...OTHER_SIDES)),
});
const SOUTH: [number, number][] = [[0, 0], ...ALONG.map((x): [number, number] => [x, 0])];

/** The audit after an edit, held against the full one with that outline. */
function checked(audit: IncrementalAudit): IncrementalAudit {
  expectSameAudit(audit.result, auditCoverage(audit.communities, audit.jurisdiction, OPTIONS));
  return audit;
}

describe('an edit of the outline', () => {
  const outline = outlineWith(...SOUTH);
  const audit = IncrementalAudit.start(TOWN, { jurisdiction: outline, ...OPTIONS });
  const ofKind = (kind: string, { result }: IncrementalAudit) =>
    result.findings.filter((finding) => finding.kind === kind);

  it('by a vertex put in is judged in a window, with who lies beside it', () => {
    const dented = outlineWith(...SOUTH.slice(0, 6), [550, 30], ...SOUTH.slice(6));
    const after = checked(audit.edit([], { jurisdiction: dented }));
    expect(after.changes.wholeBecause).toBeNull();
    expect(ofKind('outside', after).map(({ communities }) => communities)).toEqual([['5-0']]);
    const back = checked(after.edit([], { jurisdiction: outline }));
    expect(back.changes.wholeBecause).toBeNull();
    expectSameAudit(back.result, audit.result);
  });

  it('that bulges leaves a gap', () => {
    const wider = outlineWith(...SOUTH.slice(0, 6), [550, -30], ...SOUTH.slice(6));
    const after = checked(audit.edit([], { jurisdiction: wider }));
    expect(after.changes.wholeBecause).toBeNull();
    expect(ofKind('gap', after)).toHaveLength(1);
  });

  it('by a vertex taken out misses one of the communities', () => {
    const without = outlineWith(...SOUTH.slice(0, 6), ...SOUTH.slice(7));
    const after = checked(audit.edit([], { jurisdiction: without }));
    expect(after.changes.wholeBecause).toBeNull();
    expect(ofKind('mismatch', after).map(({ detail }) => detail)).toEqual([
      't-junction',
      't-junction',
    ]);
  });

  it('goes together with the border that ends on it', () => {
    const [west, east] = ['5-0', '6-0'].map((id) => audit.positionsOf(id)[0]!);
    const place: [number, number] = [620, 0];
    const outlineAfter = outlineWith(...SOUTH.slice(0, 6), place, ...SOUTH.slice(7));
    const after = checked(
      audit.edit(
        [
          {
            at: west!,
            community: community('5-0', polygon(ring([500, 0], place, [600, 100], [500, 100]))),
          },
          {
            at: east!,
            community: community('6-0', polygon(ring(place, [700, 0], [700, 100], [600, 100]))),
          },
        ],
        { jurisdiction: outlineAfter },
      ),
    );
    expect(after.changes.wholeBecause).toBeNull();
    expect(after.result.findings).toEqual([]);
  });

  it('by its first vertex, with which it closes', () => {
    const moved = outlineWith([20, 20], ...SOUTH.slice(1));
    const after = checked(audit.edit([], { jurisdiction: moved }));
    expect(ofKind('outside', after)).toHaveLength(1);
  });

  it('with other rings, an invalid one, or none at all is audited as a whole', () => {
    const { geometry } = outline;
    const two = multiPolygon(
      [(geometry as { coordinates: Position[][] }).coordinates[0]!],
      [box(2000, 0, 2100, 100)],
    );
    const more = checked(audit.edit([], { jurisdiction: { geometry: two } }));
    expect(more.changes.wholeBecause).toBe('the outline has other rings');
    const bowTie = polygon(ring([0, 0], [1200, 1200], [1200, 0], [0, 1200]));
    for (const jurisdiction of [null, { geometry: bowTie }]) {
      const after = checked(audit.edit([], { jurisdiction }));
      expect(after.changes.wholeBecause).toBe('the coverage gets an outline, or has none any more');
      checked(after.edit([], { jurisdiction: outline }));
    }
  });
});

/** Draws edits of an outline, in metres of about a hundredth to a hundred. */
function editOutline(geometry: AreaGeometry, random: Random): AreaGeometry {
  const rings = (geometry as { coordinates: Position[][] }).coordinates.map((r) => r.slice(0, -1));
  const at = random.integer(rings[0]!.length);
  const [here, next] = [rings[0]![at]!, rings[0]![(at + 1) % rings[0]!.length]!];
  const size = random.pick([1e-7, 1e-5, 1e-3]);
  const nudge = (): number => size * (2 * random.next() - 1);
  const share = random.next();
  const between: Position = [
    here[0]! + share * (next[0]! - here[0]!),
    here[1]! + share * (next[1]! - here[1]!),
  ];
  const kind = random.integer(4);
  if (kind === 0) rings[0]!.splice(at + 1, 0, between);
  if (kind === 1) rings[0]!.splice(at + 1, 0, [between[0]! + nudge(), between[1]! + nudge()]);
  if (kind === 2 && rings[0]!.length > 4) rings[0]!.splice(at, 1);
  if (kind === 3) rings[0]![at] = [here[0]! + nudge(), here[1]! + nudge()];
  return { type: 'Polygon', coordinates: rings.map((r) => [...r, r[0]!]) };
}

describe('after edits of communities and outline the audit is the full one', () => {
  it('for random edits of dirty coverages', () => {
    const known = [
      'the edit closes or opens land on the outside',
      'the edit touches too much of the coverage',
      'the coverage gets an outline, or has none any more',
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 30 }),
        fc.constantFrom(0, 0.1, 0.3),
        fc.array(fc.constantFrom('none', ...EDITS), { minLength: 1, maxLength: 8 }),
        (seed, share, kinds) => {
          const { communities, outline } = dirtyCoverage(seed, share);
          const random = createRandom(seed, 'outline edits');
          const editor = new RandomEditor(random, communities);
          const first = IncrementalAudit.start(communities, {
            jurisdiction: { geometry: outline },
            ...OPTIONS,
          });
          let audit = first;
          let geometry = outline;
          for (const kind of kinds) {
            geometry = editOutline(geometry, random);
            const edits = kind === 'none' ? [] : editor.draw(audit, kind);
            audit = checked(audit.edit(edits, { jurisdiction: { geometry } }));
            const { wholeBecause } = audit.changes;
            if (wholeBecause !== null) expect(known).toContain(wholeBecause);
          }
          const back = Array.from({ length: audit.nextPosition }, (_, at) => ({
            at,
            community: communities[at] ?? null,
          }));
          const undone = audit.edit(back, { jurisdiction: { geometry: outline } });
          expectSameAudit(undone.result, first.result);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
