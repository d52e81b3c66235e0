import {
  AGREEMENT,
  type ComparedFact,
  type Difference,
  type PostgisComparison,
} from './compare-with-postgis.ts';
import { KNOWN_FACTS, type KnownFacts } from './known-facts.ts';
import type { FaultReport } from './match-faults.ts';

/** What the check of one file found. A part that could not be made is null. */
export interface CheckReport {
  postgis: PostgisComparison | null;
  /** Against the planted faults: at the product's own options, and with nothing left out. */
  faults: { byDefault: FaultReport; everything: FaultReport } | null;
}

/** One thing that has to be so. */
export interface Verdict {
  what: string;
  passed: boolean;
  found: string;
}

/** Known figures have 12 digits. */
const KNOWN_DIGITS = 1e-11;

/** Is the audit right about this file? One verdict for each thing that can be told. */
export function judgeCheck({ postgis, faults }: CheckReport, sha256: string): Verdict[] {
  return [
    ...(postgis === null ? [] : judgeComparison(postgis, faults !== null)),
    ...(postgis === null ? [] : judgeKnown(postgis, KNOWN_FACTS[sha256])),
    ...(faults === null
      ? []
      : [
          ...judgeFaults(faults.byDefault, 'at the default options'),
          ...judgeFaults(faults.everything, 'with nothing left out'),
          ...judgeAreas(faults.everything),
        ]),
  ];
}

/** The facts that count what is compared one by one. */
const COUNTED = { overlap: 'overlapping pairs', gap: 'gaps' } as const;

/** “3 that are lines as written + 1 off by a last digit”, or nothing. */
export function roundingWords({ rounding }: Pick<ComparedFact, 'rounding'>): string {
  const { 'line-as-written': lines, 'last-digit': digits } = rounding;
  return [
    ...(lines === 0 ? [] : [`${lines} that ${lines === 1 ? 'is a line' : 'are lines'} as written`]),
    ...(digits === 0 ? [] : [`${digits} off by a last digit`]),
  ].join(' + ');
}

function judgeComparison(
  { facts, differences }: PostgisComparison,
  knowsFaults: boolean,
): Verdict[] {
  const regions = (['overlap', 'gap'] as const).map((what): Verdict => {
    const all = differences.filter((one) => one.what === what);
    const unexplained = all.filter(({ rounding }) => rounding === undefined).length;
    const aside = roundingWords(facts.find(({ fact }) => fact === COUNTED[what])!);
    return {
      what: `each ${what} as PostGIS has it, its area to ${AGREEMENT}`,
      passed: unexplained === 0,
      found: `${unexplained} that differ${aside === '' ? '' : `; PostGIS's alone: ${aside}`}`,
    };
  });
  const sums = facts
    .filter(({ fact }) => fact.includes('area') || fact.startsWith('invalid'))
    .map(
      ({ fact, relativeDifference }): Verdict => ({
        what: `${fact}, as PostGIS`,
        passed: relativeDifference <= AGREEMENT,
        found: `relative difference ${relativeDifference.toExponential(1)}`,
      }),
    );
  return [...regions, ...sums, ...(knowsFaults ? [judgeBorders(differences)] : [])];
}

/** The tolerance makes borders of what PostGIS has apart, but only where a fault was planted. */
function judgeBorders(differences: readonly Difference[]): Verdict {
  const borders = differences.filter(({ what }) => what === 'border');
  const elsewhere = borders.filter(({ nearFaults = [] }) => nearFaults.length === 0);
  const shorter = borders.filter(({ ours, postgis }) => (ours ?? 0) < (postgis ?? 0));
  return {
    what: 'each border as PostGIS has it, or longer at a planted fault',
    passed: elsewhere.length === 0 && shorter.length === 0,
    found: `${borders.length} longer at faults, ${elsewhere.length} that differ elsewhere, ${shorter.length} shorter`,
  };
}

function judgeKnown({ facts, borderDegrees }: PostgisComparison, known?: KnownFacts): Verdict[] {
  if (known === undefined) return [];
  const figureOf = (name: string) => facts.find(({ fact }) => fact === name)!;
  /** What is rounding counts among PostGIS's pairs, and so among those known. */
  const pairs = (name: string, expected: number): Verdict => {
    const fact = figureOf(name);
    const aside = roundingWords(fact);
    const rounded = fact.rounding['line-as-written'] + fact.rounding['last-digit'];
    return {
      what: `${name}, as known: ${expected}`,
      passed: fact.ours + rounded === expected,
      found: `${fact.ours}${aside === '' ? '' : ` + ${aside}`}`,
    };
  };
  const sum = (name: string, found: number, expected: number): Verdict => ({
    what: `${name}, as known: ${expected}`,
    passed: Math.abs(found - expected) <= KNOWN_DIGITS * expected,
    found: found.toPrecision(15),
  });
  return [
    pairs('overlapping pairs', known.overlappingPairs),
    ...['overlap area', 'gap area'].map((what) => {
      const name = `${what}, square degrees`;
      const isOverlap = what.startsWith('overlap');
      const expected = isOverlap ? known.overlapSquareDegrees : known.gapSquareDegrees;
      return sum(name, figureOf(name).ours, expected);
    }),
    ...(known.rookPairs === undefined ? [] : [pairs('rook pairs', known.rookPairs)]),
    ...(known.borderDegrees === undefined
      ? []
      : [sum('border length of PostGIS, degrees', borderDegrees, known.borderDegrees)]),
  ];
}

function judgeFaults({ faults, notPlanted }: FaultReport, options: string): Verdict[] {
  const found = faults.filter((fault) => fault.found).length;
  const every: Verdict = {
    what: `every planted fault, ${options}`,
    passed: found === faults.length,
    found: `${found} of ${faults.length}`,
  };
  const nothingElse: Verdict = {
    what: `nothing that was not planted, ${options}`,
    passed: notPlanted.length === 0,
    found: `${notPlanted.length} findings that no fault explains`,
  };
  return faults.length === 0 ? [nothingElse] : [every, nothingElse];
}

function judgeAreas({ faults }: FaultReport): Verdict[] {
  const errors = faults.flatMap(({ areaError }) => (areaError === null ? [] : Math.abs(areaError)));
  if (errors.length === 0) return [];
  const worst = Math.max(...errors);
  return [
    {
      what: `areas of planted faults to ${AGREEMENT}`,
      passed: worst <= AGREEMENT,
      found: `${errors.length} measured, worst ${worst.toExponential(1)}`,
    },
  ];
}
