import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DomainError } from '#contract/domain-error.ts';
import { auditPacked } from '#engine/coverage/audit.ts';
import { packAreas } from '#engine/geometry/packed-areas.ts';
import { auditBody } from '../../../server/services/audit/audit-body.ts';
import { findMember, withoutValue } from '../../../server/services/audit/find-member.ts';
import { readAuditRequest } from '../../../server/services/audit/read-audit-request.ts';
import { box } from '../../helpers/squares.ts';
import { collection, feature, squareTown } from '../helpers/town.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const member = (text: string) => {
  const found = findMember(bytes(text), 'communities');
  return found && text.slice(found.from, found.end);
};

describe('the communities in the body of an audit', () => {
  it.each([
    ['{"communities":[1,{"a":"}"}],"x":1}', '[1,{"a":"}"}]'],
    [' {\n "x" : {"communities": 1} , "communities" :\t"a\\"b" } ', '"a\\"b"'],
    ['{"communities":null}', 'null'],
    ['{"a":12,"communities":7}', '7'],
  ])('are found in %s', (text, value) => {
    expect(member(text)).toBe(value);
  });

  it.each([
    '',
    '[]',
    '{}',
    '{"x":1}',
    '{"communities":',
    '{"communities"}',
    '{"communities":}',
    '{"communities":[1}',
    '{"communities":1,"communities":2}',
    '{"communities":1 "x":2}',
    '{"communit\\u0069es":1}',
    '\uFEFF{"communities":1}',
    '{communities:1}',
  ])('are left to the parser in %j', (text) => {
    expect(member(text)).toBeNull();
  });

  it('leave the rest of the body as it is', () => {
    const body = bytes('{"a":1,"communities":{"type":"x"},"b":2}');
    const rest = withoutValue(body, findMember(body, 'communities')!);
    expect(new TextDecoder().decode(rest)).toBe('{"a":1,"communities":null,"b":2}');
  });
});

/** The same body, in a form that is parsed as a whole. */
const inOnePiece = (text: string) => bytes(text.replace('"communities"', '"communit\\u0069es"'));

describe('reading from bytes gives what parsing the body gives', () => {
  const limits = { maxVertices: 1_000_000 };
  const audited = (body: Uint8Array): unknown => {
    const answer = auditBody({ body, ...limits });
    if (answer.kind !== 'result') throw new Error('no result');
    const { summary, ...rest } = JSON.parse(new TextDecoder().decode(answer.json));
    return { ...rest, summary: { ...summary, elapsedMilliseconds: 0 } };
  };

  it.each(['communities', 'units', 'estates'])('for the %s of the sample town', (name) => {
    const file = readFileSync(
      new URL(`../../../data/sample/${name}.geojson`, import.meta.url),
      'utf8',
    );
    const outline = readFileSync(
      new URL('../../../data/sample/jurisdiction.geojson', import.meta.url),
      'utf8',
    );
    const body = `{"communities":${file},"jurisdiction":${outline},"policy":"yuhang-2020","options":{"adjacency":true}}`;
    const read = readAuditRequest(bytes(body), limits);
    expect(read.kind === 'inline' && read.audit.areas).toBeTruthy();
    const whole = readAuditRequest(inOnePiece(body), limits);
    expect(whole.kind === 'inline' && whole.audit.areas).toBe(undefined);
    expect(audited(bytes(body))).toEqual(audited(inOnePiece(body)));
  });

  const refusal = (body: Uint8Array, maxVertices = 1_000_000) => {
    try {
      readAuditRequest(body, { maxVertices });
    } catch (error) {
      if (error instanceof DomainError) return error.toFault();
      throw error;
    }
    throw new Error('was not refused');
  };
  const open = feature({ id: 'a' }, [box(0, 0, 10, 10).slice(0, 4)]);

  it('and the same problems, with their place in the body', () => {
    for (const [body, code, pointer] of [
      [{ communities: collection(open) }, 'invalid-geodata', '/communities/features/0'],
      [{ ...squareTown('X'), jurisdiction: open }, 'invalid-geodata', '/jurisdiction'],
      [{ communities: squareTown('X').communities, colour: 1 }, 'invalid-body', '/colour'],
    ] as const) {
      const text = JSON.stringify(body);
      const fault = refusal(bytes(text));
      expect(fault).toMatchObject({ code });
      expect(fault.problems?.[0]?.pointer).toContain(pointer);
      expect(fault).toEqual(refusal(inOnePiece(text)));
    }
    const text = JSON.stringify(squareTown('X'));
    expect(refusal(bytes(text), 12)).toEqual(refusal(inOnePiece(text), 12));
    expect(refusal(bytes(text), 12).code).toBe('too-many-vertices');
  });

  it('and line and column of what is not JSON', () => {
    const text = JSON.stringify(squareTown('X'), null, 1).replace('"Polygon"', '"Polygon');
    const fault = refusal(bytes(text));
    expect(fault.code).toBe('not-json');
    expect(fault.problems?.[0]).toMatchObject({ line: expect.any(Number) });
    const broken = JSON.stringify(squareTown('X')).slice(0, -1);
    expect(refusal(bytes(broken)).code).toBe('not-json');
  });

  it('and the engine is given typed arrays', () => {
    const town = squareTown('X', 3, 3);
    const read = readAuditRequest(bytes(JSON.stringify(town)), limits);
    if (read.kind !== 'inline') throw new Error('not inline');
    const { communities, areas } = read.audit;
    expect(areas).toEqual(packAreas(communities.map(({ geometry }) => geometry)));
    expect(auditPacked(communities, areas!).findings).toEqual([]);
  });
});
