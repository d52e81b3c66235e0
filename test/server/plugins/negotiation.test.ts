import { describe, expect, it } from 'vitest';
import { acceptLanguage } from '../../../server/plugins/accept-language.ts';
import { isLoopback } from '../../../server/plugins/host-guard.ts';
import { RouteTable } from '../../../server/plugins/route-table.ts';
import { prefersHtml } from '../../../server/routes/prefers-html.ts';

it.each([
  [undefined, 'en'],
  ['*', 'en'],
  ['zh', 'zh'],
  ['zh-Hans-CN,en;q=0.8', 'zh'],
  ['en-GB,zh;q=0.9', 'en'],
  ['en;q=0.3, zh;q=0.9', 'zh'],
  ['fr, zh;q=0', 'en'],
  ['de,fr', 'en'],
  [';;q=,,,zh;q=x', 'en'],
])('Accept-Language %s asks for %s', (header, language) => {
  expect(acceptLanguage(header)).toBe(language);
});

it.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', false],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['text/html;q=0.5, application/json', false],
  ['application/geo+json', false],
])('Accept %s prefers HTML: %s', (header, prefers) => {
  expect(prefersHtml(header)).toBe(prefers);
});

it.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::ffff:127.0.0.1', true],
  ['[::1]', true],
  ['localhost', true],
  ['localhost.evil.cn', false],
  ['127.0.0.1.evil.cn', false],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
])('%s is this machine alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

describe('the table of routes', () => {
  const routes = new RouteTable();
  routes.add('/a/:id', ['GET', 'HEAD']);
  routes.add('/a/:id', 'DELETE');
  routes.add('/b/*', 'GET');
  routes.add('/c.d', 'GET');

  it('gives the methods of an address', () => {
    expect(routes.methodsAt('/a/7?x=/b/')).toEqual(['DELETE', 'GET', 'HEAD']);
    expect(routes.methodsAt('/b/x/y')).toEqual(['GET']);
  });

  it('takes a pattern literally where it is', () => {
    expect(routes.methodsAt('/a/7/8')).toEqual([]);
    expect(routes.methodsAt('/cxd')).toEqual([]);
  });
});
