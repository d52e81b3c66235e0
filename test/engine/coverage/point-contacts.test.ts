import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AuditResult, CommunityInput } from '#engine/coverage/types.ts';
import { at, box, community, multiPolygon, polygon, ring } from '../../helpers/squares.ts';

const queen = (communities: CommunityInput[]): AuditResult =>
  auditCoverage(communities, null, { adjacency: true, queen: true });
const pairs = ({ pointContacts }: AuditResult): string[] =>
  pointContacts!.map(({ communities }) => communities.join('–'));

describe('pairs that meet in points only', () => {
  const grid = [0, 1, 2].flatMap((column) =>
    [0, 1].map((row) =>
      community(
        `${column}${row}`,
        polygon(box(100 * column, 100 * row, 100 * column + 100, 100 * row + 100)),
      ),
    ),
  );

  it('are not looked for unless asked', () => {
    const result = auditCoverage(grid, null, { adjacency: true });
    expect(result).not.toHaveProperty('pointContacts');
    expect(result.summary).not.toHaveProperty('queenPairs');
  });

  it('across the corners of squares', () => {
    const result = queen(grid);
    expect(pairs(result)).toEqual(['00–11', '01–10', '10–21', '11–20']);
    expect(result.pointContacts![0]!.points).toEqual([at(100, 100)]);
    expect(result.summary).toMatchObject({ rookPairs: 7, queenPairs: 11 });
    expect(result.adjacency).toHaveLength(7);
  });

  it('the order of the features changes nothing', () => {
    const byName = ({ pointContacts }: AuditResult) =>
      [...pointContacts!].sort((a, b) => (a.communities.join() < b.communities.join() ? -1 : 1));
    expect(byName(queen([...grid].reverse()))).toEqual(byName(queen(grid)));
  });

  it('in more than one point, by a ring around and by parts', () => {
    const parts = community(
      'P',
      multiPolygon([box(100, 100, 200, 200)], [box(300, 100, 400, 200)]),
    );
    const below = community('B', polygon(ring([200, 0], [300, 0], [300, 100], [200, 100])));
    const result = queen([parts, below]);
    expect(result.pointContacts).toEqual([
      { communities: ['B', 'P'], points: [at(200, 100), at(300, 100)] },
    ]);
  });

  it('a corner that touches the middle of a side', () => {
    const straight = community('S', polygon(box(0, 0, 100, 100)));
    const tip = community('T', polygon(ring([100, 50], [200, 0], [200, 100])));
    expect(queen([straight, tip]).pointContacts).toEqual([
      { communities: ['S', 'T'], points: [at(100, 50)] },
    ]);
  });

  it('a corner between two communities that share the border through it', () => {
    const [west, east] = [box(0, 0, 100, 100), box(100, 0, 200, 100)].map((shell) =>
      polygon(shell),
    );
    const tip = community('T', polygon(ring([100, 100], [150, 200], [50, 200])));
    expect(pairs(queen([community('W', west!), community('E', east!), tip]))).toEqual([
      'T–W',
      'E–T',
    ]);
  });

  it('corners that differ by rounding noise', () => {
    const noisy = box(100, 100, 200, 200).map(([x, y]) => [x! + 3e-12, y! - 4e-12]);
    const result = queen([
      community('A', polygon(box(0, 0, 100, 100))),
      community('B', polygon(noisy)),
    ]);
    expect(pairs(result)).toEqual(['A–B']);
  });

  it('an overlap is no contact', () => {
    const a = community('A', polygon(box(0, 0, 100, 100)));
    const b = community('B', polygon(box(50, 50, 150, 150)));
    const result = queen([a, b]);
    expect(result.pointContacts).toEqual([]);
    expect(result.summary).toMatchObject({ rookPairs: 0, queenPairs: 0 });
  });
});
