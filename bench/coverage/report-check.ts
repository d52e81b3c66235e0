import type { ComparedFact, Difference, PostgisComparison } from './check/compare-with-postgis.ts';
import { type CheckReport, judgeCheck, roundingWords, type Verdict } from './check/judge-check.ts';
import { KNOWN_FACTS } from './check/known-facts.ts';
import type { FaultReport, MatchedFault } from './check/match-faults.ts';

const ROUNDING_WORDS = {
  'line-as-written': 'a line as written',
  'last-digit': 'off by a last digit',
} as const;

/** Rows shown of a long list; the JSON report has them all. */
const SHOWN = 20;

/** The correctness part of the report on one input. */
export function checkSection(check: CheckReport, sha256: string): string[] {
  const { postgis, faults } = check;
  return [
    ...verdictSection(judgeCheck(check, sha256)),
    ...(postgis === null ? [] : postgisSection(postgis, sha256)),
    ...(faults === null ? [] : faultSection(faults.byDefault, faults.everything)),
  ];
}

function verdictSection(verdicts: readonly Verdict[]): string[] {
  if (verdicts.length === 0) return [];
  return [
    '| What has to be so | Found | |',
    '|---|---|---|',
    ...verdicts.map(
      ({ what, found, passed }) => `| ${what} | ${found} | ${passed ? 'passed' : '**FAILED**'} |`,
    ),
    '',
  ];
}

function postgisSection(comparison: PostgisComparison, sha256: string): string[] {
  const { facts, differences, borderDegrees } = comparison;
  const known = KNOWN_FACTS[sha256];
  const knownOf: Record<string, number | undefined> = {
    'overlapping pairs': known?.overlappingPairs,
    'overlap area, square degrees': known?.overlapSquareDegrees,
    'gap area, square degrees': known?.gapSquareDegrees,
    'rook pairs': known?.rookPairs,
  };
  return [
    'Findings compared with PostGIS (no outline given, no smallest area):',
    '',
    '| | Ours | PostGIS | Relative difference | Known |',
    '|---|--:|--:|--:|--:|',
    ...facts.map(
      ({ fact, ours, postgis, rounding, relativeDifference }) =>
        `| ${fact} | ${figure(ours)} | ${theirs(postgis, rounding)} | ${difference(relativeDifference)} | ${knownOf[fact] === undefined ? '' : figure(knownOf[fact])} |`,
    ),
    `| border length, degrees on the plane | | ${figure(borderDegrees)} | | ${known?.borderDegrees === undefined ? '' : figure(known.borderDegrees)} |`,
    '',
    ...differenceSections(differences),
  ];
}

/** Those that one side lacks first, then by how far apart the figures are. */
function differenceSections(differences: readonly Difference[]): string[] {
  const apart = ({ ours, postgis }: Difference) =>
    ours === null || postgis === null ? Number.POSITIVE_INFINITY : Math.abs(ours - postgis);
  return (['overlap', 'gap', 'border'] as const).flatMap((what) => {
    const all = differences.filter((one) => one.what === what);
    if (all.length === 0) return [];
    const onlyOurs = all.filter(({ postgis }) => postgis === null);
    const onlyTheirs = all.filter(({ ours }) => ours === null);
    const both = all.filter(({ ours, postgis }) => ours !== null && postgis !== null);
    const furthest = both.reduce((most, one) => Math.max(most, apart(one)), 0);
    const unit = what === 'border' ? 'metres' : 'square degrees';
    const title = `${what}s that differ: ${onlyOurs.length} only ours, ${onlyTheirs.length} only PostGIS's, ${both.length} by more than 1e-6 of the figure, at most by ${furthest.toPrecision(3)} ${unit}:`;
    const lines = all
      .toSorted((a, b) => apart(b) - apart(a))
      .map(({ communities, ours, postgis, rounding, nearFaults = [] }) => {
        const line = rounding ? ` (${ROUNDING_WORDS[rounding]})` : '';
        const near = nearFaults.length === 0 ? '' : ` (planted there: ${nearFaults.join(', ')})`;
        const pair = communities.join(' | ');
        return `- ${pair}: ours ${figure(ours)}, PostGIS ${figure(postgis)}${line}${near}`;
      });
    return list(`${title[0]!.toUpperCase()}${title.slice(1)}`, lines);
  });
}

function faultSection(byDefault: FaultReport, everything: FaultReport): string[] {
  if (everything.faults.length === 0) {
    return notPlantedSection('No fault was planted.', byDefault, everything);
  }
  const found = (report: FaultReport) => report.faults.filter((fault) => fault.found).length;
  const title = `Planted faults: ${everything.faults.length}; found ${found(byDefault)} at the default options, ${found(everything)} with nothing left out.`;
  return [
    title,
    '',
    '| Fault | Cell | Feature | Found | At the default options | Area error | Findings there |',
    '|---|--:|--:|---|---|--:|---|',
    ...everything.faults.map((fault, i) => faultRow(fault, byDefault.faults[i]!)),
    '',
    ...notPlantedSection('', byDefault, everything),
  ];
}

function faultRow(
  { fault, found, findings, areaError }: MatchedFault,
  other: MatchedFault,
): string {
  const cells = [
    fault.kind,
    fault.cell,
    fault.feature,
    found ? 'yes' : '**no**',
    other.found ? 'yes' : 'left out',
    areaError === null ? '' : difference(Math.abs(areaError)),
    tally(findings),
  ];
  return `| ${cells.join(' | ')} |`;
}

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${word} ${count}`).join(', ');
}

function notPlantedSection(title: string, byDefault: FaultReport, everything: FaultReport) {
  const more = `Findings that no fault explains: ${byDefault.notPlanted.length} at the default options, ${everything.notPlanted.length} with nothing left out; enclaves and communities in two parts by design: ${everything.byDesign}.`;
  return [
    `${title} ${more}`.trim(),
    '',
    ...list(
      '',
      everything.notPlanted.map(
        ({ kind, communities, areaSquareMetres }) =>
          `- ${kind} ${communities.join(', ')}: ${figure(areaSquareMetres)} m²`,
      ),
    ),
  ];
}

function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - SHOWN;
  return [
    ...(title === '' ? [] : [title, '']),
    ...lines.slice(0, SHOWN),
    ...(rest > 0 ? [`- … and ${rest} more in the JSON report`] : []),
    '',
  ];
}

/** “75 + 3 that are lines as written”. */
function theirs(value: number, rounding: ComparedFact['rounding']): string {
  const words = roundingWords({ rounding });
  const rest = value - rounding['line-as-written'] - rounding['last-digit'];
  return words === '' ? figure(value) : `${rest} + ${words}`;
}

const figure = (value: number | null): string =>
  value === null ? 'none' : Number.isInteger(value) ? String(value) : value.toPrecision(12);

const difference = (value: number): string => (value === 0 ? '0' : value.toExponential(1));
