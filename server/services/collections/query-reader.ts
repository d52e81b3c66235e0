import { DomainError } from '#contract/domain-error.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import { ParameterFault } from './parameter-fault.ts';

/** A query string as the HTTP server parses it; a repeated parameter is an array. */
export type RawQuery = Readonly<Record<string, unknown>>;

/** Takes parameters from a query string and collects what is wrong with them. */
export class QueryReader {
  readonly #raw: RawQuery;
  readonly #known: readonly string[];
  readonly #problems: InputProblem[] = [];

  constructor(raw: RawQuery, known: readonly string[]) {
    this.#raw = raw;
    this.#known = known;
    if (Object.keys(raw).some((name) => !known.includes(name))) this.#reportUnknown();
  }

  take<T, F>(name: string, fallback: F, read: (text: string) => T | ParameterFault): T | F {
    const value = this.#raw[name];
    if (value === undefined) return fallback;
    const result =
      typeof value === 'string' && value.length <= LONGEST && !value.includes('\0')
        ? read(value)
        : NOT_ONE_TEXT;
    if (!(result instanceof ParameterFault)) return result;
    this.#problems.push({ code: 'invalid-parameter', pointer: name, message: result.message });
    return fallback;
  }

  throwFaults(): void {
    if (this.#problems.length > 0) throw refuseParameters(this.#problems);
  }

  #reportUnknown(): void {
    this.#problems.push({
      code: 'unknown-parameter',
      pointer: '',
      message: {
        zh: `有未知的参数；此处可用：${this.#known.join('、')}`,
        en: `there is an unknown parameter; known here: ${this.#known.join(', ')}`,
      },
    });
  }
}

const LONGEST = 1000;
const NOT_ONE_TEXT = new ParameterFault(
  '须只出现一次，且为不长的文字',
  'must occur once and be a text of moderate length',
);

const refuseParameters = (problems: InputProblem[]): DomainError =>
  new DomainError(
    'invalid-parameter',
    { zh: '查询参数有误，见 errors。', en: 'Query parameters are wrong; see errors.' },
    problems,
  );
