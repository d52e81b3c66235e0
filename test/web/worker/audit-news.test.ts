import { expect, it } from 'vitest';
import type { AuditResult, Finding } from '#engine/coverage/types.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanCommunity } from '#engine/plan/types.ts';
import { AuditHearer, AuditTeller } from '../../../web/worker/audit-news.ts';

const square = (x: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [x, 0],
      [x + 1, 0],
      [x + 1, 1],
      [x, 1],
      [x, 0],
    ],
  ],
});

const finding = (id: string, communities: string[], geometry: Finding['geometry']): Finding =>
  ({ id, rule: 'size.max', communities, geometry, message: { zh: id, en: id } }) as Finding;

const resultOf = (findings: Finding[]): AuditResult =>
  ({ version: '1', summary: {}, findings }) as unknown as AuditResult;

const communitiesOf = (state: Record<string, PlanCommunity['geometry']>) =>
  planOf(Object.entries(state).map(([id, geometry]) => ({ id, geometry }))).communities;

/** What the page hears, after a copy as a message makes it, and how many positions passed. */
function pass(teller: AuditTeller, hearer: AuditHearer) {
  return (result: AuditResult, communities: ReturnType<typeof communitiesOf>) => {
    const news = structuredClone(teller.tell(result, communities));
    return { heard: hearer.hear(news, communities), news };
  };
}

it('tells whatever the audit found, and no shape that the page has', () => {
  const told = pass(new AuditTeller(), new AuditHearer());
  const [a, b] = [square(0), square(1)];
  const gap = square(5);
  const communities = communitiesOf({ a, b });
  const first = resultOf([
    finding('of-a', ['a'], a),
    finding('gap', ['a', 'b'], gap),
    finding('nowhere', [], null),
  ]);
  const { heard, news } = told(first, communities);
  expect(heard.findings).toEqual(first.findings);
  expect(heard.findings[0]?.geometry).toBe(communities.get('a')?.geometry);
  expect(JSON.stringify(news).match(/coordinates/g)).toHaveLength(1);
});

it('names findings that stand, as the very objects that they were, and tells those that changed', () => {
  const told = pass(new AuditTeller(), new AuditHearer());
  const [a, b] = [square(0), square(1)];
  const before = told(
    resultOf([
      finding('of-a', ['a'], a),
      finding('of-b', ['b'], b),
      finding('gap', ['a'], square(5)),
    ]),
    communitiesOf({ a, b }),
  );
  const moved = square(0.5);
  // The audit makes the shapes of gaps anew each time; a community that is edited has another one.
  const next = resultOf([
    finding('gap', ['a'], square(5)),
    finding('of-a', ['a'], moved),
    finding('of-b', ['b'], b),
  ]);
  const { heard, news } = told(next, communitiesOf({ a: moved, b }));
  expect(heard.findings).toEqual(next.findings);
  expect(news.findings.map((item) => typeof item)).toEqual(['number', 'object', 'number']);
  expect(heard.findings[0]).toBe(before.heard.findings[2]);
  expect(heard.findings[2]).toBe(before.heard.findings[1]);
  expect(told(resultOf([]), communitiesOf({ b })).heard.findings).toEqual([]);
});
