import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { DomainError } from '#contract/domain-error.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { ProblemCode } from '#contract/problem-catalogue.ts';
import type { Message } from '#engine/coverage/types.ts';
import { parseGeoJson } from '../formats/geojson/parse-geojson.ts';
import { problemStage } from '../formats/geojson/problem-codes.ts';
import { schemaProblems } from './schema-fault.ts';

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

// The library stops at eight, and a body should be mended in one go.
Settings.Set({ maxErrors: 100 });

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
  const problems = validator.Errors(value).flatMap(schemaProblems);
  // An unknown member is reported twice: as not allowed, and as breaking the rule for all such.
  const seen = new Set<string>();
  return problems.filter(({ pointer }) => !seen.has(pointer) && seen.add(pointer));
}

const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>();

/** Of the wrong shape. */
export const refuseShape = (problems: InputProblem[]): DomainError =>
  new DomainError('invalid-body', SHAPE, problems);

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
