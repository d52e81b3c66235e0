/**
 * Which methods are served at an address. Fastify answers 404 to an unknown method of a known
 * address; HTTP wants 405 with an Allow header (RFC 9110 §15.5.6).
 */
export class RouteTable {
  readonly #routes: { pattern: RegExp; methods: string[] }[] = [];

  /** @param url a route as Fastify writes it: `/a/:b`, `/c/*` */
  add(url: string, method: string | string[]): void {
    this.#routes.push({ pattern: toPattern(url), methods: [method].flat() });
  }

  /** Methods at a request's address, sorted; empty when nothing is served there. */
  methodsAt(requestUrl: string): string[] {
    const path = requestUrl.split(/[?#]/, 1)[0] ?? '';
    const found = this.#routes.filter(({ pattern }) => pattern.test(path));
    return [...new Set(found.flatMap(({ methods }) => methods))].sort();
  }
}

function toPattern(url: string): RegExp {
  const source = url
    .split('/')
    .map((segment) => {
      if (segment === '*') return '.*';
      if (segment.startsWith(':')) return '[^/]+';
      return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('/');
  return new RegExp(`^${source}$`);
}
