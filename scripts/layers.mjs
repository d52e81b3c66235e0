// The layer rule: which part of the source may import which. Stated once, in LAYERS; checked by
// check-layers.mjs in every test run.

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {string[]} paths folders (ending in `/`) or files, relative to the root
 * @property {string[]} may layers that it may import, besides itself
 * @property {'any' | string[]} packages packages that it may import; `@scope/*` stands for a scope
 * @property {boolean} node whether it may import Node's modules
 */

/**
 * From the ground up. A file belongs to the layer with the longest matching path.
 * @type {Layer[]}
 */
export const LAYERS = [
  {
    name: 'engine',
    paths: ['engine/'],
    may: [],
    // Pure computations on numbers: nothing here reads a clock, a disk, a network or a screen.
    packages: [
      ...['@turf/*', 'flatbush', 'geographiclib-geodesic', 'geojson', 'polylabel'],
      ...['robust-predicates'],
    ],
    node: false,
  },
  {
    name: 'contract',
    paths: ['server/contract/'],
    may: ['engine'],
    packages: ['geojson', 'typebox'],
    node: false,
  },
  {
    name: 'web',
    paths: ['web/'],
    may: ['engine', 'contract'],
    packages: 'any',
    node: false,
  },
  {
    name: 'config',
    paths: ['server/config.ts', 'server/startup-error.ts'],
    may: ['engine', 'contract'],
    packages: ['typebox'],
    node: true,
  },
  {
    name: 'formats',
    paths: ['server/formats/'],
    may: ['engine', 'contract'],
    packages: 'any',
    node: true,
  },
  {
    name: 'database',
    paths: ['server/database/', 'migrations/'],
    may: ['contract', 'config'],
    packages: 'any',
    node: true,
  },
  {
    name: 'repositories',
    paths: ['server/repositories/'],
    may: ['engine', 'contract', 'database'],
    packages: 'any',
    node: true,
  },
  {
    name: 'services',
    paths: ['server/services/'],
    may: ['engine', 'contract', 'config', 'formats', 'database', 'repositories'],
    packages: 'any',
    node: true,
  },
  {
    name: 'routes',
    paths: ['server/routes/', 'server/plugins/'],
    may: ['engine', 'contract', 'config', 'formats', 'database', 'repositories', 'services'],
    packages: 'any',
    node: true,
  },
  {
    name: 'jobs',
    paths: ['server/jobs/'],
    may: ['engine', 'contract', 'config', 'formats', 'database', 'repositories', 'services'],
    packages: 'any',
    node: true,
  },
  {
    name: 'app',
    paths: ['server/'],
    may: [
      ...['engine', 'contract', 'config', 'formats', 'database', 'repositories', 'services'],
      ...['routes', 'jobs'],
    ],
    packages: 'any',
    node: true,
  },
  {
    name: 'cli',
    paths: ['server/cli/'],
    may: [
      ...['engine', 'contract', 'config', 'formats', 'database', 'repositories', 'services'],
      ...['jobs', 'app'],
    ],
    packages: 'any',
    node: true,
  },
  {
    name: 'sample',
    paths: ['data/'],
    may: ['engine', 'contract'],
    packages: 'any',
    node: true,
  },
  {
    name: 'tooling',
    paths: ['bin/', 'scripts/', 'vite.config.ts'],
    may: [],
    packages: 'any',
    node: true,
  },
];

/** Folders whose files may import anything, and that nothing else may import. */
export const OUTSIDE = ['test/', 'bench/', 'vitest.config.ts'];

/** Where the names of package.json's `imports` lead. */
const PACKAGE_IMPORTS = { '#engine/': 'engine/', '#contract/': 'server/contract/' };

/**
 * @typedef {{ specifier: string, line: number }} Reference
 * @typedef {{ file: string, line: number, message: string }} Problem
 */

/**
 * Checks the imports of one file against the table.
 * @param {string} file path relative to the root, with `/`
 * @param {Reference[]} references what it imports
 * @returns {Problem[]}
 */
export function findLayerProblems(file, references) {
  if (isOutside(file)) return [];
  const layer = layerOf(file);
  if (!layer) {
    const message = 'stands in no layer; add its folder to LAYERS in scripts/layers.mjs';
    return [{ file, line: 1, message }];
  }
  return references.flatMap(({ specifier, line }) => {
    const message = problemWith(file, layer, specifier);
    return message ? [{ file, line, message }] : [];
  });
}

/**
 * @param {string} file
 * @param {Layer} layer
 * @param {string} specifier
 * @returns {string | null}
 */
function problemWith(file, layer, specifier) {
  const target = resolveInside(file, specifier);
  if (target === null) return problemWithPackage(layer, specifier);
  if (isOutside(target)) return `"${specifier}": only tests and benchmarks may import ${target}`;
  const other = layerOf(target);
  // What lies in no layer is no source: package.json, say.
  if (!other || other === layer) return null;
  if (!layer.may.includes(other.name)) {
    const may = layer.may.length > 0 ? layer.may.join(', ') : 'no other layer';
    return `"${specifier}": ${layer.name} may not import ${other.name} (it may import ${may})`;
  }
  return shorterName(specifier, target);
}

/** The lower layers are imported by name from elsewhere, so that moving a file rewrites nothing. */
function shorterName(/** @type {string} */ specifier, /** @type {string} */ target) {
  if (specifier.startsWith('#')) return null;
  for (const [name, folder] of Object.entries(PACKAGE_IMPORTS)) {
    if (target.startsWith(folder)) {
      return `"${specifier}": write "${name}${target.slice(folder.length)}"`;
    }
  }
  return null;
}

/** @param {Layer} layer @param {string} specifier */
function problemWithPackage(layer, specifier) {
  if (specifier.startsWith('node:')) {
    return layer.node ? null : `"${specifier}": ${layer.name} may not import Node's modules`;
  }
  if (layer.packages === 'any') return null;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const allowed = layer.packages.some((entry) =>
    entry.endsWith('/*') ? name.startsWith(entry.slice(0, -1)) : name === entry,
  );
  return allowed
    ? null
    : `"${specifier}": ${layer.name} may import only these packages: ${layer.packages.join(', ')}`;
}

/**
 * The file of ours that a specifier names, relative to the root, or null for a package.
 * @param {string} file
 * @param {string} specifier
 */
export function resolveInside(file, specifier) {
  const bare = specifier.replace(/\?.*$/, '');
  for (const [name, folder] of Object.entries(PACKAGE_IMPORTS)) {
    if (bare.startsWith(name)) return folder + bare.slice(name.length);
  }
  if (!bare.startsWith('.')) return null;
  const parts = file.split('/').slice(0, -1);
  for (const part of bare.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** @param {string} file */
function layerOf(file) {
  /** @type {{ layer: Layer, length: number } | null} */
  let best = null;
  for (const layer of LAYERS) {
    for (const path of layer.paths) {
      const matches = path.endsWith('/') ? file.startsWith(path) : file === path;
      if (matches && path.length > (best?.length ?? 0)) best = { layer, length: path.length };
    }
  }
  return best?.layer ?? null;
}

/** @param {string} file */
function isOutside(file) {
  return OUTSIDE.some((path) => (path.endsWith('/') ? file.startsWith(path) : file === path));
}
