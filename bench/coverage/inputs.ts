import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { coverageFile, ensureCoverages, outlineFile, truthFile } from './coverage-folder.ts';
import type { BenchOptions } from './options.ts';
import { findRealFiles } from './real-files.ts';

/** One file to be measured, with what lies beside it. */
export interface Input {
  name: string;
  file: string;
  bytes: number;
  sha256: string;
  boundary: string | null;
  truthFile: string | null;
  /** Clean twin of a dirty coverage. */
  cleanFile: string | null;
  /** Nothing but repairs is measured. */
  repairsOnly?: true;
}

/** Share of the cells of generated coverages that carry a fault. */
const DIRT = 0.01;

/** The files to measure; generates those that are missing. */
export function collectInputs(options: BenchOptions): Input[] {
  const { file, boundary, counts, variants, folder, seed, realFolder } = options;
  if (file !== null) return [describeInput(file, boundary)];
  const generated = counts.flatMap((n) => {
    if (ensureCoverages({ folder, n, seed, dirt: DIRT })) {
      console.error(`bench: generated coverages of ${n} cells in ${folder}`);
    }
    return variants.map((variant) =>
      describeInput(coverageFile(folder, n, variant), boundary ?? outlineFile(folder, n)),
    );
  });
  const real = realFolder === null ? [] : findRealFiles(realFolder);
  return [
    ...generated,
    ...real.map(({ name, file: path }): Input => {
      const input = describeInput(path, null);
      return { ...input, name, boundary: null, truthFile: null, repairsOnly: true };
    }),
  ];
}

/** @throws Error when the file cannot be read */
function describeInput(file: string, boundary: string | null): Input {
  const present = (path: string) => (existsSync(path) ? path : null);
  const outline = boundary ?? present(file.replace(/-(?:clean|dirty)\.geojson$/, '-outer.geojson'));
  const twin = file.replace(/-dirty\.geojson$/, '-clean.geojson');
  return {
    name: basename(file),
    file,
    bytes: statSync(file).size,
    sha256: digestOf(file),
    boundary: outline === file ? null : outline,
    truthFile: present(truthFile(file)),
    cleanFile: twin === file ? null : present(twin),
  };
}

function digestOf(file: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(1 << 20);
  const source = openSync(file, 'r');
  try {
    for (let length = 1; length > 0; ) {
      length = readSync(source, chunk);
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(source);
  }
  return hash.digest('hex');
}
