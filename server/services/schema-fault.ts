import type { InputProblem } from '#contract/input-problem.ts';
import type { Message } from '#engine/coverage/types.ts';

/** What a JSON Schema validator (TypeBox's, Ajv) reports of one place. */
export interface SchemaFault {
  keyword: string;
  instancePath: string;
  schemaPath: string;
  params: object;
  message: string;
}

const say = (zh: string, en: string): Message => ({ zh, en });

/** More names than this of one object tell the caller nothing new. */
const MOST_NAMES = 20;
/** A name that the caller made up is shown no longer than this. */
const MOST_NAME_CHARACTERS = 100;

/** A validator's finding with one problem for each member concerned. */
export function schemaProblems(fault: SchemaFault): InputProblem[] {
  const { keyword, instancePath, params } = fault;
  if (keyword === 'required' && 'requiredProperties' in params) {
    const missing = params.requiredProperties as string[];
    return missing.map((member) => ({
      code: 'missing-member',
      pointer: pointerTo(instancePath, member),
      message: say('缺少此成员', 'is missing'),
    }));
  }
  if (keyword === 'additionalProperties' && 'additionalProperties' in params) {
    const unknown = params.additionalProperties as string[];
    return unknown
      .slice(0, MOST_NAMES)
      .map((member) =>
        unknownMember(pointerTo(instancePath, member.slice(0, MOST_NAME_CHARACTERS))),
      );
  }
  // `additionalProperties: false` is a schema of its own, and each unknown member breaks it.
  if (keyword === 'boolean' && fault.schemaPath.endsWith('/additionalProperties')) {
    const cut = instancePath.lastIndexOf('/');
    const name = unescapeName(instancePath.slice(cut + 1)).slice(0, MOST_NAME_CHARACTERS);
    return [unknownMember(pointerTo(instancePath.slice(0, cut), name))];
  }
  return [{ code: 'invalid-value', pointer: instancePath, message: valueFault(fault) }];
}

const unknownMember = (pointer: string): InputProblem => ({
  code: 'unknown-member',
  pointer,
  message: say('没有此成员，请检查拼写', 'is not known; check the spelling'),
});

const escapeName = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
const unescapeName = (name: string): string => name.replaceAll('~1', '/').replaceAll('~0', '~');
const pointerTo = (base: string, member: string): string => `${base}/${escapeName(member)}`;

const TYPES: Record<string, Message> = {
  array: say('数组', 'an array'),
  boolean: say('true 或 false', 'true or false'),
  integer: say('整数', 'a whole number'),
  null: say('null', 'null'),
  number: say('数', 'a number'),
  object: say('对象', 'an object'),
  string: say('字符串', 'a string'),
};

const RELATIONS: Record<string, string> = {
  '>=': '不小于',
  '<=': '不大于',
  '>': '大于',
  '<': '小于',
};

/** Why a value breaks its rule, in both languages; a rare keyword gets general words, never a mixture. */
export function valueFault(fault: Pick<SchemaFault, 'keyword' | 'params'>): Message {
  const { limit, comparison, pattern, format, type, allowedValues } = fault.params as Readonly<
    Record<string, unknown>
  >;
  switch (fault.keyword) {
    case 'type': {
      const types = [type].flat().map((name) => TYPES[String(name)] ?? OTHER);
      const zh = types.map((name) => name.zh).join('或');
      return say(`须为${zh}`, `must be ${types.map((name) => name.en).join(' or ')}`);
    }
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum': {
      const relation = RELATIONS[String(comparison)] ?? '符合';
      return say(`须${relation} ${limit}`, `must be ${comparison} ${limit}`);
    }
    case 'minLength':
      return limit === 1
        ? say('不得为空', 'must not be empty')
        : say(`不得少于 ${limit} 个字符`, `must have at least ${limit} characters`);
    case 'maxLength':
      return say(`不得多于 ${limit} 个字符`, `must have at most ${limit} characters`);
    case 'minItems':
      return say(`不得少于 ${limit} 项`, `must have at least ${limit} items`);
    case 'maxItems':
      return say(`不得多于 ${limit} 项`, `must have at most ${limit} items`);
    case 'pattern':
      if (pattern === '\\S') return say('不得为空白', 'must not be blank');
      return say(`须符合格式 ${pattern}`, `must match ${pattern}`);
    case 'format':
      return say(`须符合格式 ${format}`, `must have the format ${format}`);
    case 'enum': {
      const list = Array.isArray(allowedValues) ? `: ${allowedValues.join(', ')}` : '';
      return say(
        `须为规定的取值之一${list.replace(': ', '：').replaceAll(', ', '、')}`,
        `must be one of the values allowed${list}`,
      );
    }
    default:
      return say('取值不合要求', 'has a value it cannot have');
  }
}

const OTHER = say('规定的类型', 'of the type defined');
