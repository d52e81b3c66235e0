import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = new URL('../../', import.meta.url).pathname;
const text = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');

/** `docker compose`, or the older program of that name, where either is installed. */
const compose = [['docker', 'compose'], ['docker-compose']].find(
  ([program = '', ...rest]) => spawnSync(program, [...rest, 'version']).status === 0,
);

function config(environment: Record<string, string>) {
  const [program = '', ...rest] = compose ?? [];
  const { PATH, HOME } = process.env;
  return spawnSync(program, [...rest, 'config'], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH, HOME, ...environment },
  });
}

describe('docker-compose.yml', () => {
  const { services } = parse(text, { merge: true });

  test('has the database, the API and the worker, in the order that they need each other', () => {
    expect(Object.keys(services)).toEqual(['database', 'api', 'worker']);
    expect(services.api.depends_on).toEqual({ database: { condition: 'service_healthy' } });
    expect(services.worker.depends_on).toEqual({ api: { condition: 'service_healthy' } });
    expect(services.database.healthcheck.test).toContain('pg_isready');
  });

  test('runs commands that the program has', () => {
    for (const { command } of [services.api, services.worker]) {
      const { status } = spawnSync(process.execPath, ['bin/sizhi.mjs', ...command, '--help'], {
        cwd: root,
      });
      expect({ command, status }).toEqual({ command, status: 0 });
    }
  });

  test('runs ours without privileges and on a file system that cannot be written', () => {
    for (const service of [services.api, services.worker]) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], init: true });
      expect(service.environment.DATABASE_URL).toMatch(/@database:5432\/sizhi$/);
    }
    expect(services.api.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
  });

  test.skipIf(!compose)('is accepted by Docker Compose, and wants a password', () => {
    const accepted = config({ POSTGRES_PASSWORD: 'secret' });
    expect(accepted).toMatchObject({ status: 0 });
    expect(accepted.stdout).toContain('postgres://sizhi:secret@database:5432/sizhi');
    const refused = config({});
    expect(refused.status).not.toBe(0);
    expect(refused.stderr).toContain('set it in .env');
  });
});
