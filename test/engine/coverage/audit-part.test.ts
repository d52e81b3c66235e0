import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { auditPart, type PartOptions } from '#engine/coverage/part/audit-part.ts';
import type { AuditResult, CommunityInput } from '#engine/coverage/types.ts';
import { box, community, polygon } from '../../helpers/squares.ts';

const square = (id: string, west: number, south: number, east: number, north: number) =>
  community(id, polygon(box(west, south, east, north)));
const jurisdiction = (west: number, south: number, east: number, north: number) => ({
  geometry: polygon(box(west, south, east, north)),
});
/** Communities whose id begins with `a` are the part. */
const audit = (
  communities: readonly CommunityInput[],
  outline: ReturnType<typeof jurisdiction> | null = null,
  options: PartOptions = {},
): AuditResult =>
  auditPart(communities, null, (i) => communities[i]!.id.startsWith('a'), outline, options);
/** Mismatches left out: the outlines here have no corners but their own. */
const brief = ({ findings }: AuditResult): string[] =>
  findings
    .filter(({ kind }) => kind !== 'mismatch')
    .map(({ kind, communities }) => `${kind} ${communities.join()}`)
    .sort();

describe('one jurisdiction inside a larger coverage', () => {
  it('sees across its border and no further', () => {
    const city = [
      square('a1', 0, 0, 100, 100),
      square('b1', 90, 0, 200, 100),
      square('b2', 190, 0, 300, 100),
      square('b3', 5000, 0, 5100, 100),
      square('b4', 5050, 0, 5150, 100),
    ];
    const found = audit(city, null, { adjacency: true });
    expect(brief(found)).toEqual(['overlap a1,b1']);
    expect(found.findings[0]).toMatchObject({ communitiesBeyond: ['b1'] });
    expect(found.summary).toMatchObject({
      communities: 1,
      communitiesBeyond: 1,
      vertices: 5,
      components: 1,
      counts: { overlap: 1 },
    });
    expect(found.summary.areaSquareMetres).toBeCloseTo(10_000, 0);
    expect(found.assumptions).toHaveLength(1);
  });

  it('finds a void that others close far away, and knows one that stays open', () => {
    const wall = [
      square('b1', 100, 0, 2000, 10),
      square('b2', 100, 90, 2000, 100),
      square('b3', 1990, 10, 2000, 90),
    ];
    const a = square('a1', 0, 0, 100, 100);
    const closed = audit([a, ...wall]);
    expect(brief(closed)).toEqual(['gap a1,b1,b2,b3']);
    expect(closed.findings.find(({ kind }) => kind === 'gap')?.communitiesBeyond).toEqual([
      'b1',
      'b2',
      'b3',
    ]);
    expect(brief(audit([a, ...wall.slice(0, 2)]))).toEqual([]);
    // Open after all, round a corner that no straight look reaches.
    const bent = [
      ...wall.slice(0, 2),
      square('b3', 1990, 10, 2000, 85),
      square('b4', 2010, -50, 2020, 150),
    ];
    expect(brief(audit([a, ...bent]))).toEqual([]);
    expect(brief(auditCoverage([a, ...bent]))).toEqual([]);
  });

  it('takes the others’ land for missing within an outline of its own', () => {
    const city = [
      square('a1', 0, 0, 100, 100),
      // Reaches over the border into land that no community of the part covers.
      square('b1', 150, 0, 300, 100),
    ];
    const own = jurisdiction(0, 0, 200, 100);
    expect(brief(audit(city, own, { outlineOf: 'part' }))).toEqual(['gap a1']);
    expect(
      brief(audit([square('a1', 0, 0, 250, 100), city[1]!], own, { outlineOf: 'part' })),
    ).toEqual(['outside a1', 'overlap a1,b1']);
  });

  it('finds the strip between two outlines that nobody owns, and mentions wider land', () => {
    const ring = (inner: number): CommunityInput[] => [
      square('b1', -500, 100 + inner, 600, 500),
      square('b2', -500, -500, 600, -inner),
      square('b3', -500, -inner, -inner, 100 + inner),
      square('b4', 100 + inner, -inner, 600, 100 + inner),
    ];
    const a = square('a1', 0, 0, 100, 100);
    const own = jurisdiction(0, 0, 100, 100);
    const narrow = audit([a, ...ring(2)], own, { outlineOf: 'part' });
    expect(brief(narrow)).toEqual(['gap a1,b1,b2,b3,b4']);
    expect(narrow.findings[0]).toMatchObject({ sliver: true });
    const wide = audit([a, ...ring(40)], own, { outlineOf: 'part' });
    expect(brief(wide)).toEqual([]);
    expect(wide.assumptions.map(({ en }) => en).join()).toMatch(/^1 void \(.*beyond the outline/);
  });

  it('tells whose outline it was given, and says so', () => {
    const city = [
      square('a1', 0, 0, 100, 100),
      square('b1', 100, 0, 200, 100),
      square('b2', 0, 100, 200, 200),
    ];
    const note = (outline: ReturnType<typeof jurisdiction>): string =>
      audit(city, outline)
        .assumptions.map(({ en }) => en)
        .join();
    expect(note(jurisdiction(0, 0, 100, 100))).toContain('that of the part');
    expect(note(jurisdiction(0, 0, 200, 200))).toContain('that of the whole');
    expect(brief(audit(city, jurisdiction(0, 0, 200, 200)))).toEqual([]);
    expect(brief(audit(city, jurisdiction(-50, 0, 200, 200)))).toEqual(['gap a1,b2']);
  });

  it('is an enclave in another jurisdiction, or has one of its', () => {
    const hole = community('b1', polygon(box(0, 0, 300, 300), box(100, 100, 200, 200).reverse()));
    const inner = square('a1', 100, 100, 200, 200);
    expect(brief(audit([inner, hole]))).toEqual(['enclave a1,b1']);
    expect(brief(audit([inner, hole], jurisdiction(100, 100, 200, 200)))).toEqual([
      'enclave a1,b1',
    ]);
    const renamed = [
      { ...inner, id: 'b2' },
      { ...hole, id: 'a2' },
    ];
    expect(brief(audit(renamed))).toEqual(['enclave b2,a2']);
  });

  it('reports what is wrong with its own shapes, and not with those of others', () => {
    const tie = (id: string, east: number): CommunityInput =>
      community(
        id,
        polygon([
          box(east, 0, east + 10, 10)[0]!,
          box(east, 0, east + 10, 10)[2]!,
          box(east, 0, east + 10, 10)[1]!,
          box(east, 0, east + 10, 10)[3]!,
          box(east, 0, east + 10, 10)[0]!,
        ]),
      );
    const found = audit([
      tie('a1', 0),
      tie('b1', 10),
      community('a2', null),
      community('b2', null),
    ]);
    expect(brief(found).filter((text) => text.startsWith('invalid'))).toEqual([
      'invalid a1',
      'invalid a2',
    ]);
    expect(found.findings.every(({ communities }) => communities.some((id) => /^a/.test(id)))).toBe(
      true,
    );
  });

  it('finds an id of its own that is used again, however far away', () => {
    const city = [square('a1', 0, 0, 100, 100), square('b1', 100, 0, 200, 100)];
    const far = { ...square('b2', 9000, 0, 9100, 100), id: 'a1' };
    const found = auditPart([...city, far], null, (i) => i === 0);
    expect(brief(found)).toEqual(['duplicate a1']);
    expect(found.summary.counts.duplicate).toBe(1);
    expect(brief(auditPart([...city, far], null, (i) => i === 1))).toEqual([]);
  });

  it('is empty where nothing is meant, and the whole where all is', () => {
    const city = [square('a1', 0, 0, 100, 100), square('a2', 90, 0, 200, 100)];
    expect(auditPart(city, null, () => false).findings).toEqual([]);
    const all = auditPart(city, null, () => true);
    const whole = auditCoverage(city);
    expect(all.findings).toEqual(whole.findings);
    expect(all.summary).toMatchObject({ ...whole.summary, areaSquareMetres: expect.any(Number) });
    expect(() => auditPart(city, null, () => true, null, { toleranceMetres: -1 })).toThrow(
      RangeError,
    );
  });
});
