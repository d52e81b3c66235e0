import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { DomainError } from '#contract/domain-error.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { ProblemCode } from '#contract/problem-catalogue.ts';
import type { Message } from '#engine/coverage/types.ts';
import { parseGeoJson } from '../formats/geojson/parse-geojson.ts';
import { problemStage } from '../formats/geojson/problem-codes.ts';

const say = (zh: string, en: string): Message => ({ zh, en });

const SHAPE = say(
  '请求体结构与 /openapi.json 中的定义不符。',
  'The body does not have the shape that /openapi.json defines.',
);

/**
 * The JSON of a request's body.
 * @throws DomainError `not-json` with line and column
 */
export function parseBody(body: Uint8Array): unknown {
  const parsed = parseGeoJson(body);
  if (parsed.ok) return parsed.value.document;
  throw refuseGeodata(parsed.error);
}

/**
 * Checks the envelope of a body; its GeoJSON members are `unknown` to the schema.
 * @returns every departure from the schema
 */
export function checkEnvelope(schema: TSchema, value: unknown): InputProblem[] {
  // Compiling costs more than it saves for a body or two, but long-lived threads see many.
  let validator = compiled.get(schema);
  if (!validator) {
    validator = Compile(schema);
    compiled.set(schema, validator);
  }
  if (validator.Check(value)) return [];
  const problems = validator.Errors(value).flatMap(toProblems);
  // An unknown member is reported twice: as not allowed, and as breaking the rule for all such.
  const seen = new Set<string>();
  return problems.filter(({ pointer }) => !seen.has(pointer) && seen.add(pointer));
}

const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>();

/** Of the wrong shape. */
export const refuseShape = (problems: InputProblem[]): DomainError =>
  new DomainError('invalid-body', SHAPE, problems);

interface SchemaFault {
  keyword: string;
  instancePath: string;
  params: object;
  message: string;
}

/** A validator's finding with one problem for each member concerned. */
function toProblems(fault: SchemaFault): InputProblem[] {
  const { keyword, instancePath, params } = fault;
  const name = (member: string): string =>
    `${instancePath}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (keyword === 'required' && 'requiredProperties' in params) {
    const missing = params.requiredProperties as string[];
    return missing.map((member) => ({
      code: 'missing-member',
      pointer: name(member),
      message: say('缺少此成员。', 'is missing'),
    }));
  }
  if (keyword === 'additionalProperties' && 'additionalProperties' in params) {
    const unknown = params.additionalProperties as string[];
    return unknown.slice(0, 20).map((member) => ({
      code: 'unknown-member',
      pointer: name(member.slice(0, 100)),
      message: say('没有此成员；请检查拼写。', 'is not known; check the spelling'),
    }));
  }
  const message = say(`取值不合要求：${fault.message}`, fault.message);
  return [{ code: 'invalid-value', pointer: instancePath, message }];
}

const STAGES: Record<ReturnType<typeof problemStage>, [ProblemCode, Message]> = {
  unreadable: [
    'not-json',
    say('请求体无法读作 JSON，见 errors。', 'The body cannot be read as JSON; see errors.'),
  ],
  limit: [
    'too-many-vertices',
    say('几何顶点总数超过上限。', 'The geometries hold more vertices than allowed.'),
  ],
  invalid: [
    'invalid-geodata',
    say(
      '地理数据有误，逐条见 errors。',
      'The geographic data is faulty; errors lists every place.',
    ),
  ],
};

/** Problems that the reader of GeoJSON found. */
export function refuseGeodata(problems: InputProblem[]): DomainError {
  if (problems.some(({ code }) => code === 'too-large')) {
    return new DomainError('too-large', say('请求体过大。', 'The body is too large.'), problems);
  }
  const [code, detail] = STAGES[problemStage(problems)];
  return new DomainError(code, detail, problems);
}
