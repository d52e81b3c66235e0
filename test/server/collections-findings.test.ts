import { beforeAll, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { insertFindings } from './helpers/findings.ts';
import { expectProblem, post, serviceOn } from './helpers/service.ts';
import { freshCode, squareTown } from './helpers/town.ts';

interface Page {
  features: {
    id: string;
    geometry: { type: string; coordinates: number[] } | null;
    properties: Record<string, unknown>;
  }[];
  numberMatched: number;
  links: { rel: string; href: string }[];
}

describeOnEachDatabase('the collection of findings', (database) => {
  const app = serviceOn(database);
  const code = freshCode();
  let plans: string[] = [];
  const items = async (query: string): Promise<Page> => {
    const answer = await app().inject(`/collections/findings/items?jurisdiction=${code}&${query}`);
    expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200);
    return answer.json();
  };
  const found = ({ features }: Page) =>
    features.map(({ properties }) => properties.finding as string).sort();

  beforeAll(async () => {
    expect((await post(app(), '/imports', squareTown(code))).statusCode).toBe(201);
    const overlap = {
      id: 'overlap-0123456789ab',
      severity: 'error' as const,
      communities: ['A1', 'B1'],
      areaSquareMetres: 12.5,
      location: [120.0005, 30.0005] as [number, number],
    };
    const unchecked = {
      id: 'unchecked-0123456789ab',
      severity: 'warning' as const,
      communities: ['A2'],
      areaSquareMetres: null,
      location: null,
    };
    const { knex } = database();
    // The same fault in two plans has the same id in both.
    plans = [
      await insertFindings(knex, code, [overlap, unchecked]),
      await insertFindings(knex, code, [overlap]),
    ];
  });

  it('tells each with its figures and its place, null where it has none', async () => {
    const page = await items(`plan=${plans[0]}`);
    expect(page.numberMatched).toBe(2);
    const overlap = page.features.find(({ properties }) => properties.kind === 'overlap')!;
    expect(overlap.geometry).toEqual({ type: 'Point', coordinates: [120.0005, 30.0005] });
    expect(overlap.properties).toMatchObject({
      jurisdiction: code,
      plan: plans[0],
      rule: 'coverage.overlap',
      severity: 'error',
      communities: ['A1', 'B1'],
      areaSquareMetres: 12.5,
      messageZh: '重叠',
      messageEn: 'They overlap',
    });
    const unchecked = page.features.find(({ properties }) => properties.kind === 'unchecked')!;
    expect(unchecked.geometry).toBeNull();
    expect(unchecked.properties.areaSquareMetres).toBeNull();
    const single = await app().inject(`/collections/findings/items/${overlap.id}`);
    expect(single.json()).toMatchObject({ id: overlap.id, properties: overlap.properties });
    expectProblem(await app().inject('/collections/findings/items/nothing'), 404, 'not-found');
  });

  it('may be filtered by plan, community, rule, severity and figure', async () => {
    const [o, u] = ['overlap-0123456789ab', 'unchecked-0123456789ab'];
    expect(found(await items(''))).toEqual([o, o, u]);
    expect(found(await items(`plan=${plans[1]}`))).toEqual([o]);
    expect(found(await items('community=B1'))).toEqual([o, o]);
    expect(found(await items('community=A2'))).toEqual([u]);
    // A part of a code is none, and neither is one that looks like JSON.
    expect(found(await items('community=A'))).toEqual([]);
    expect(found(await items(`community=${encodeURIComponent('["A2"]')}`))).toEqual([]);
    expect(found(await items('severity=warning'))).toEqual([u]);
    expect(found(await items('rule=coverage.overlap&kind=overlap'))).toEqual([o, o]);
    expect(found(await items('areaSquareMetres=10/..'))).toEqual([o, o]);
    expect(found(await items('bbox=120.0004,30.0004,120.0006,30.0006'))).toEqual([o, o]);
  });

  it('is paged through by its next links', async () => {
    const ids: string[] = [];
    let next: string | undefined = `/collections/findings/items?jurisdiction=${code}&limit=1`;
    while (next !== undefined) {
      const page: Page = (await app().inject(next)).json();
      ids.push(...page.features.map(({ id }) => id));
      const link = page.links.find(({ rel }) => rel === 'next');
      next = link?.href.slice(new URL(link.href).origin.length);
      expect(ids.length).toBeLessThan(5);
    }
    expect(new Set(ids).size).toBe(3);
    expect(ids).toHaveLength(3);
  });

  it('is another tile once a plan has another state', async () => {
    const url = `/tiles/findings/0/0/0.mvt?jurisdiction=${code}`;
    const before = await app().inject(url);
    expect(before.statusCode).toBe(200);
    expect((await app().inject(url)).headers.etag).toBe(before.headers.etag);
    await database().knex('plan').where('id', plans[0]).update({ version: 2 });
    expect((await app().inject(url)).headers.etag).not.toBe(before.headers.etag);
  });
});
