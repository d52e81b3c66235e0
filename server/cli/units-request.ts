import { resolve } from 'node:path';
import { BARRIER_CLASSES, type BarrierClass } from '#engine/barriers/types.ts';
import type { Message } from '#engine/coverage/types.ts';
import { barrierClassOf } from '../formats/geojson/barrier-words.ts';
import { printable } from '../formats/printable.ts';
import { choiceOption, numberOption, parseArguments } from './arguments.ts';
import { UsageError } from './command.ts';
import { METRES, refuseSecondStdin } from './file-arguments.ts';
import { suggestWord } from './suggest-word.ts';
import { CLASS_LIST, UNITS_FORMATS, UNITS_OPTIONS } from './units-options.ts';

export type UnitsFormat = (typeof UNITS_FORMATS)[number];

/** What one call of `sizhi units` asks for. */
export interface UnitsRequest {
  boundary: string | undefined;
  communities: string | undefined;
  barriers: string[];
  estates: string | undefined;
  buildings: string | undefined;
  residential: string | undefined;
  /** Units that the user supplies: nothing is cut. */
  units: string | undefined;
  /** A tag table of one's own. */
  osmTags: string | undefined;
  idField: string | undefined;
  householdsField: string | undefined;
  populationField: string | undefined;
  communityField: string | undefined;
  totalHouseholds: number | undefined;
  levels: number | undefined;
  classes: BarrierClass[] | undefined;
  minAreaSquareMetres: number | undefined;
  minWidthMetres: number | undefined;
  closeWithinMetres: number | undefined;
  mergeWithinMetres: number | undefined;
  toleranceMetres: number | undefined;
  borderToleranceMetres: number | undefined;
  format: UnitsFormat;
  out: string | undefined;
  graph: string | undefined;
  boundaryOut: string | undefined;
}

const COMMAND = 'units';
const SQUARE_METRES: Message = { zh: '平方米', en: 'square metres' };

/** Options that are about cutting, which supplied units are not. */
const CUTTING = ['boundary', 'min-area', 'min-width', 'close', 'merge', 'boundary-out'] as const;

/** @throws UsageError for anything that cannot be carried out as it was written */
export function parseUnitsRequest(args: readonly string[]): UnitsRequest {
  const { values, lists, positionals } = parseArguments(args, UNITS_OPTIONS, COMMAND);
  if (positionals.length > 0) {
    throw refuse(
      `文件须写在选项之后，例如 --barriers ${printable(positionals[0]!)}`,
      `files go with options, such as --barriers ${printable(positionals[0]!)}`,
    );
  }
  const barriers = lists.barriers ?? [];
  // Who borders whom can be told of supplied units without any barrier.
  if (barriers.length === 0 && values.units === undefined) {
    throw refuse(
      '请给出道路、河流等：--barriers FILE',
      'name the roads, rivers and railways: --barriers FILE',
    );
  }
  if (values.units !== undefined) {
    const useless = CUTTING.find((name) => values[name] !== undefined);
    if (useless !== undefined) {
      throw refuse(
        `--${useless} 用于划分地块；有 --units 时不再划分，请去掉其一`,
        `--${useless} is about cutting units; with --units nothing is cut: leave one of them out`,
      );
    }
  } else if (values.boundary === undefined && values.communities === undefined) {
    throw refuse(
      '请给出辖区边界（--boundary FILE）或社区（--communities FILE）',
      'name the outline to cut (--boundary FILE), or the communities (--communities FILE)',
    );
  }
  refuseIdle(values);
  const number = (
    name:
      | 'min-area'
      | 'min-width'
      | 'close'
      | 'merge'
      | 'tolerance'
      | 'border-tolerance'
      | 'total-households'
      | 'levels',
    maximum: number,
    unit: Message,
    minimum = 0,
  ) => numberOption(values[name], name, COMMAND, { minimum, maximum, unit });
  const { out, graph, boundary, communities, estates, buildings, residential, units } = values;
  const inputs = [boundary, communities, ...barriers, estates, residential, units];
  const request: UnitsRequest = {
    boundary,
    communities,
    barriers,
    estates,
    buildings,
    residential,
    units,
    osmTags: values['osm-tags'],
    idField: values['id-field'],
    householdsField: values.households,
    populationField: values.population,
    communityField: values['community-field'],
    totalHouseholds: wholeOrHalf(number('total-households', 1e9, { zh: '户', en: 'households' })),
    levels: number('levels', 200, { zh: '层', en: 'storeys' }, 1),
    classes: parseClasses(values.classes),
    minAreaSquareMetres: number('min-area', 1e9, SQUARE_METRES),
    minWidthMetres: number('min-width', 10_000, METRES),
    closeWithinMetres: number('close', 1000, METRES),
    mergeWithinMetres: number('merge', 1000, METRES),
    toleranceMetres: number('tolerance', 1000, METRES),
    borderToleranceMetres: number('border-tolerance', 100, METRES),
    format:
      choiceOption(values.format, 'format', COMMAND, UNITS_FORMATS) ??
      (out === undefined ? 'text' : 'geojson'),
    out,
    graph,
    boundaryOut: values['boundary-out'],
  };
  // The buildings may come from a file of barriers, which is read once.
  const isShared = buildings !== undefined && barriers.includes(buildings);
  refuseSecondStdin(isShared ? inputs : [...inputs, buildings], COMMAND);
  refuseSharedPaths([...inputs, buildings, request.osmTags], [out, graph, request.boundaryOut]);
  return request;
}

/** Options that do nothing without another one: whoever gives them has forgotten it. */
const NEEDS: Readonly<Record<string, readonly (keyof typeof UNITS_OPTIONS)[]>> = {
  'boundary-out': ['boundary'],
  residential: ['buildings'],
  levels: ['buildings'],
  households: ['communities', 'units'],
  population: ['communities', 'units'],
  'community-field': ['units'],
  'border-tolerance': ['units'],
  'id-field': ['communities', 'units'],
};

function refuseIdle(values: Partial<Record<string, string>>): void {
  for (const [name, others] of Object.entries(NEEDS)) {
    if (values[name] === undefined || others.some((other) => values[other] !== undefined)) continue;
    const list = others.map((other) => `--${other}`);
    throw refuse(
      `--${name} 需与 ${list.join(' 或 ')} 一起使用`,
      `--${name} does nothing without ${list.join(' or ')}`,
    );
  }
}

/** A home in a block of single-person apartments is half a household. */
function wholeOrHalf(value: number | undefined): number | undefined {
  if (value === undefined || Number.isInteger(2 * value)) return value;
  throw refuse(
    `--total-households 应为整数或半数，而不是 ${value}`,
    `--total-households must be a whole number or end in .5, not ${value}`,
  );
}

export function parseClasses(text: string | undefined): BarrierClass[] | undefined {
  if (text === undefined) return undefined;
  const words = text
    .replaceAll('，', ',')
    .replaceAll('、', ',')
    .split(',')
    .map((word) => word.trim());
  const classes = words
    .filter((word) => word !== '')
    .map((word) => {
      const found = barrierClassOf(word);
      if (found !== null) return found;
      const guess = suggestWord(word, BARRIER_CLASSES);
      throw refuse(
        `--classes 中没有类别 “${printable(word)}”${guess === null ? '' : `；是否要用 ${guess}？`}可用：${CLASS_LIST}`,
        `--classes: there is no class “${printable(word)}”${guess === null ? '' : `; did you mean ${guess}?`} They are: ${CLASS_LIST}`,
      );
    });
  if (classes.length > 0) return [...new Set(classes)];
  throw refuse(
    `--classes 至少要有一个类别：${CLASS_LIST}`,
    `--classes needs at least one of ${CLASS_LIST}`,
  );
}

/** A result must not replace what it was made from, nor another result. */
function refuseSharedPaths(
  inputs: readonly (string | undefined)[],
  outputs: readonly (string | undefined)[],
): void {
  const taken = new Set(
    inputs.flatMap((path) => (path === undefined || path === '-' ? [] : [resolve(path)])),
  );
  for (const output of outputs) {
    if (output === undefined) continue;
    if (taken.has(resolve(output))) {
      const shown = printable(output);
      throw refuse(
        `${shown} 既是输入（或另一项输出）又是输出，请换一个文件名`,
        `${shown} would overwrite an input or another output; choose another name`,
      );
    }
    taken.add(resolve(output));
  }
}

const refuse = (zh: string, en: string): UsageError => new UsageError({ zh, en }, COMMAND);
