import { describe, expect, it } from 'vitest';
import { readConfig, SETTINGS } from '../../server/config.ts';
import { StartupError } from '../../server/startup-error.ts';

describe('settings from the environment', () => {
  it('are the documented ones when nothing is set', () => {
    const config = readConfig({}, '/srv/town');
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: undefined,
      policiesDirectory: undefined,
      dataDirectory: '/srv/town/.sizhi',
      sample: true,
      trustProxy: false,
      corsOrigins: [],
      bodyLimitBytes: 64 * 1024 * 1024,
    });
  });

  it('have the fallbacks that the table documents', () => {
    const documented = SETTINGS.filter(({ fallback }) => fallback !== '' && !/[−]/.test(fallback));
    const explicit = Object.fromEntries(
      documented.map(({ variable, fallback }) => [variable, fallback]),
    );
    expect(readConfig(explicit, '/srv')).toEqual(readConfig({}, '/srv'));
  });

  it('take an empty value as none', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ' }).port).toBe(3000);
  });

  it('read lists, toggles and relative directories', () => {
    const config = readConfig(
      {
        SIZHI_CORS_ORIGINS: 'https://a.cn, https://b.cn',
        SIZHI_SAMPLE: 'OFF',
        SIZHI_DATA_DIR: 'data/x',
        SIZHI_POLICIES_DIR: 'own/policies',
        SIZHI_ALLOWED_HOSTS: 'Sizhi.Example',
      },
      '/srv',
    );
    expect(config.corsOrigins).toEqual(['https://a.cn', 'https://b.cn']);
    expect(config.sample).toBe(false);
    expect(config.dataDirectory).toBe('/srv/data/x');
    expect(config.allowedHosts).toEqual(['sizhi.example']);
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', '3000x'],
    ['LOG_LEVEL', 'loud'],
    ['SIZHI_SAMPLE', 'perhaps'],
    ['SIZHI_BODY_LIMIT_MB', '0'],
    ['SIZHI_MAX_VERTICES', '1e9'],
    ['SIZHI_PUBLIC_URL', 'example.org'],
  ])('%s=%s is refused in one line that names it', (variable, value) => {
    expect(() => readConfig({ [variable]: value })).toThrow(StartupError);
    expect(() => readConfig({ [variable]: value })).toThrow(
      new RegExp(`^[^\\n]*${variable}[^\\n]*$`),
    );
  });

  it('names every fault at once', () => {
    expect(() => readConfig({ PORT: 'x', LOG_LEVEL: 'y' })).toThrow(/PORT.*LOG_LEVEL/);
  });

  it('keeps the password of a bad DATABASE_URL out of the message', () => {
    expect(() => readConfig({ DATABASE_URL: 'mysql://me:secret@db/x' })).toThrow(/DATABASE_URL/);
    expect(() => readConfig({ DATABASE_URL: 'mysql://me:secret@db/x' })).not.toThrow(/secret/);
  });
});
