import { expect } from 'vitest';
import type { AuditResult, Finding } from '#engine/coverage/types.ts';

/** All of a result that is no measure: it has to be the same to the last letter. */
const essenceOf = ({ summary, findings, assumptions, adjacency, pointContacts }: AuditResult) => ({
  pointContacts,
  queenPairs: summary.queenPairs,
  communities: summary.communities,
  vertices: summary.vertices,
  counts: summary.counts,
  components: summary.components,
  rookPairs: summary.rookPairs,
  leftOut: { ...summary.leftOut, areaSquareMetres: 0 },
  assumptions,
  adjacency: adjacency?.map(({ communities }) => communities.join()),
  findings: byId(findings).map((f) => ({
    ...{ id: f.id, rule: f.rule, kind: f.kind, severity: f.severity },
    ...{ communities: f.communities, message: f.message, detail: f.detail, sliver: f.sliver },
    ...{ figures: f.figures, outside: f.neighbourOutside, geometry: f.geometry?.type },
    fixes: f.fixes.map(({ operation, label }) => ({ operation, label })),
  })),
});

const byId = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((a, b) => (a.id < b.id ? -1 : 1));

/** The measures, in an order that does not depend on them. */
const measuresOf = ({ summary, findings, adjacency }: AuditResult): number[] => [
  summary.areaSquareMetres,
  summary.overlapAreaSquareMetres,
  summary.gapAreaSquareMetres,
  summary.outsideAreaSquareMetres,
  summary.leftOut.areaSquareMetres,
  ...(adjacency ?? []).map(({ sharedLengthMetres }) => sharedLengthMetres),
  ...byId(findings).flatMap((f) => [f.areaSquareMetres ?? -1, f.widthMetres ?? -1]),
];

/** Two audits say the same: ids, texts and counts to the letter, measures to 1e-6 of them or 1e-6. */
export function expectSameAudit(actual: AuditResult, expected: AuditResult): void {
  expect(essenceOf(actual)).toEqual(essenceOf(expected));
  const figures = measuresOf(expected);
  measuresOf(actual).forEach((value, i) => {
    const slack = Math.max(1e-6, 1e-6 * Math.abs(figures[i]!));
    expect(Math.abs(value - figures[i]!), `measure ${i} of ${figures.length}`).toBeLessThan(slack);
  });
}
