import { barrierWeight } from '#engine/barriers/class-weights.ts';
import type { BarrierClass } from '#engine/barriers/types.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { TagKeyRule, TagTable } from './tag-table.ts';

/** Tags by key. A map: a key may be `__proto__` for all we know. */
export type Tags = ReadonlyMap<string, string>;

/** What the tag table makes of an element. */
export type TagVerdict =
  | {
      outcome: 'barrier';
      form: 'line' | 'area';
      class: BarrierClass;
      /** The tag that decided: `highway=trunk_link`; of waters the closer one, `water=river`. */
      kind: string;
      link: boolean;
      /** Traffic runs one way unless the element says otherwise. */
      oneway: boolean;
    }
  | { outcome: 'ignored'; kind: string; why: Message }
  | { outcome: 'unknown'; kind: string };

const NAMELESS: Message = { zh: '没有名称的小沟渠', en: 'a ditch or drain without a name' };

/**
 * What an element is by its tags; null for what has nothing to do with barriers. Where several tags
 * make it one (a wall with a path on it), the class that a border follows best counts.
 */
export function classifyTags(tags: Tags, table: TagTable): TagVerdict | null {
  const verdicts = [
    ...table.lines.map((rule) => judge(tags, rule, 'line')),
    ...table.areas.map((rule) => judge(tags, rule, 'area')),
  ].filter((verdict) => verdict !== null);
  const barriers = verdicts.filter((verdict) => verdict.outcome === 'barrier');
  const best = barriers.reduce<(typeof barriers)[number] | null>(
    (least, verdict) =>
      least === null || barrierWeight(verdict.class) < barrierWeight(least.class) ? verdict : least,
    null,
  );
  return best ?? verdicts.find(({ outcome }) => outcome === 'unknown') ?? verdicts[0] ?? null;
}

/** Of a water its `water` tag tells more: a river, a lake. */
function kindOf(tags: Tags, kind: string): string {
  const water = tags.get('water');
  return kind === 'natural=water' && water ? `water=${water}` : kind;
}

function judge(tags: Tags, rule: TagKeyRule, form: 'line' | 'area'): TagVerdict | null {
  const value = tags.get(rule.key);
  if (value === undefined || value === '') return null;
  const kind = `${rule.key}=${value}`;
  const found = Object.hasOwn(rule.values, value) ? rule.values[value] : undefined;
  if (found === undefined) {
    const group = rule.ignored.find(({ values }) => values.includes(value));
    if (group !== undefined) return { outcome: 'ignored', kind, why: group.why };
    return rule.others === 'report' ? { outcome: 'unknown', kind } : null;
  }
  for (const { tag, values, why } of rule.except) {
    const given = tags.get(tag);
    if (given !== undefined && values.includes(given)) {
      return { outcome: 'ignored', kind: `${kind}, ${tag}=${given}`, why };
    }
  }
  if (found.named === true && !tags.has('name') && !tags.has('ref')) {
    return { outcome: 'ignored', kind, why: NAMELESS };
  }
  const { link = false, oneway = false } = found;
  return { outcome: 'barrier', form, class: found.class, kind: kindOf(tags, kind), link, oneway };
}
