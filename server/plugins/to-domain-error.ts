import { DomainError } from '#contract/domain-error.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { ProblemCode } from '#contract/problem-catalogue.ts';
import type { Message } from '#engine/coverage/types.ts';
import { isDatabaseAway } from '../database/is-database-away.ts';
import { valueFault } from '../services/schema-fault.ts';

const say = (zh: string, en: string): Message => ({ zh, en });

/** Errors of Fastify and its plugins by their code: what the caller is told. */
const FRAMEWORK: Record<string, [ProblemCode, Message]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', say('请求体超过上限。', 'The body exceeds the limit.')],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported-media-type',
    say('请以 application/json 提交。', 'Send the body as application/json.'),
  ],
  FST_ERR_CTP_EMPTY_TYPE: [
    'unsupported-media-type',
    say('缺少 Content-Type。', 'The Content-Type header is missing.'),
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['not-json', say('请求体为空。', 'The body is empty.')],
  FST_ERR_CTP_INVALID_JSON_BODY: ['not-json', say('请求体不是 JSON。', 'The body is not JSON.')],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'bad-request',
    say('请求体长度与 Content-Length 不符。', 'The body is not as long as Content-Length says.'),
  ],
  FST_ERR_BAD_URL: ['bad-request', say('网址编码有误。', 'The address is not encoded properly.')],
  FST_ERR_MAX_PARAM_LENGTH: ['not-found', say('没有此资源。', 'There is no such resource.')],
  FST_UNDER_PRESSURE: [
    'busy',
    say('服务正忙，请稍后重试。', 'The service is overloaded for the moment; try again shortly.'),
  ],
  // @fastify/compress, unpacking a request body
  FST_CP_ERR_INVALID_CONTENT: [
    'bad-request',
    say(
      '请求体无法按 Content-Encoding 解压。',
      'The body cannot be unpacked as Content-Encoding says.',
    ),
  ],
  FST_CP_ERR_INVALID_CONTENT_ENCODING: [
    'unsupported-media-type',
    say('不支持该 Content-Encoding。', 'That Content-Encoding is not supported; use gzip or none.'),
  ],
};

/** Two transactions could not both go on: the loser is asked to come again. */
const TRY_AGAIN = /^(40001|40P01)$/;

interface Coded {
  code?: unknown;
  statusCode?: unknown;
  validation?: unknown;
  validationContext?: unknown;
}

/**
 * Translates anything that was thrown into the error that the caller is shown; null for a fault of
 * ours, whose wording must stay in the log.
 */
export function toDomainError(thrown: unknown): DomainError | null {
  if (thrown instanceof DomainError) return thrown;
  if (typeof thrown !== 'object' || thrown === null) return null;
  const error: Coded = thrown;
  if (Array.isArray(error.validation)) {
    return validationError(error.validation, String(error.validationContext ?? 'body'));
  }
  const code = typeof error.code === 'string' ? error.code : '';
  const known = FRAMEWORK[code];
  if (known) return new DomainError(...known);
  if (isDatabaseAway(error)) {
    return new DomainError(
      'database-unavailable',
      say('数据库暂时无法连接，请稍后重试。', 'The database cannot be reached for now; try again.'),
    );
  }
  if (TRY_AGAIN.test(code)) {
    return new DomainError(
      'busy',
      say('与他人的操作冲突，请重试。', 'It clashed with the work of others; try again.'),
    );
  }
  return clientFault(error);
}

/** A 4xx of a plugin that we have no better word for. */
function clientFault(error: Coded): DomainError | null {
  if (error.statusCode === 404) return new DomainError('not-found', NOT_FOUND);
  if (typeof error.statusCode === 'number' && error.statusCode >= 400 && error.statusCode < 500) {
    return new DomainError(
      'bad-request',
      say('请求无法处理。', 'The request cannot be processed as it is.'),
    );
  }
  return null;
}

export const NOT_FOUND = say(
  '没有此网址；接口说明见 /docs。',
  'Nothing is served at this address; the API is described at /docs.',
);

/** One entry of the list that a schema validator reports. */
interface ValidationFault {
  keyword?: string;
  instancePath?: string;
  message?: string;
  params?: Record<string, unknown>;
}

function validationError(faults: readonly ValidationFault[], context: string): DomainError {
  const problems = faults.map((fault) => schemaProblem(fault, context));
  const ofBody = context === 'body';
  return new DomainError(
    ofBody ? 'invalid-body' : 'invalid-parameter',
    ofBody
      ? say('请求体结构有误。', 'The body has the wrong shape.')
      : say('请求参数有误。', 'A parameter is wrong.'),
    problems,
  );
}

/**
 * A validator's finding as an InputProblem. The name of an unknown member is the caller's own text
 * and is left out of the message; the pointer says where it is.
 */
function schemaProblem(fault: ValidationFault, context: string): InputProblem {
  const base = fault.instancePath ?? '';
  const unknown = fault.keyword === 'additionalProperties';
  const missing = fault.params?.missingProperty ?? fault.params?.requiredProperties;
  const missingName = Array.isArray(missing) ? missing[0] : missing;
  const pointer = typeof missingName === 'string' ? `${base}/${missingName}` : base;
  if (unknown) {
    return {
      code: context === 'body' ? 'unknown-member' : 'unknown-parameter',
      pointer,
      message: say('含有未定义的名称。', 'has a name that is not defined here.'),
    };
  }
  return {
    code: typeof missingName === 'string' ? 'missing' : 'invalid-value',
    pointer,
    message: valueFault({ keyword: fault.keyword ?? '', params: fault.params ?? {} }),
  };
}
