import { resolve } from 'node:path';
import type { BarrierClass } from '#engine/barriers/types.ts';
import type { Message } from '#engine/coverage/types.ts';
import { SUGGESTED_KINDS, type SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import { printable } from '../formats/printable.ts';
import { choiceOption, numberOption, parseArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import { METRES, refuseOverwrite, refuseSecondStdin } from './file-arguments.ts';
import { DEFAULT_POLICY, NO_LIMIT, SUGGEST_FORMATS, SUGGEST_OPTIONS } from './suggest-options.ts';
import { suggestWord } from './suggest-word.ts';
import { parseClasses } from './units-request.ts';

export type SuggestFormat = (typeof SUGGEST_FORMATS)[number];

/** What one call of `sizhi suggest` asks for. */
export interface SuggestRequest {
  kind: SuggestedKind;
  communities: string | undefined;
  units: string | undefined;
  barriers: string[];
  estates: string | undefined;
  facilities: string | undefined;
  boundary: string | undefined;
  buildings: string | undefined;
  residential: string | undefined;
  levels: number | undefined;
  householdsField: string | undefined;
  totalHouseholds: number | undefined;
  idField: string | undefined;
  communityField: string | undefined;
  classes: BarrierClass[] | undefined;
  /** Ids or names. */
  targets: string[];
  policy: string;
  band: { min: number; max: number } | undefined;
  parts: number | undefined;
  /** Metres; of a repair. */
  leaveWiderThan: number | undefined;
  alternatives: number;
  seed: number;
  moves: number | undefined;
  /** Seconds. */
  timeLimit: number | undefined;
  format: SuggestFormat;
  out: string | undefined;
  after: string | undefined;
  boundaryOut: string | undefined;
}

const COMMAND = 'suggest';
const NUMBER: Message = { zh: '整数', en: 'a whole number' };

/** @throws UsageError for anything that cannot be carried out as it was written */
export function parseSuggestRequest(args: readonly string[]): SuggestRequest {
  const { values, lists, positionals } = parseArguments(args, SUGGEST_OPTIONS, COMMAND);
  const kind = parseKind(positionals);
  const whole = (
    name: 'parts' | 'alternatives' | 'seed' | 'moves',
    minimum: number,
    maximum: number,
  ): number | undefined => {
    const value = numberOption(values[name], name, COMMAND, { minimum, maximum, unit: NUMBER });
    if (value === undefined || Number.isInteger(value)) return value;
    throw refuse(`--${name} 应为整数`, `--${name} must be a whole number`);
  };
  const { communities, units, estates, facilities, boundary, buildings, out, after } = values;
  const request: SuggestRequest = {
    kind,
    communities,
    units,
    barriers: lists.barriers ?? [],
    estates,
    facilities,
    boundary,
    buildings,
    residential: values.residential,
    levels: numberOption(values.levels, 'levels', COMMAND, {
      minimum: 1,
      maximum: 200,
      unit: { zh: '层', en: 'storeys' },
    }),
    householdsField: values.households,
    totalHouseholds: totalOf(values['total-households']),
    idField: values['id-field'],
    communityField: values['community-field'],
    classes: parseClasses(values.classes),
    targets: lists.target ?? [],
    policy: values.policy ?? DEFAULT_POLICY,
    band: parseBand(values.band),
    parts: whole('parts', 2, 100_000),
    leaveWiderThan: limitOf(values['leave-wider-than'], kind),
    alternatives: whole('alternatives', 1, 50) ?? 3,
    seed: whole('seed', 0, 4_294_967_295) ?? 1,
    moves: whole('moves', 1, 1e12),
    timeLimit: numberOption(values['time-limit'], 'time-limit', COMMAND, {
      minimum: 0.1,
      maximum: 86_400,
      unit: { zh: '秒', en: 'seconds' },
    }),
    format: choiceOption(values.format, 'format', COMMAND, SUGGEST_FORMATS) ?? 'text',
    out,
    after,
    boundaryOut: values['boundary-out'],
  };
  const { residential } = request;
  const inputs = [
    ...[communities, units, ...request.barriers, estates, facilities, boundary, residential],
  ];
  // OpenStreetMap holds roads and buildings in one file, which is read once.
  if (!request.barriers.includes(buildings ?? '')) inputs.push(buildings);
  refuseSecondStdin(inputs, COMMAND);
  const outputs = [out, after, request.boundaryOut];
  for (const path of outputs) refuseOverwrite(inputs, path, COMMAND);
  refuseSharedOutputs(outputs);
  checkFiles(request);
  return request;
}

/** Two results in one file: the second would replace the first. */
function refuseSharedOutputs(outputs: readonly (string | undefined)[]): void {
  const paths = outputs.flatMap((path) => (path === undefined ? [] : [resolve(path)]));
  if (new Set(paths).size === paths.length) return;
  throw refuse(
    '--out、--after、--boundary-out 不能写入同一个文件',
    '--out, --after and --boundary-out must be different files',
  );
}

/** A home in a block of single-person apartments is half a household. */
function totalOf(text: string | undefined): number | undefined {
  const value = numberOption(text, 'total-households', COMMAND, {
    minimum: 0,
    maximum: 1e9,
    unit: { zh: '户', en: 'households' },
  });
  if (value === undefined || Number.isInteger(2 * value)) return value;
  throw refuse(
    `--total-households 应为整数或半数，而不是 ${value}`,
    `--total-households must be a whole number or end in .5, not ${value}`,
  );
}

/** Metres; “none” takes the limit away. */
function limitOf(text: string | undefined, kind: SuggestedKind): number | undefined {
  if (text === undefined) return undefined;
  if (kind !== 'repair') {
    throw refuse(
      '--leave-wider-than 只用于 sizhi suggest repair',
      '--leave-wider-than is for sizhi suggest repair alone',
    );
  }
  if (text === NO_LIMIT) return Number.POSITIVE_INFINITY;
  return numberOption(text, 'leave-wider-than', COMMAND, {
    minimum: 0,
    maximum: 1e6,
    unit: METRES,
  });
}

function parseKind(positionals: readonly string[]): SuggestedKind {
  const [word, ...more] = positionals;
  const list = SUGGESTED_KINDS.join('、');
  if (word === undefined) {
    throw refuse(
      `请说明要哪一种方案：${list}`,
      `say what to suggest: ${SUGGESTED_KINDS.join(', ')}`,
    );
  }
  const kind = SUGGESTED_KINDS.find((known) => known === word);
  if (kind === undefined) {
    const guess = suggestWord(word, SUGGESTED_KINDS);
    throw refuse(
      `没有方案“${printable(word)}”${guess === null ? `，可取 ${list}` : `；是否要用 ${guess}？`}`,
      `no suggestion “${printable(word)}”${guess === null ? `; there are ${SUGGESTED_KINDS.join(', ')}` : `; did you mean ${guess}?`}`,
    );
  }
  if (more.length > 0) {
    throw refuse(
      `文件须写在选项之后，例如 --communities ${printable(more[0]!)}`,
      `files go with options, such as --communities ${printable(more[0]!)}`,
    );
  }
  return kind;
}

function parseBand(text: string | undefined): { min: number; max: number } | undefined {
  if (text === undefined) return undefined;
  const found = /^(\d+(?:\.\d+)?)[,\-–](\d+(?:\.\d+)?)$/.exec(text.trim().replaceAll('，', ','));
  const [min, max] = [Number(found?.[1]), Number(found?.[2])];
  if (found !== null && min <= max && max > 0) return { min, max };
  throw refuse(
    `--band 应为从小到大的两个户数，如 1500,3000，而不是“${printable(text)}”`,
    `--band takes two numbers of households, the lesser first, as 1500,3000, not “${printable(text)}”`,
  );
}

function checkFiles({
  kind,
  boundaryOut,
  communities,
  units,
  barriers,
  boundary,
  buildings,
  residential,
  levels,
}: SuggestRequest): void {
  if (communities === undefined && kind !== 'replan') {
    throw refuse(
      '请给出现有社区：--communities FILE',
      'name the communities as they are: --communities FILE',
    );
  }
  if (boundaryOut !== undefined && boundary === undefined) {
    throw refuse(
      '--boundary-out 需要辖区边界：--boundary FILE',
      '--boundary-out needs the outline of the jurisdiction: --boundary FILE',
    );
  }
  for (const [name, value] of [
    ['residential', residential],
    ['levels', levels],
  ] as const) {
    if (value === undefined || buildings !== undefined) continue;
    throw refuse(
      `--${name} 用于按建筑估算户数，需要 --buildings FILE`,
      `--${name} is about estimating households from buildings: name them with --buildings FILE`,
    );
  }
  if (kind === 'merge' || kind === 'repair' || units !== undefined) return;
  if (barriers.length === 0) {
    throw refuse(
      '请给出地块（--units FILE），或用来划分地块的道路、河流（--barriers FILE）',
      'name the units (--units FILE), or roads and rivers to cut them along (--barriers FILE)',
    );
  }
  if (communities === undefined && boundary === undefined) {
    throw refuse(
      '请给出辖区边界（--boundary FILE）或地块（--units FILE）',
      'name the outline of the jurisdiction (--boundary FILE), or units (--units FILE)',
    );
  }
}

const refuse = (zh: string, en: string): UsageError => new UsageError({ zh, en }, COMMAND);
