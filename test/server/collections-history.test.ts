import { beforeAll, expect, it } from 'vitest';
import { COLLECTION_IDS, COLLECTIONS } from '#contract/collections.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box } from '../helpers/squares.ts';
import { expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

interface Page {
  features: { id: string; properties: Record<string, unknown> }[];
  numberMatched: number;
  links: { rel: string; href: string }[];
}

describeOnEachDatabase('the history and the filters of collections', (database) => {
  const app = serviceOn(database);
  const code = freshCode();
  const moments: string[] = [];
  const page = async (query: string, id = 'communities'): Promise<Page> => {
    const answer = await app().inject(`/collections/${id}/items?jurisdiction=${code}&${query}`);
    expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200);
    return answer.json();
  };
  const codes = ({ features }: Page) => features.map(({ properties }) => properties.code).sort();
  const names = async (query: string) =>
    (await page(`code=A1&${query}`)).features.map(({ properties }) => properties.name);

  const town = squareTown(code, 2, 2);
  const write = async (name: string, effective: string) => {
    town.communities.features[0]!.properties!.name = name;
    const answer = await post(app(), '/imports', { ...town, effective });
    expect(answer.statusCode, answer.body.slice(0, 500)).toBeLessThan(300);
    const { rows } = await database().knex.raw(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
    );
    moments.push(rows[0].at);
  };

  beforeAll(async () => {
    await write('旧名', '2020-01-01');
    // Told later of something that was in law before: a correction of the past.
    await write('改名', '2021-01-01');
    await write('更正', '2020-06-01');
    const unit = (index: number, households: number | null) =>
      feature({ code: `U${index}`, ...(households === null ? {} : { households }) }, [
        box(index * 10, 0, index * 10 + 10, 10),
      ]);
    const units = collection(unit(1, 0), unit(2, 20.5), unit(3, 100), unit(4, null));
    expect(
      (await post(app(), '/imports', { ...town, effective: '2020-06-01', units })).statusCode,
    ).toBe(200);
  });

  it('shows what was in law on a day, as known now', async () => {
    expect(await names('datetime=2019-12-31')).toEqual([]);
    expect(await names('datetime=2020-03-01')).toEqual(['旧名']);
    expect(await names('datetime=2020-07-01')).toEqual(['更正']);
    expect(await names('datetime=2021-07-01')).toEqual(['更正']);
  });

  it('shows what was in law on a day, as the database knew it at a moment', async () => {
    const [first, second, third] = moments;
    expect(await names(`datetime=2020-07-01&recorded=${first}`)).toEqual(['旧名']);
    expect(await names(`datetime=2021-07-01&recorded=${first}`)).toEqual(['旧名']);
    expect(await names(`datetime=2020-07-01&recorded=${second}`)).toEqual(['旧名']);
    expect(await names(`datetime=2021-07-01&recorded=${second}`)).toEqual(['改名']);
    expect(await names(`datetime=2021-07-01&recorded=${third}`)).toEqual(['更正']);
    expect(await names('datetime=2021-07-01&recorded=2001-01-01T00:00:00Z')).toEqual([]);
    // The same moment, written as in China.
    const local = second!.replace('Z', '%2B00:00');
    expect(await names(`datetime=2021-07-01&recorded=${local}`)).toEqual(['改名']);
    // Of an interval the latest version that was known then.
    expect(await names(`datetime=2020-01-01/..&recorded=${second}`)).toEqual(['改名']);
    expect(await names(`datetime=../2020-12-31&recorded=${second}`)).toEqual(['旧名']);
  });

  it('shows one item as it was', async () => {
    const [{ id } = { id: '' }] = (await page('code=A1')).features;
    const item = `/collections/communities/items/${id}`;
    const then = await app().inject(`${item}?datetime=2021-07-01&recorded=${moments[1]}`);
    expect(then.json<Page['features'][0]>().properties.name).toBe('改名');
    expect((await app().inject(item)).json<Page['features'][0]>().properties.name).toBe('更正');
    expectProblem(await app().inject(`${item}?datetime=2019-01-01`), 404, 'not-found');
    expectProblem(await app().inject(`${item}?code=A1`), 400, 'invalid-parameter');
  });

  it('says from when the register knows', async () => {
    const { extent } = (await app().inject('/collections/communities')).json();
    const [start, end] = extent.temporal.interval[0];
    expect(new Date(start).getTime()).toBeLessThanOrEqual(Date.parse('2020-01-01T00:00:00Z'));
    expect(end).toBeNull();
  });

  it('takes any datetime where there is no history', async () => {
    expect((await page('datetime=1990-01-01', 'units')).numberMatched).toBe(4);
    const answer = await app().inject('/collections/units/items?datetime=never');
    expectProblem(answer, 400, 'invalid-parameter');
  });

  it.each([
    ['households=100', ['U3']],
    ['households=20.5', ['U2']],
    ['households=0', ['U1']],
    ['households=20.5/100', ['U2', 'U3']],
    ['households=21/..', ['U3']],
    ['households=../20.5', ['U1', 'U2']],
    // Known at all: what is unknown is no figure.
    ['households=../..', ['U1', 'U2', 'U3']],
    ['householdsEstimated=false', ['U1', 'U2', 'U3', 'U4']],
    ['householdsEstimated=true', []],
    ['households=1/..&code=U2', ['U2']],
  ])('filters units by %s', async (query, expected) => {
    const found = await page(query, 'units');
    expect(codes(found)).toEqual(expected);
    expect(found.numberMatched).toBe(expected.length);
  });

  it('filters communities by figures among their attributes and by days', async () => {
    expect(codes(await page('households=2000'))).toEqual(['A1', 'A2', 'B1', 'B2']);
    expect(codes(await page('households=2001/..'))).toEqual([]);
    expect(codes(await page('validFrom=2020-06-01'))).toEqual(['A1']);
    expect(codes(await page('validFrom=../2020-01-31'))).toEqual(['A2', 'B1', 'B2']);
    expect(codes(await page('validTo=../..'))).toEqual([]);
  });

  it.each(COLLECTION_IDS)('tells what %s may be filtered by, and takes each', async (id) => {
    const answer = await app().inject(`/collections/${id}/queryables`);
    expect(answer.headers['content-type']).toContain('application/schema+json');
    const schema = answer.json<{ $id: string; properties: Record<string, { type?: string }> }>();
    expect(schema.$id).toMatch(new RegExp(`/collections/${id}/queryables$`));
    const { geometry, ...properties } = schema.properties;
    expect(geometry).toBeDefined();
    expect(Object.keys(properties)).toEqual(Object.keys(COLLECTIONS[id].filters));
    const value = { string: 'x', number: '1', boolean: 'true' } as Record<string, string>;
    const query = Object.entries(properties).map(([name, { type }]) => {
      const isDay = COLLECTIONS[id].filters[name] === 'day';
      return `${name}=${isDay ? '2020-01-01' : value[type ?? '']}`;
    });
    const items = await app().inject(`/collections/${id}/items?${query.join('&')}`);
    expect(items.statusCode, items.body).toBe(200);
    const described = (await app().inject(`/collections/${id}`)).json<Page>();
    const rel = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';
    expect(described.links.find((link) => link.rel === rel)?.href).toBe(schema.$id);
  });

  it('pages on by its next links while others write: nothing twice, nothing left out', async () => {
    const own = freshCode();
    const grid = squareTown(own, 4, 4);
    await post(app(), '/imports', grid);
    const before = new Set(grid.communities.features.map(({ properties }) => properties!.code));
    const seen: unknown[] = [];
    let next: string | undefined = `/collections/communities/items?jurisdiction=${own}&limit=3`;
    for (let turn = 0; next !== undefined; turn++) {
      const answer: Page = (await app().inject(next)).json();
      seen.push(...answer.features.map(({ properties }) => properties.code));
      const link = answer.links.find(({ rel }) => rel === 'next');
      next = link?.href.slice(new URL(link.href).origin.length);
      const extra = feature({ code: `N${turn}`, kind: 'urban' }, [
        box(5000 + turn * 10, 0, 5010 + turn * 10, 10),
      ]);
      grid.communities.features.push(extra);
      grid.communities.features[0]!.properties!.name = `第 ${turn} 次`;
      const written = await post(app(), '/imports', grid);
      expect(written.statusCode, written.body.slice(0, 300)).toBe(200);
      expect(turn).toBeLessThan(40);
    }
    expect(new Set(seen).size).toBe(seen.length);
    for (const one of before) expect(seen).toContain(one);
  });
});
