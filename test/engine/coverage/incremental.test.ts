import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import {
  IncrementalAudit,
  type IncrementalOptions,
} from '#engine/coverage/incremental/incremental-audit.ts';
import type { AreaGeometry, CommunityInput, Finding } from '#engine/coverage/types.ts';
import { expectSameAudit } from '../../helpers/audit-equality.ts';
import { box, community, multiPolygon, polygon, ring } from '../../helpers/squares.ts';

const OPTIONS: IncrementalOptions = { adjacency: true };

/** A town of square communities, 100 m wide, named by column and row. */
function town(columns: number, rows: number): CommunityInput[] {
  return Array.from({ length: columns * rows }, (_, i) => {
    const [x, y] = [100 * (i % columns), 100 * Math.floor(i / columns)];
    return community(`${i % columns}-${Math.floor(i / columns)}`, square(x, y));
  });
}

const square = (x: number, y: number, width = 100): AreaGeometry =>
  polygon(box(x, y, x + width, y + width));

/** The audit after an edit, held against the full one. */
function checked(audit: IncrementalAudit, options: IncrementalOptions = OPTIONS): IncrementalAudit {
  const { jurisdiction, ...others } = options;
  expectSameAudit(audit.result, auditCoverage(audit.communities, jurisdiction, others));
  return audit;
}

const kinds = (findings: readonly Finding[]): string[] => findings.map(({ kind }) => kind).sort();

describe('an edit', () => {
  const audit = IncrementalAudit.start(town(12, 12), OPTIONS);
  const [middle] = audit.positionsOf('5-5');

  it('starts from the result of the full audit', () => {
    checked(audit);
    expect(audit.changes).toMatchObject({ removed: [], wholeBecause: 'the audit starts' });
  });

  it('is judged in a window, and says what it brought about', () => {
    const grown = community('5-5', polygon(box(500, 500, 610, 600)));
    const after = checked(audit.edit([{ at: middle!, community: grown }]));
    expect(after.changes.wholeBecause).toBeNull();
    expect(kinds(after.changes.added)).toEqual(['mismatch', 'mismatch', 'overlap']);
    const back = checked(after.edit([{ at: middle!, community: audit.at(middle!)! }]));
    expect(back.changes.removed).toEqual(after.changes.added);
    expectSameAudit(back.result, audit.result);
  });

  it('leaves the audit before it as it was', () => {
    const before = structuredClone(audit.result);
    audit.edit([{ at: middle!, community: null }]);
    expect(audit.result).toEqual(before);
    expect(audit.at(middle!)?.id).toBe('5-5');
  });

  it('leaves findings alone that it does not touch, the objects themselves', () => {
    const [far] = audit.positionsOf('10-10');
    const dirty = audit.edit([{ at: far!, community: null }]);
    const gap = dirty.result.findings[0]!;
    const after = checked(dirty.edit([{ at: middle!, community: null }]));
    expect(after.result.findings).toContain(gap);
    expect(after.changes.added).toHaveLength(1);
  });

  it('removes, adds and brings back; positions stay', () => {
    const without = checked(audit.edit([{ at: middle!, community: null }]));
    expect(without.at(middle!)).toBeNull();
    expect(without.communities).toHaveLength(143);
    expect(kinds(without.result.findings)).toEqual(['gap']);
    const added = checked(without.edit([{ add: community('new', square(500, 500)) }]));
    expect(added.positionsOf('new')).toEqual([144]);
    expect(added.result.findings).toEqual([]);
    const both = checked(added.edit([{ at: middle!, community: audit.at(middle!)! }]));
    expect(kinds(both.result.findings)).toEqual(['duplicate', 'overlap']);
  });

  it('of many communities at once is audited as a whole', () => {
    const shifted = audit.communities
      .slice(0, 70)
      .map((c, at) => ({ at, community: { ...c, name: `${c.id}村` } }));
    const after = checked(audit.edit(shifted));
    expect(after.changes.wholeBecause).toBe('the edit touches too much of the coverage');
  });

  it('refuses a position that nobody ever had', () => {
    expect(() => audit.edit([{ at: 144, community: null }])).toThrow(
      'there is no community at position 144, only at 0 to 143',
    );
  });

  it('of nothing changes nothing', () => {
    const after = checked(audit.edit([]));
    expect(after.result).toEqual(audit.result);
    expect(after.changes.added).toEqual([]);
  });
});

describe('names and ids', () => {
  it('a new name shows in the findings of others', () => {
    const communities = [
      community('ring', polygon(box(0, 0, 300, 300), box(100, 100, 250, 250))),
      community('core', square(100, 100)),
    ];
    const audit = checked(IncrementalAudit.start(communities, OPTIONS));
    const renamed = { ...communities[0]!, name: '改名社区' };
    const after = checked(audit.edit([{ at: 0, community: renamed }]));
    expect(after.result.findings.some(({ message }) => message.zh.includes('改名'))).toBe(true);
  });

  it('a repeated id is found and mended', () => {
    const audit = IncrementalAudit.start(town(3, 3), OPTIONS);
    const twin = { ...audit.at(0)!, id: '1-1' };
    const repeated = checked(audit.edit([{ at: 0, community: twin }]));
    expect(repeated.positionsOf('1-1')).toEqual([0, 4]);
    expect(kinds(repeated.result.findings)).toEqual(['duplicate']);
    const mended = checked(repeated.edit([{ at: 4, community: null }]));
    expect(mended.positionsOf('1-1')).toEqual([0]);
  });
});

describe('what an edit does to others', () => {
  it('opens a gap between parts that are connected far away', () => {
    // A ring of cells around a courtyard; one corner of it is closed by contact at a point only.
    const cells = town(3, 3).filter(({ id }) => id !== '1-1' && id !== '0-0');
    const corner = community('corner', polygon(ring([0, 100], [100, 100], [0, 160])));
    const audit = checked(IncrementalAudit.start([...cells.slice(1), corner], OPTIONS));
    checked(audit.edit([{ add: cells[0]! }]));
  });

  it('turns a void closed by corners alone into a gap when its sides are joined elsewhere', () => {
    const pinched = [
      community('west', polygon(box(0, 100, 100, 200))),
      community('south', polygon(box(100, 0, 200, 100))),
      community('east', polygon(box(200, 100, 300, 200))),
      community('north', polygon(box(100, 200, 200, 300))),
    ];
    const open = checked(IncrementalAudit.start(pinched, OPTIONS));
    expect(open.result.summary.counts.gap).toBe(0);
    const joins = [
      polygon(box(0, 0, 100, 100)),
      polygon(box(200, 0, 300, 100)),
      polygon(box(200, 200, 300, 300)),
    ];
    const joined = joins.reduce(
      (audit, geometry, i) => checked(audit.edit([{ add: community(`join${i}`, geometry) }])),
      open,
    );
    expect(joined.result.summary.counts.gap).toBe(1);
  });

  it('a land-locked bay becomes a gap, and open water again', () => {
    const cells = town(5, 5).filter(({ id }) => !/^[123]-[123]$/.test(id) && id !== '2-0');
    const bay = checked(IncrementalAudit.start(cells, OPTIONS));
    expect(bay.result.summary.counts.gap).toBe(0);
    const dam = checked(bay.edit([{ add: community('dam', square(200, 0)) }]));
    expect(dam.changes.wholeBecause).toBe('the edit closes or opens land on the outside');
    expect(dam.result.summary.counts.gap).toBe(1);
    checked(dam.edit([{ at: dam.positionsOf('dam')[0]!, community: null }]));
  });

  it('an edit at the rim that closes nothing needs no full audit', () => {
    const audit = IncrementalAudit.start(town(12, 12), OPTIONS);
    const wider = community('0-5', polygon(box(-30, 500, 100, 600)));
    const after = checked(audit.edit([{ at: audit.positionsOf('0-5')[0]!, community: wider }]));
    expect(after.changes.wholeBecause).toBeNull();
  });

  it('two borders come near one another when the thin one between them goes', () => {
    const communities = [
      community('a', polygon(box(0, 0, 100, 100))),
      community('thin', polygon(box(100, 0, 100.06, 100))),
      community('b', polygon(box(100.06, 0, 200, 100))),
    ];
    const audit = checked(IncrementalAudit.start(communities, OPTIONS));
    const after = checked(audit.edit([{ at: 1, community: null }]));
    expect(after.result.summary.rookPairs).toBe(1);
    checked(after.edit([{ at: 1, community: communities[1]! }]));
  });

  it('a missing vertex beside the outline is hidden by one who shares the border, and comes back', () => {
    const options = { ...OPTIONS, jurisdiction: { geometry: polygon(box(0, 0, 200, 100)) } };
    const communities = [
      community('a', polygon(box(0, 0, 100, 100))),
      community('b', polygon(ring([100, 0], [200, 0], [200, 50], [200, 100], [100, 100]))),
    ];
    const audit = checked(IncrementalAudit.start(communities, options), options);
    const beyond = community(
      'c',
      polygon(ring([200, 0], [300, 0], [300, 100], [200, 100], [200, 50])),
    );
    const joined = checked(audit.edit([{ add: beyond }]), options);
    checked(joined.edit([{ at: 2, community: null }]), options);
  });

  it('one that was inside another is no enclave once it reaches the outside', () => {
    const communities = [
      community('ring', polygon(box(0, 0, 300, 300), box(100, 100, 200, 200))),
      community('core', square(100, 100)),
    ];
    const audit = checked(IncrementalAudit.start(communities, OPTIONS));
    expect(kinds(audit.result.findings)).toEqual(['enclave']);
    const cut = polygon(
      ring([0, 0], [300, 0], [300, 300], [200, 300], [200, 100], [100, 100], [100, 300], [0, 300]),
    );
    const after = checked(audit.edit([{ at: 0, community: community('ring', cut) }]));
    expect(after.result.summary.counts.enclave).toBe(0);
  });
});

describe('geometry that cannot be used', () => {
  const bowTie = polygon(ring([500, 500], [600, 600], [600, 500], [500, 600]));

  it.each([
    ['a bow-tie', bowTie],
    ['no geometry', null],
    ['parts on one another', multiPolygon([box(500, 500, 600, 600)], [box(550, 550, 600, 600)])],
    ['a line drawn back and forth', polygon(ring([500, 500], [600, 600], [500, 500], [600, 600]))],
  ])('%s comes and goes', (_, geometry) => {
    const audit = IncrementalAudit.start(town(12, 12), OPTIONS);
    const at = audit.positionsOf('5-5')[0]!;
    const spoilt = checked(audit.edit([{ at, community: community('5-5', geometry) }]));
    expect(spoilt.result.summary.counts.invalid).toBe(1);
    expect(spoilt.changes.wholeBecause).toBeNull();
    const mended = checked(spoilt.edit([{ at, community: audit.at(at)! }]));
    expectSameAudit(mended.result, audit.result);
  });

  it('was there at the start, and is mended', () => {
    const communities = town(4, 4);
    communities[5] = community('1-1', bowTie);
    const audit = checked(IncrementalAudit.start(communities, OPTIONS));
    checked(audit.edit([{ at: 5, community: community('1-1', square(100, 100)) }]));
  });

  it('a place too tangled is said to be unchecked, and is examined again with the next edit', () => {
    const pile = Array.from({ length: 90 }, (_, i) =>
      community(`p${i}`, polygon(box(i * 0.7, 0, 100 + i * 0.9, 100 + i * 0.3))),
    );
    const audit = checked(IncrementalAudit.start(pile, OPTIONS));
    const after = checked(
      audit.edit(pile.slice(3).map((_, i) => ({ at: i + 3, community: null }))),
    );
    expect(after.result.summary.counts.unchecked).toBe(0);
  });
});

describe('symptoms that random edits have shown', () => {
  it('one vertex on a line that its own ring crosses there: still a missing vertex of the other side', () => {
    const audit = IncrementalAudit.start(town(4, 4), OPTIONS);
    // The ring of 1-1 crosses itself on its border with 0-1.
    const crossing = polygon(
      ring([100, 100], [200, 100], [200, 200], [90, 163.7], [120, 140], [100, 120]),
    );
    checked(audit.edit([{ at: 5, community: community('1-1', crossing) }]));
  });

  it('two invalid ones with one id keep their order', () => {
    const communities = town(3, 3);
    communities[7] = community('x', null);
    const audit = IncrementalAudit.start(communities, OPTIONS);
    const tie = polygon(ring([100, 0], [200, 100], [200, 0], [100, 100]));
    checked(audit.edit([{ at: 1, community: community('x', tie) }]));
  });

  it('a community whose own parts touch along a line is no neighbour of itself', () => {
    const audit = IncrementalAudit.start(town(3, 3), OPTIONS);
    const parts = multiPolygon([box(100, 100, 150, 200)], [box(150, 100, 200, 200)]);
    const after = checked(audit.edit([{ at: 4, community: community('1-1', parts) }]));
    const own = after.result.adjacency!.filter(({ communities: [a, b] }) => a === b);
    expect(own).toEqual([]);
  });

  it('parts that merely touch where a hairline overlap of a third part lies are not connected', () => {
    const communities = [
      community('a', {
        type: 'Polygon',
        coordinates: [
          [
            [-71.415291522, 41.816979539],
            [-71.408780521, 41.8257735400001],
            [-71.40875252, 41.82381954],
            [-71.40892052, 41.82366254],
            [-71.415291522, 41.816979539],
          ],
        ],
      }),
      // Crosses itself on the border of a.
      community('b', {
        type: 'Polygon',
        coordinates: [
          [
            [-71.4053575189999, 41.82267454],
            [-71.40892052, 41.82366254],
            [-71.40875252, 41.82381954],
            [-71.4067315199999, 41.8240865400001],
            [-71.40993866456692, 41.823527947331016],
            [-71.4056095189999, 41.8229335390001],
            [-71.4053575189999, 41.82267454],
          ],
        ],
      }),
    ];
    checked(IncrementalAudit.start(communities, OPTIONS));
  });

  it('findings of communities with one id: what comes and goes has the ids of the result', () => {
    const twins = [
      ...['p', 'p', 'q'].map((id, i) => community(id, square(130 * i, 0))),
      ...['p', 'p', 'q'].map((id, i) => community(id, square(130 * i + 50, 300))),
      community('a', square(20, 0)),
      community('a', square(150, 0)),
      community('a', square(70, 300)),
    ];
    const audit = IncrementalAudit.start(twins, OPTIONS);
    const idsOf = (findings: readonly Finding[]): string[] => findings.map(({ id }) => id).sort();
    twins.forEach(({ id }, at) => {
      if (id !== 'a') return;
      const after = checked(audit.edit([{ at, community: null }]));
      const { added, removed } = after.changes;
      const gone = new Set(removed);
      const left = audit.result.findings.filter((finding) => !gone.has(finding));
      expect(idsOf([...left, ...added])).toEqual(idsOf(after.result.findings));
    });
  });

  it('the caller goes on using the list that the audit was started with', () => {
    const communities = town(3, 3);
    const audit = IncrementalAudit.start(communities, OPTIONS);
    communities.forEach((one, i) => {
      communities[i] = { ...one, id: `new-${one.id}` };
    });
    checked(audit);
    communities.length = 0;
    checked(audit.edit([{ at: 4, community: null }]));
  });

  it('ids changed many hundred times are found still', () => {
    let audit = IncrementalAudit.start(town(3, 3), {});
    for (let i = 0; i < 600; i++) {
      audit = audit.edit([{ at: i % 9, community: { ...audit.at(i % 9)!, id: `n${i}` } }]);
    }
    expect(audit.positionsOf('n599')).toEqual([599 % 9]);
    expect(audit.positionsOf('n590')).toEqual([]);
    expect(audit.positionsOf('0-0')).toEqual([]);
    checked(audit, {});
  });
});
