// Checks every import of the project against the layers (layers.mjs), and every file that would be
// committed for paths that exist on one machine only. `node scripts/check-layers.mjs [ROOT]`.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseSync } from 'vite';
import { findLayerProblems } from './layers.mjs';

/** @typedef {import('./layers.mjs').Problem} Problem */
/** @typedef {import('./layers.mjs').Reference} Reference */

/** Files that hold imports. */
const SOURCE = /\.(?:ts|tsx|mts|mjs|js)$/;

/** Files too large, or too little ours, to be searched for paths. */
const NOT_SEARCHED = /\.(?:png|jpe?g|webp|woff2?|gz|zip|wasm)$/;

/**
 * A home directory, or a working directory at the root of a disk. Word characters, dots and slashes
 * before it mean that it is the tail of a longer path or of an address, which is fine.
 */
const LOCAL_PATH = /(?<![\w./~-])(?:\/(?:work|root|Users\/\w+|home\/\w+)\/|[A-Z]:\\Users\\)/;

/** Where packages may be said to come from in package-lock.json. */
const REGISTRY = 'https://registry.npmjs.org/';

/**
 * The modules that a source file names: imports, re-exports, `import()`, `import('…').Type`, and
 * `new URL('…', import.meta.url)`, by which workers and child processes are started.
 * @param {string} file
 * @param {string} text
 * @returns {Reference[]}
 */
export function findReferences(file, text) {
  const { program, errors } = parseSync(file, text);
  const fatal = errors.find((error) => error.severity === 'Error');
  if (fatal) throw new Error(`${file}: cannot be parsed: ${fatal.message}`);
  /** @type {Reference[]} */
  const found = [];
  visit(program, (node) => {
    const named = moduleNamedBy(node);
    if (typeof named?.value === 'string') {
      found.push({ specifier: named.value, line: text.slice(0, named.start).split('\n').length });
    }
  });
  return found;
}

/** @typedef {{ type: string, start: number, [key: string]: any }} SyntaxNode */

/** @param {SyntaxNode} node @returns {SyntaxNode | null | undefined} */
function moduleNamedBy(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node.source;
    case 'NewExpression':
      return node.callee.name === 'URL' && isImportMetaUrl(node.arguments[1])
        ? moduleUrl(node.arguments[0])
        : null;
    default:
      return null;
  }
}

/** A URL beside the module names a module of ours only when it ends like one. */
function moduleUrl(/** @type {SyntaxNode | undefined} */ argument) {
  return typeof argument?.value === 'string' && /\.(?:ts|tsx)$/.test(argument.value)
    ? argument
    : null;
}

/** @param {SyntaxNode | undefined} node */
function isImportMetaUrl(node) {
  return node?.type === 'MemberExpression' && node.object.type === 'MetaProperty';
}

/** @param {any} node @param {(node: SyntaxNode) => void} enter */
function visit(node, enter) {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, enter);
  } else if (node && typeof node === 'object') {
    if (typeof node.type === 'string') enter(node);
    for (const value of Object.values(node)) visit(value, enter);
  }
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {Problem[]}
 */
export function findLocalPaths(file, text) {
  return text.split('\n').flatMap((content, index) => {
    const match = LOCAL_PATH.exec(content);
    if (!match) return [];
    const message = `"${match[0]}" is a path of one machine; write it relative to the project`;
    return [{ file, line: index + 1, message }];
  });
}

/** @param {string} text of package-lock.json @returns {Problem[]} */
export function findForeignSources(text) {
  const file = 'package-lock.json';
  return text.split('\n').flatMap((content, index) => {
    const address = /"resolved": "([^"]+)"/.exec(content)?.[1];
    if (!address || address.startsWith(REGISTRY) || !/^[a-z+]+:\/\//.test(address)) return [];
    return [{ file, line: index + 1, message: `"${address}" is not in the public registry` }];
  });
}

/**
 * All problems of a tree: of the files that git would commit.
 * @param {string} root
 * @returns {Problem[]}
 */
export function checkTree(root) {
  return filesOf(root).flatMap((file) => {
    if (NOT_SEARCHED.test(file)) return [];
    const text = readFileSync(join(root, file), 'utf8');
    const problems = findLocalPaths(file, text);
    if (file === 'package-lock.json') problems.push(...findForeignSources(text));
    if (SOURCE.test(file)) problems.push(...findLayerProblems(file, findReferences(file, text)));
    return problems;
  });
}

/** Folders at the root that are never committed; only needed where there is no git to ask. */
const NEVER_COMMITTED = new Set(['.git', '.sizhi', 'coverage', 'dist', 'node_modules']);

/**
 * The files that git holds or would add; in an unpacked archive, all but what never is committed.
 * @param {string} root
 * @returns {string[]}
 */
function filesOf(root) {
  if (!existsSync(join(root, '.git'))) {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((file) => !NEVER_COMMITTED.has(file.split('/')[0] ?? ''))
      .sort();
  }
  const gone = new Set(gitFiles(root, ['--deleted']));
  return gitFiles(root, ['--cached', '--others', '--exclude-standard']).filter(
    (file) => !gone.has(file),
  );
}

/** @param {string} root @param {string[]} which */
function gitFiles(root, which) {
  const list = execFileSync('git', ['ls-files', '-z', '--deduplicate', ...which], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return list.split('\0').filter((file) => file !== '');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
  const problems = checkTree(root);
  for (const { file, line, message } of problems) console.error(`${file}:${line}: ${message}`);
  if (problems.length > 0) {
    console.error(`layers: ${problems.length} problem(s)`);
    process.exitCode = 1;
  } else {
    console.log('layers: no import points back');
  }
}
