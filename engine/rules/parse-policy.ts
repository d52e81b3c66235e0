import type { Message, Severity } from '../coverage/types.ts';
import { err, ok, type Result } from '../result.ts';
import { RULE_MODULES } from './rule-registry.ts';
import type { Policy, PolicyRule, RuleModule, RuleSeverity } from './types.ts';

/** One fault of a policy document, with its place as a JSON pointer (RFC 6901). */
export interface PolicyProblem {
  code:
    | 'wrong-type'
    | 'missing'
    | 'unknown-member'
    | 'unknown-rule'
    | 'repeated-rule'
    | 'bad-value';
  pointer: string;
  message: Message;
}

/**
 * Reads a policy document: `{ id, name, source, rules: [{ id, enabled?, severity, thresholds, clause, text }] }`.
 * Collects every problem; refuses rules, thresholds and members that do not exist, because a
 * misspelt threshold that were passed over would silently change the rule. `enabled` is true when left out.
 */
export function parsePolicy(document: unknown): Result<Policy, PolicyProblem[]> {
  const reader = new Reader();
  const policy = reader.policy(document);
  return policy && reader.problems.length === 0 ? ok(policy) : err(reader.problems);
}

type Members = Readonly<Record<string, unknown>>;

const SEVERITIES: readonly unknown[] = ['error', 'warning', 'info'] satisfies Severity[];
const POLICY_ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;

class Reader {
  readonly problems: PolicyProblem[] = [];

  policy(document: unknown): Policy | null {
    const members = this.members(document, '', ['id', 'name', 'source', 'rules']);
    if (!members) return null;
    const id = this.text(members, 'id', '');
    if (id !== '' && !POLICY_ID.test(id)) {
      this.report('bad-value', '/id', {
        zh: `政策标识“${id}”只能由小写字母、数字和连字符组成。`,
        en: `The policy id "${id}" may have only lower-case letters, digits and hyphens.`,
      });
    }
    return {
      id,
      name: this.message(members, 'name', ''),
      source: this.message(members, 'source', ''),
      rules: this.rules(members.rules),
    };
  }

  private rules(given: unknown): PolicyRule[] {
    if (!Array.isArray(given)) {
      this.wrongType('/rules', { zh: '数组', en: 'an array' }, given);
      return [];
    }
    const seen = new Set<string>();
    return given.flatMap((item: unknown, i) => {
      const pointer = `/rules/${i}`;
      const rule = this.rule(item, pointer);
      if (!rule) return [];
      if (seen.has(rule.id)) {
        this.report('repeated-rule', `${pointer}/id`, {
          zh: `规则 ${rule.id} 重复出现，请只保留一条。`,
          en: `Rule ${rule.id} occurs more than once: keep one.`,
        });
      }
      seen.add(rule.id);
      return [rule];
    });
  }

  private rule(given: unknown, pointer: string): PolicyRule | null {
    // `reads` says what a rule looks at, in the answers of the API: such an answer is a policy to start from.
    const allowed = ['id', 'enabled', 'severity', 'thresholds', 'clause', 'text', 'reads'];
    const members = this.members(given, pointer, allowed);
    if (!members) return null;
    const id = this.text(members, 'id', pointer);
    const module = RULE_MODULES.get(id);
    if (!module && id !== '') {
      const known = [...RULE_MODULES.keys()].join(', ');
      this.report('unknown-rule', `${pointer}/id`, {
        zh: `没有名为“${id}”的规则。可用的规则：${known}。`,
        en: `There is no rule "${id}". Rules that exist: ${known}.`,
      });
    }
    const enabled = members.enabled ?? true;
    if (typeof enabled !== 'boolean') {
      this.wrongType(`${pointer}/enabled`, { zh: 'true 或 false', en: 'true or false' }, enabled);
    }
    return {
      id,
      enabled: enabled === true,
      severity: this.severity(members.severity, `${pointer}/severity`),
      thresholds: module
        ? this.thresholds(members.thresholds ?? {}, `${pointer}/thresholds`, module)
        : {},
      clause: this.text(members, 'clause', pointer),
      text: this.message(members, 'text', pointer),
    };
  }

  private severity(given: unknown, pointer: string): RuleSeverity {
    if (SEVERITIES.includes(given)) return given as Severity;
    if (typeof given === 'object' && given !== null) {
      const members = this.members(given, pointer, ['newCommunity', 'existingCommunity']);
      return {
        newCommunity: this.plainSeverity(members?.newCommunity, `${pointer}/newCommunity`),
        existingCommunity: this.plainSeverity(
          members?.existingCommunity,
          `${pointer}/existingCommunity`,
        ),
      };
    }
    return this.plainSeverity(given, pointer);
  }

  private plainSeverity(given: unknown, pointer: string): Severity {
    if (SEVERITIES.includes(given)) return given as Severity;
    if (given === undefined) this.missing(pointer);
    else {
      this.report('bad-value', pointer, {
        zh: `严重程度 ${shown(given)} 无效，应为 error、warning 或 info。`,
        en: `The severity ${shown(given)} is not one of error, warning and info.`,
      });
    }
    return 'error';
  }

  private thresholds(
    given: unknown,
    pointer: string,
    { id: rule, thresholds: specs, ordered = [] }: RuleModule,
  ): Record<string, number> {
    const members = this.members(given, pointer, Object.keys(specs));
    const thresholds: Record<string, number> = {};
    if (!members) return thresholds;
    for (const [name, spec] of Object.entries(specs)) {
      const at = `${pointer}/${name}`;
      const value = Object.hasOwn(members, name) ? members[name] : undefined;
      if (value === undefined) {
        this.report('missing', at, {
          zh: `规则 ${rule} 缺少阈值 ${name}。`,
          en: `Rule ${rule} lacks its threshold ${name}.`,
        });
      } else if (value === null && spec.optional) {
        // Stated, so that nobody takes a misspelt name for a test that is left out.
      } else if (typeof value !== 'number' || !Number.isFinite(value)) {
        this.wrongType(at, { zh: '数字', en: 'a number' }, value);
      } else if (value < spec.min || value > (spec.max ?? Number.POSITIVE_INFINITY)) {
        const range = spec.max === undefined ? `≥ ${spec.min}` : `${spec.min}–${spec.max}`;
        this.report('bad-value', at, {
          zh: `阈值 ${name} 为 ${value}，超出允许范围（${range}）。`,
          en: `The threshold ${name} is ${value}, outside what is allowed (${range}).`,
        });
      } else thresholds[name] = value;
    }
    for (const [low, high] of ordered) {
      const [least, most] = [thresholds[low], thresholds[high]];
      if (least === undefined || most === undefined || least <= most) continue;
      this.report('bad-value', `${pointer}/${low}`, {
        zh: `阈值 ${low}（${least}）大于 ${high}（${most}），没有社区能够符合。`,
        en: `The threshold ${low} (${least}) is above ${high} (${most}): no community could comply.`,
      });
    }
    return thresholds;
  }

  private members(given: unknown, pointer: string, allowed: readonly string[]): Members | null {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      this.wrongType(pointer, { zh: '对象', en: 'an object' }, given);
      return null;
    }
    for (const name of Object.keys(given)) {
      if (allowed.includes(name)) continue;
      this.report('unknown-member', `${pointer}/${escaped(name)}`, {
        zh: `没有名为“${name}”的成员。可用的成员：${allowed.join('、') || '无'}。`,
        en: `There is no member "${name}" here. Members that exist: ${allowed.join(', ') || 'none'}.`,
      });
    }
    return given as Members;
  }

  private text(members: Members, name: string, pointer: string): string {
    const value = members[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
    const at = `${pointer}/${name}`;
    if (value === undefined) this.missing(at);
    else this.wrongType(at, { zh: '非空文字', en: 'a text that is not empty' }, value);
    return '';
  }

  private message(members: Members, name: string, pointer: string): Message {
    const at = `${pointer}/${name}`;
    if (members[name] === undefined) {
      this.missing(at);
      return { zh: '', en: '' };
    }
    const texts = this.members(members[name], at, ['zh', 'en']);
    if (!texts) return { zh: '', en: '' };
    return { zh: this.text(texts, 'zh', at), en: this.text(texts, 'en', at) };
  }

  private missing(pointer: string): void {
    const name = pointer.slice(pointer.lastIndexOf('/') + 1);
    this.report('missing', pointer, {
      zh: `缺少必需的成员 ${name}。`,
      en: `The member ${name} is missing.`,
    });
  }

  private wrongType(pointer: string, wanted: Message, given: unknown): void {
    this.report('wrong-type', pointer, {
      zh: `此处应为${wanted.zh}，而不是 ${shown(given)}。`,
      en: `Expected ${wanted.en} here, not ${shown(given)}.`,
    });
  }

  private report(code: PolicyProblem['code'], pointer: string, message: Message): void {
    this.problems.push({ code, pointer, message });
  }
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** A value as it stands in the document, short. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
