import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../server/config.ts';
import {
  CONTENT_SECURITY_POLICY,
  contentSecurityPolicy,
} from '../../server/plugins/security-headers.ts';
import { checkBasemapFile, readRange } from '../../server/services/basemap-file.ts';
import { StartupError } from '../../server/startup-error.ts';

const directory = mkdtempSync(join(tmpdir(), 'sizhi-basemap-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const archive = (name: string, tileType: number, magic = 'PMTiles', version = 3): string => {
  const header = Buffer.alloc(127);
  header.write(magic, 'latin1');
  header[7] = version;
  header[99] = tileType;
  const path = join(directory, name);
  writeFileSync(path, header);
  return path;
};

describe('settings of the basemap', () => {
  it('are none by default, and leave the policy of the page as it is', () => {
    const config = readConfig({});
    expect(config.basemapTiles).toBeUndefined();
    expect(config.basemapFile).toBeUndefined();
    expect(contentSecurityPolicy(config)).toBe(CONTENT_SECURITY_POLICY);
  });

  it('widen the policy by the one host of the tiles, for pictures alone', () => {
    const config = readConfig({
      SIZHI_BASEMAP_TILES: 'https://tiles.example:8443/w/{z}/{x}/{y}.png?tk=secret',
      SIZHI_BASEMAP_ATTRIBUTION: '天地图',
    });
    const { imgSrc, connectSrc, ...rest } = contentSecurityPolicy(config);
    const { imgSrc: images, connectSrc: connections, ...others } = CONTENT_SECURITY_POLICY;
    expect(imgSrc).toEqual([...images, 'https://tiles.example:8443']);
    expect(connectSrc).toEqual([...connections, 'https://tiles.example:8443']);
    expect(rest).toEqual(others);
    expect(config.basemapAttribution).toBe('天地图');
  });

  it.each([
    ['https://tiles.example/{z}/{x}.png', /\{y\}/],
    ['https://{s}.tiles.example/{z}/{x}/{y}.png', /SIZHI_BASEMAP_TILES/],
    ['ftp://tiles.example/{z}/{x}/{y}.png', /https:/],
  ])('refuse %s', (SIZHI_BASEMAP_TILES, reason) => {
    expect(() => readConfig({ SIZHI_BASEMAP_TILES })).toThrow(reason);
  });

  it('refuse tiles and a file at once', () => {
    const both = {
      SIZHI_BASEMAP_TILES: 'https://tiles.example/{z}/{x}/{y}.png',
      SIZHI_BASEMAP_PMTILES: 'a.pmtiles',
    };
    expect(() => readConfig(both)).toThrow(/SIZHI_BASEMAP_PMTILES/);
  });
});

describe('the file of the basemap', () => {
  it('holds images', () => {
    expect(() => checkBasemapFile(archive('png.pmtiles', 2))).not.toThrow();
    expect(() => checkBasemapFile(archive('vector.pmtiles', 1))).toThrow(StartupError);
  });

  it('is what it says, and is there', () => {
    expect(() => checkBasemapFile(archive('zip.pmtiles', 2, 'PK'))).toThrow(/PMTiles/);
    expect(() => checkBasemapFile(archive('old.pmtiles', 2, 'PMTiles', 2))).toThrow(/3/);
    expect(() => checkBasemapFile(join(directory, 'none'))).toThrow(StartupError);
    expect(() => checkBasemapFile(directory)).toThrow(StartupError);
  });

  it.each([
    ['bytes=0-126', 1000, { first: 0, last: 126 }],
    ['bytes=990-2000', 1000, { first: 990, last: 999 }],
    ['bytes=500-', 1000, { first: 500, last: 999 }],
    ['bytes=-10', 1000, { first: 990, last: 999 }],
    ['bytes=-5000', 1000, { first: 0, last: 999 }],
    ['bytes=1000-', 1000, 'unsatisfiable'],
    ['bytes=-0', 1000, 'unsatisfiable'],
    ['bytes=5-2', 1000, null],
    ['bytes=0-1,5-6', 1000, null],
    ['lines=0-1', 1000, null],
    [undefined, 1000, null],
  ] as const)('is read by %s', (header, size, range) => {
    expect(readRange(header, size)).toEqual(range);
  });
});
