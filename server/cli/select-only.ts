import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { printable } from '../formats/printable.ts';

/** Communities by one of their properties; a value that ends in `*` stands for all that begin so. */
export interface OnlyFilter {
  property: string;
  value: string;
}

/** Names and values listed in a message. */
const LISTED = 10;

/**
 * The communities that a filter means, by index.
 * @returns why there is none, with the names or values that there are
 */
export function selectOnly(
  communities: readonly CommunityInput[],
  { property, value }: OnlyFilter,
): Result<ReadonlySet<number>, Message> {
  const isMeant = value.endsWith('*')
    ? (text: string) => text.startsWith(value.slice(0, -1))
    : (text: string) => text === value.trim();
  const found = new Set<number>();
  const values = new Map<string, number>();
  communities.forEach(({ properties = {} }, index) => {
    const own = Object.hasOwn(properties, property) ? properties[property] : undefined;
    if (own === undefined || own === null || typeof own === 'object') return;
    const text = String(own).trim();
    values.set(text, (values.get(text) ?? 0) + 1);
    if (isMeant(text)) found.add(index);
  });
  if (found.size > 0) return ok(found);
  return err(
    values.size === 0 ? noSuchProperty(communities, property) : noneSuch(property, value, values),
  );
}

function noSuchProperty(communities: readonly CommunityInput[], property: string): Message {
  const names = new Set(communities.flatMap(({ properties = {} }) => Object.keys(properties)));
  const list = listed([...names]);
  return {
    zh: `--only：没有社区含有属性 “${printable(property)}”；现有属性：${list || '（无）'}`,
    en: `--only: no community has a property “${printable(property)}”; there are: ${list || '(none)'}`,
  };
}

function noneSuch(property: string, value: string, values: ReadonlyMap<string, number>): Message {
  const common = [...values].sort(([, a], [, b]) => b - a).map(([text]) => text);
  const list = listed(common);
  return {
    zh: `--only：没有社区的 “${printable(property)}” 为 “${printable(value)}”；现有的值：${list}`,
    en: `--only: no community has “${printable(value)}” as its “${printable(property)}”; values are: ${list}`,
  };
}

const listed = (texts: readonly string[]): string =>
  texts.slice(0, LISTED).map(printable).join(', ') + (texts.length > LISTED ? ', …' : '');
