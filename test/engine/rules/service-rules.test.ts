import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { facility, lines, only, rectangle, withProperties } from './town.ts';

describe('service.ratio', () => {
  const policy = only('service.ratio');
  const served = (id: string, serviceSpaceSquareMetres: unknown, households: unknown = 2000) =>
    withProperties(id, { households, serviceSpaceSquareMetres });

  it('fires below 60 m² for 100 households', () => {
    const communities = [served('A', 1199), served('B', 1200)];
    const findings = evaluatePolicy(policy, { communities });
    expect(lines(findings)).toEqual(['policy A']);
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      clause: 'YH 二(三)',
      figures: { squareMetresPer100Households: 59.95, threshold: 60 },
    });
    const [short] = evaluatePolicy(policy, { communities: [served('A', 1150)] });
    expect(short!.message).toEqual({
      zh: '“A社区”每百户社区用房 57.5 平方米，少于 60 平方米。',
      en: 'A社区 has 57.5 m² of service space per 100 households, less than 60 m².',
    });
  });

  it('is not checked without the space or the households; nobody asks space for no households', () => {
    const communities = [served('A', undefined), served('B', 1200, null), served('C', 0, 0)];
    expect(lines(evaluatePolicy(policy, { communities }))).toEqual(
      ['no-service-space A', 'no-households B'].sort((a, b) =>
        a.slice(-1).localeCompare(b.slice(-1)),
      ),
    );
  });
});

describe('service.elderly', () => {
  const policy = only('service.elderly');
  const aged = (elderlySpaceSquareMetres: unknown, households: unknown = 2000) =>
    withProperties('A', { households, elderlySpaceSquareMetres });

  it('fires below 30 m² for 100 households, and for a place below 300 m²', () => {
    const [short] = evaluatePolicy(policy, { communities: [aged(590)] });
    expect(short).toMatchObject({
      severity: 'warning',
      figures: { squareMetresPer100Households: 29.5, threshold: 30 },
    });
    const facilities = [facility('elderly-care', 'A', { spaceSquareMetres: 299 })];
    const [small] = evaluatePolicy(policy, { communities: [aged(600)], facilities });
    expect(small).toMatchObject({
      figures: { smallPlaces: 'elderly-care-A', minPlaceSquareMetres: 300 },
    });
    expect(small!.message.zh).toBe(
      '“A社区”居家养老用房不足：每处不少于 300 平方米，而“Aelderly-care” 299 平方米。',
    );
  });

  it('does not fire at the thresholds, and takes the space from the places where none is recorded', () => {
    const facilities = [facility('elderly-care', 'A', { spaceSquareMetres: 600 })];
    expect(evaluatePolicy(policy, { communities: [aged(600)], facilities })).toEqual([]);
    expect(evaluatePolicy(policy, { communities: [aged(undefined)], facilities })).toEqual([]);
    expect(
      evaluatePolicy(policy, { communities: [aged(undefined, 2001)], facilities }),
    ).toHaveLength(1);
  });

  it('is not checked without space, without households, or for a place without its space', () => {
    expect(lines(evaluatePolicy(policy, { communities: [aged(undefined)] }))).toEqual([
      'no-elderly-space A',
    ]);
    expect(lines(evaluatePolicy(policy, { communities: [aged(600, null)] }))).toEqual([
      'no-places A',
      'no-households A',
    ]);
    const facilities = [facility('elderly-care', 'A')];
    expect(
      lines(evaluatePolicy(policy, { communities: [aged(undefined)], facilities })).sort(),
    ).toEqual(['no-elderly-space A', 'no-place-space']);
  });
});

describe('service.centre', () => {
  const policy = only('service.centre');
  const communities = [withProperties('A', {})];
  const centre = (space: number | undefined, share?: number) =>
    facility('service-centre', 'A', {
      ...(space === undefined ? {} : { spaceSquareMetres: space }),
      properties: share === undefined ? {} : { serviceShare: share },
    });

  it('fires on a small centre and on one that is used for other things, at its place', () => {
    const [small] = evaluatePolicy(policy, { communities, facilities: [centre(799, 0.9)] });
    expect(small).toMatchObject({
      severity: 'warning',
      communities: ['A'],
      location: [120.005, 30.005],
      figures: { facility: 'service-centre-A', squareMetres: 799, minSquareMetres: 800 },
    });
    const [misused] = evaluatePolicy(policy, { communities, facilities: [centre(800, 0.79)] });
    expect(misused!.message).toEqual({
      zh: '“A社区”的服务中心“Aservice-centre”不达标：服务和活动用房占 79%，低于 80%。',
      en: 'The service centre of A社区, Aservice-centre, falls short: 79 % of it is for service and activities, less than 80 %.',
    });
  });

  it('does not fire at the thresholds; of several centres the largest counts', () => {
    expect(evaluatePolicy(policy, { communities, facilities: [centre(800, 0.8)] })).toEqual([]);
    const second = { ...centre(200, 0.1), id: 'second' };
    expect(evaluatePolicy(policy, { communities, facilities: [second, centre(800, 0.8)] })).toEqual(
      [],
    );
  });

  it('finds the centre that lies in a community and names none', () => {
    const { community: _none, ...placed } = centre(700, 0.9);
    expect(evaluatePolicy(policy, { communities, facilities: [placed] })).toHaveLength(1);
  });

  it('is not checked where no centre is on record, nor without its space or share', () => {
    expect(lines(evaluatePolicy(policy, { communities }))).toEqual(['no-facilities']);
    const elsewhere = [facility('service-centre', 'B')];
    const [none] = evaluatePolicy(policy, { communities, facilities: elsewhere });
    expect(none).toMatchObject({
      kind: 'unchecked',
      detail: 'no-service-centre',
      message: {
        zh: '未检查服务中心是否达标：1 个社区（“A社区”）没有服务中心记录。',
        en: 'Not checked whether the service centre is large enough: no service centre on record for 1 community (A社区).',
      },
    });
    expect(lines(evaluatePolicy(policy, { communities, facilities: [centre(undefined)] }))).toEqual(
      ['no-centre-space A'],
    );
    expect(lines(evaluatePolicy(policy, { communities, facilities: [centre(800)] }))).toEqual([
      'no-service-share A',
    ]);
    // The other centre may be the large one.
    const unknown = { ...centre(undefined), id: 'second' };
    expect(
      lines(evaluatePolicy(policy, { communities, facilities: [centre(100, 0.9), unknown] })),
    ).toEqual(['no-centre-space A']);
  });
});

describe('service.facilities', () => {
  const policy = only('service.facilities', 'jinjiang');
  const kinds = [
    'office',
    'service-station',
    'nursery',
    'culture-sports',
    'elderly-room',
    'car-park',
  ];
  const communities = [withProperties('A', {}), withProperties('B', {}, rectangle(1, 0))];
  const all = (community: string) => kinds.map((kind) => facility(kind, community));

  it('fires on what a community lacks of the six facilities', () => {
    const facilities = [...all('A').slice(0, 4), ...all('B')];
    const findings = evaluatePolicy(policy, { communities, facilities });
    expect(lines(findings)).toEqual(['policy A']);
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      clause: 'JJ 三(一)',
      figures: { 'elderly-room': 0, 'car-park': 0 },
      message: {
        zh: '“A社区”设施不齐，缺：老年活动室、停车场。',
        en: 'A社区 lacks facilities: room for the elderly, car park.',
      },
    });
  });

  it('does not fire when all are there, and is not checked where none is on record', () => {
    const facilities = [...all('A'), ...all('B')];
    expect(evaluatePolicy(policy, { communities, facilities })).toEqual([]);
    expect(lines(evaluatePolicy(policy, { communities, facilities: all('A') }))).toEqual([
      'no-facilities B',
    ]);
    expect(lines(evaluatePolicy(policy, { communities }))).toEqual(['no-facilities A B']);
  });
});

describe('staff.founding', () => {
  const policy = only('staff.founding');
  const team = (foundingTeam: unknown, planOperation?: string) =>
    withProperties('A', { foundingTeam, planOperation });

  it.each([
    [2, 1],
    [3, 0],
    [5, 0],
    [6, 1],
  ])('of %i people: %i finding', (people, count) => {
    const findings = evaluatePolicy(policy, { communities: [team(people)] });
    expect(findings).toHaveLength(count);
    if (count === 0) return;
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      figures: { foundingTeam: people, minPeople: 3, maxPeople: 5 },
    });
    expect(findings[0]!.message.zh).toBe(`“A社区”的筹建班子有 ${people} 人，应为 3–5 人。`);
  });

  it('is asked of new communities alone', () => {
    expect(evaluatePolicy(policy, { communities: [team(undefined)] })).toEqual([]);
    expect(lines(evaluatePolicy(policy, { communities: [team(undefined, 'create')] }))).toEqual([
      'no-founding-team A',
    ]);
  });
});
