import type { Tags } from '../osm/classify-tags.ts';
import type { TagKeyRule, TagTable } from '../osm/tag-table.ts';

type Properties = Readonly<Record<string, unknown>>;

/**
 * The OpenStreetMap tags of a feature's properties, whatever the program that wrote them:
 *
 * - properties named like tags (`highway`, `name:en`, `oneway`);
 * - GDAL's `other_tags`, a text of `"key"=>"value"` pairs;
 * - a `class` that is a value of the tag table (`trunk`, `rail`) or `key=value` (`natural=water`);
 * - our own `oneway`, `structure` and `layer`.
 */
export function barrierTags(properties: Properties, table: TagTable): Map<string, string> {
  const tags = new Map<string, string>(readOtherTags(properties.other_tags));
  for (const [key, value] of Object.entries(properties)) {
    const text = toText(value);
    if (text !== null) tags.set(key, text);
  }
  const { structure } = properties;
  if ((structure === 'bridge' || structure === 'tunnel') && !tags.has(structure)) {
    tags.set(structure, 'yes');
  }
  const word = tags.get('class')?.trim();
  if (word !== undefined && !hasTag(tags, table)) {
    const meant = tagOf(word, table);
    if (meant !== null) tags.set(...meant);
  }
  return tags;
}

function toText(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? String(value) : null;
}

const PAIR = /"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"/g;

function* readOtherTags(value: unknown): Generator<[string, string]> {
  if (typeof value !== 'string') return;
  const plain = (text = ''): string => text.replace(/\\(.)/g, '$1');
  for (const [, key, text] of value.matchAll(PAIR)) yield [plain(key), plain(text)];
}

const rulesOf = ({ lines, areas }: TagTable): TagKeyRule[] => [...lines, ...areas];

/** Whether a key of the table has a value that the table lists: `barrier: "none"` in a file of ours is no tag. */
const hasTag = (tags: Tags, table: TagTable): boolean =>
  rulesOf(table).some((rule) => {
    const value = tags.get(rule.key);
    return value !== undefined && (rule.others === 'report' || isListed(value, rule));
  });

const isListed = (value: string, { values, ignored }: TagKeyRule): boolean =>
  Object.hasOwn(values, value) || ignored.some((group) => group.values.includes(value));

/** The tag that a bare value or `key=value` stands for; null for a word that the table does not know. */
function tagOf(word: string, table: TagTable): [string, string] | null {
  const cut = word.indexOf('=');
  if (cut > 0) {
    const [key, value] = [word.slice(0, cut), word.slice(cut + 1)];
    return rulesOf(table).some((rule) => rule.key === key) ? [key, value] : null;
  }
  const isBarrier = ({ values }: TagKeyRule): boolean => Object.hasOwn(values, word);
  const rules = rulesOf(table);
  const rule = rules.find(isBarrier) ?? rules.find((candidate) => isListed(word, candidate));
  return rule === undefined ? null : [rule.key, word];
}
