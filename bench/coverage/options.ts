import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { VARIANTS, type Variant } from './coverage-folder.ts';

/** Where generated coverages go; never committed. */
export const DEFAULT_FOLDER = fileURLToPath(new URL('../.output/coverage', import.meta.url));

/** Peers by the names of `--peers`, in the order in which they run. `ours` always runs. */
export const PEERS = ['json', 'cli', 'mapshaper', 'topojson', 'turf', 'postgis', 'pglite'] as const;
export type Peer = (typeof PEERS)[number];

export interface BenchOptions {
  counts: number[];
  variants: Variant[];
  runs: number;
  peers: Peer[];
  seed: number;
  /** Where generated coverages lie, or are written when they are not there. */
  folder: string;
  /** One given file instead of generated ones. */
  file: string | null;
  boundary: string | null;
  /** Folder of real data whose repairs are measured as well. */
  realFolder: string | null;
  /** Compare findings with PostGIS and with the planted faults. */
  check: boolean;
}

export const USAGE = `usage: npm run bench:coverage -- [options]
  --n 1000,10000      cells of the generated coverages (default 1000)
  --variants clean,dirty
  --file FILE         measure this GeoJSON file instead
  --boundary FILE     its outline, for the comparison with planted faults
  --runs 5            timed runs after those to warm up
  --peers ${PEERS.join(',')}
  --dir FOLDER        where the coverages lie or are written (default bench/.output/coverage)
  --seed 1            of the generator
  --real FOLDER       repairs of the real files in this folder as well (real-files.ts lists them); with
                      --n 0 nothing else
  --no-check          measure only`;

/** @throws Error with a message for the reader, for an option that cannot be used */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      n: { type: 'string', default: '1000' },
      variants: { type: 'string', default: VARIANTS.join(',') },
      file: { type: 'string' },
      boundary: { type: 'string' },
      runs: { type: 'string', default: '5' },
      peers: { type: 'string', default: PEERS.join(',') },
      dir: { type: 'string', default: DEFAULT_FOLDER },
      seed: { type: 'string', default: '1' },
      real: { type: 'string' },
      'no-check': { type: 'boolean', default: false },
    },
  });
  return {
    counts: values.n === '0' ? [] : readCounts(values.n),
    variants: readChoices(values.variants, 'variants', VARIANTS),
    runs: readNumber(values.runs, 'runs', 1, 1000),
    peers: readChoices(values.peers, 'peers', PEERS),
    seed: readNumber(values.seed, 'seed', 0, 2 ** 31),
    folder: resolve(values.dir),
    file: values.file === undefined ? null : resolve(values.file),
    boundary: values.boundary === undefined ? null : resolve(values.boundary),
    realFolder: values.real === undefined ? null : resolve(values.real),
    check: !values['no-check'],
  };
}

export const readCounts = (text: string): number[] =>
  text.split(',').map((one) => readNumber(one, 'n', 100, 1_000_000));

/** @throws Error for anything but a number in the range */
export function readNumber(text: string, name: string, minimum: number, maximum: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= minimum && value <= maximum) return value;
  throw new Error(`--${name} must be a number from ${minimum} to ${maximum}, not "${text}"`);
}

function readChoices<T extends string>(text: string, name: string, choices: readonly T[]): T[] {
  const words = text.split(',').filter((word) => word !== '');
  const unknown = words.filter((word) => !choices.some((choice) => choice === word));
  if (unknown.length > 0) {
    throw new Error(`--${name}: no "${unknown.join(', ')}"; there are ${choices.join(', ')}`);
  }
  return choices.filter((choice) => words.includes(choice));
}
