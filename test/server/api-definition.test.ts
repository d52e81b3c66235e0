import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '#contract/problem-catalogue.ts';
import { buildApp } from '../../server/app.ts';
import type { Database } from '../../server/database/open-database.ts';
import type { App } from '../../server/routes/context.ts';
import { openSharedEmbedded } from '../helpers/databases.ts';
import { expectProblem, testConfig } from './helpers/service.ts';

interface Operation {
  operationId?: string;
  summary?: string;
  parameters?: { name: string; in: string; explode?: boolean }[];
  responses: Record<string, { content?: Record<string, unknown> }>;
}
interface Definition {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

/** What a JSON pointer of the form `#/…` leads to. */
function resolve(document: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined;
  return reference
    .slice(2)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined,
      document,
    );
}

const opened: { app: App; database: Database }[] = [];
async function open(webDirectory?: string): Promise<App> {
  const database = await openSharedEmbedded();
  const app = await buildApp({
    config: testConfig(),
    database,
    ...(webDirectory === undefined ? {} : { webDirectory }),
  });
  opened.push({ app, database });
  return app;
}
afterAll(async () => {
  for (const { app, database } of opened) {
    await app.close();
    await database.close();
  }
});

describe('the definition of the API', () => {
  it('is OpenAPI 3.1, served as plain JSON: GDAL takes nothing else', async () => {
    const answer = await (await open()).inject('/openapi.json');
    expect(answer.headers['content-type']).toBe('application/json');
    const definition = answer.json<Definition>();
    expect(definition.openapi).toBe('3.1.0');
    expect(Object.keys(definition.paths)).toEqual(
      expect.arrayContaining(['/', '/audits', '/imports', '/collections/communities/items']),
    );
  });

  it('names the schemas of the contract, and is not nested too deeply for GDAL', async () => {
    const definition = (await (await open()).inject('/openapi.json')).json<Definition>();
    const names = Object.keys(definition.components.schemas);
    expect(names).toEqual(expect.arrayContaining(['Problem', 'Plan', 'Finding', 'OneSuggestion']));
    const depth = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map(depth))
        : 0;
    // json-c, which reads it for GDAL and so for QGIS, takes 32.
    expect(depth(definition)).toBeLessThan(28);
  });

  it('keeps to the schema of OpenAPI 3.1, and every reference in it leads somewhere', async () => {
    const definition = (await (await open()).inject('/openapi.json')).json<Definition>();
    const validator = new Validator({ strict: false });
    const { valid, errors } = await validator.validate({ ...structuredClone(definition) });
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
    // The validator leaves the schemas within alone: they are JSON Schema of 2020-12.
    const schemas = new Ajv2020({ strict: false, validateFormats: false });
    const wrong: string[] = [];
    let checked = 0;
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        const place = `${path}/${key}`;
        const isSchema = key === 'schema' || path === '/components/schemas';
        if (isSchema) checked += 1;
        if (isSchema && !schemas.validateSchema(inner as object)) {
          wrong.push(`${place}: ${schemas.errorsText(schemas.errors)}`);
        }
        if (
          key === '$ref' &&
          typeof inner === 'string' &&
          resolve(definition, inner) === undefined
        ) {
          wrong.push(`${place}: ${inner} leads nowhere`);
        }
        visit(inner, place);
      }
    };
    visit(definition, '');
    expect(wrong).toEqual([]);
    expect(checked).toBeGreaterThan(50);
  });

  it('names every operation once, and gives each a summary and problems', async () => {
    const { paths } = (await (await open()).inject('/openapi.json')).json<Definition>();
    const operations = Object.values(paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operationId, summary, responses } of operations) {
      expect(summary, operationId).toBeTruthy();
      const failures = Object.entries(responses).filter(([status]) => !/^(2|304)/.test(status));
      for (const [, response] of failures) {
        expect(Object.keys(response.content ?? {}), operationId).toEqual([
          'application/problem+json',
        ]);
      }
    }
  });

  it('has no reference that leads nowhere', async () => {
    const definition = (await (await open()).inject('/openapi.json')).json<Definition>();
    const text = JSON.stringify(definition);
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      const name = /^#\/components\/schemas\/(.+)$/.exec(reference)?.[1];
      expect(Object.keys(definition.components.schemas)).toContain(name);
    }
  });

  it('is explained at /docs, from this host alone', async () => {
    const app = await open();
    const page = await app.inject('/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//);
    const script = await app.inject('/docs/static/swagger-initializer.js');
    expect(script.body).toMatch(/"validatorUrl":\s*null/);
  });
});

describe('the web page', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sizhi-web-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>四至</title>');
  writeFileSync(join(directory, 'assets', 'index-abc123.js'), 'export {};');

  it('is what a browser gets at /, and JSON what a program gets', async () => {
    const app = await open(directory);
    const browser = await app.inject({ url: '/?lang=zh', headers: { accept: 'text/html,*/*' } });
    expect(browser.statusCode).toBe(200);
    expect(browser.body).toContain('<title>四至</title>');
    expect(browser.headers['cache-control']).toBe('no-cache');
    expect(browser.headers.vary).toContain('Accept');
    const program = await app.inject('/');
    expect(program.headers['content-type']).toContain('application/json');
  });

  it('may load nothing from another host', async () => {
    const app = await open(directory);
    const { headers } = await app.inject({ url: '/', headers: { accept: 'text/html' } });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/);
    expect(policy).toContain("worker-src 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('lets files with a digest in their name be kept for ever', async () => {
    const app = await open(directory);
    const script = await app.inject('/assets/index-abc123.js');
    expect(script.headers['cache-control']).toContain('immutable');
    expect(script.headers['content-type']).toContain('javascript');
    expectProblem(await app.inject('/assets/gone.js'), 404, 'not-found');
  });

  it('says how to build it when it is missing', async () => {
    const app = await open(join(directory, 'nowhere'));
    const page = await app.inject({ url: '/', headers: { accept: 'text/html' } });
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain('npm run build');
    expect((await app.inject('/')).statusCode).toBe(200);
  });
});

it('every status of the catalogue is an error that HTTP knows', () => {
  for (const [code, { status, title, description }] of Object.entries(PROBLEMS)) {
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(600);
    for (const text of [title, description]) {
      expect(text.zh, code).toMatch(/\p{Script=Han}/u);
      expect(text.en, code).not.toMatch(/\p{Script=Han}/u);
    }
  }
});
