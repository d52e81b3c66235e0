import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureFresh } from '../../scripts/freshness.mjs';

const root = new URL('../../', import.meta.url).pathname;

/** A program of somebody else's that cuts, measures, describes and judges the sample town. */
const PROGRAM = `
import {
  allocateHouseholds, auditCoverage, BarrierIndex, BoundaryDescriber, borderShare, buildDualGraph,
  applyChange, applyOperation, auditPlan, diffPlans, parseOperation, planOf, rebase,
  buildPartitionProblem, buildUnits, certify, searchPlans, suggest,
  describeAdjustment, describeBoundary, evaluatePolicy, linesToMeasure, linesToName, MEASURES, matchBorder,
  matchUnits, measure, measureAll, movedHouseholds, parsePolicy, prepareBarriers, sharedBorders,
  type AreaGeometry, type Assignment, type Barrier, type BarrierSource, type BoundaryDescription, type CommunityInput,
  type DualGraph, type EstateInput, type Finding, type HouseholdReport, type LineGeometry, type MeasureResult,
  type Policy, type SuggestResult, type UnitSet,
} from 'sizhi/engine';

declare const process: { argv: string[] };
declare const console: { log(text: string): void };
interface File<G> { features: { id: string; geometry: G; properties: Record<string, unknown> }[] }
export function use(files: {
  jurisdiction: File<AreaGeometry>; communities: File<AreaGeometry>; estates: File<AreaGeometry>;
  barriers: File<LineGeometry>; policy: unknown;
}): string {
  const outline = files.jurisdiction.features[0]!;
  const jurisdiction = { id: outline.id, geometry: outline.geometry };
  const communities: CommunityInput[] = files.communities.features;
  const estates: EstateInput[] = files.estates.features;
  const sources: BarrierSource[] = files.barriers.features.map(({ id, geometry, properties }) => ({
    id, geometry, class: properties.class as BarrierSource['class'], name: String(properties.name ?? ''),
  }));
  const barriers: Barrier[] = linesToMeasure(sources);
  const index = new BarrierIndex(barriers);
  const prepared = prepareBarriers(sources, outline.geometry);
  const set: UnitSet = buildUnits({ jurisdiction, communities, barriers: sources, estates });
  const matched = matchUnits(set.units, barriers);
  const { units, report }: { units: UnitSet['units']; report: HouseholdReport } =
    allocateHouseholds(set.units, { estates });
  const graph: DualGraph = buildDualGraph(set);
  const borders = sharedBorders(set.units.map(({ geometry }) => geometry));
  const share = borderShare(outline.geometry, index).share;
  const stretches = matchBorder([[120, 30.3], [120.001, 30.3]], index);
  const context = { communities, jurisdiction, barriers, estates };
  const area: MeasureResult = measure('area', communities[0]!, context);
  const all = measureAll(context, ['area', 'perimeter']);
  const assignment: Assignment = new Map(units.map(({ id, community = null }) => [id, community]));
  const moved = movedHouseholds(units, assignment, assignment);
  const lines = linesToName(sources);
  const described: BoundaryDescription = describeBoundary(communities[0]!, { communities, barriers: lines });
  const again = new BoundaryDescriber({ communities, barriers: lines }).describe(communities[0]!);
  const adjustment = describeAdjustment(communities, communities, { barriers: lines });
  const parsed = parsePolicy(files.policy);
  if (!parsed.ok) throw new Error('policy');
  const policy: Policy = parsed.value;
  const { adjacency = [] } = auditCoverage(communities, jurisdiction, { adjacency: true });
  const findings: Finding[] = evaluatePolicy(policy, { ...context, adjacency });
  const target = communities.find(({ id }) => id === '990101001003')!;
  const suggested: SuggestResult = suggest(
    'split', { communities, units, borders: set.borders, barriers, estates, policy }, { targets: [target.id] },
  );
  const problem = buildPartitionProblem({
    households: [2, 1, 1, 2], edges: [[0, 1, 3], [1, 2, 1], [2, 3, 3]], labels: 2, partCount: 2, lower: 3, upper: 3,
  });
  const [plan] = searchPlans(problem, { seed: 1, moves: 1000 });
  const start = planOf(communities, units);
  const operation = parseOperation({ operation: 'convert', parameters: { community: target.id, kind: 'converted' } });
  if (!operation.ok) throw new Error(operation.error[0]!.message.en);
  const applied = applyOperation(start, operation.value, { jurisdiction, units, barriers, estates });
  if (!applied.ok) throw new Error(applied.error.message.en);
  const back = applyChange(applied.value.plan, applied.value.inverse);
  const [outcome] = rebase([operation.value], back, { jurisdiction }).outcomes;
  const audited = auditPlan(applied.value.plan, { jurisdiction, base: start });
  return JSON.stringify({
    changed: diffPlans(start, applied.value.plan, {}).communities.length, undone: diffPlans(start, back, {}).communities.length,
    rebased: outcome!.outcome, audited: audited.summary.communities,
    split: suggested.suggestions.length > 0, cost: plan!.cost, proof: certify(problem, plan!, { shouldStop: () => false }).certificate.state,
    units: set.units.length, matched: matched.units.length, prepared: prepared.lines.length > 0,
    households: report.households.allocated, nodes: graph.nodes, borders: borders.length, share: share > 0.5,
    stretches: stretches.length, area: area.state, all: all.communities.length, registry: MEASURES.size > 10,
    moved: typeof moved, same: described.text.course.zh === again.text.course.zh, items: adjustment.items.length,
    rules: findings.some(({ rule }) => rule === 'size.split'),
  });
}
`;

const RUN = `
import { readFileSync } from 'node:fs';
import { use } from './program.js';
const [sample, policy] = process.argv.slice(2);
const file = (name) => JSON.parse(readFileSync(sample + '/' + name + '.geojson', 'utf8'));
console.log(use({
  jurisdiction: file('jurisdiction'), communities: file('communities'), estates: file('estates'),
  barriers: file('barriers'), policy: JSON.parse(readFileSync(policy, 'utf8')),
}));
`;

let folder: string;
beforeAll(async () => {
  await ensureFresh(['engine']);
  folder = mkdtempSync(join(tmpdir(), 'sizhi-exports-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'sizhi'), 'dir');
  const put = (name: string, text: string) => writeFileSync(join(folder, name), text);
  put('package.json', '{ "type": "module" }');
  put('program.ts', PROGRAM);
  put('run.js', RUN);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a program in TypeScript uses the engine of the package, strictly checked, and runs', () => {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = [
    ...['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
    ...['--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023', '--types', ''],
  ];
  const output = (file: string, argv: string[]): string => {
    try {
      return execFileSync(process.execPath, [file, ...argv], { cwd: folder, encoding: 'utf8' });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return stdout + stderr;
    }
  };
  expect(output(tsc, [...options, 'program.ts'])).toBe('');
  const policy = join(root, 'data/policies/yuhang-2020.json');
  const text = output(join(folder, 'run.js'), [join(root, 'data/sample'), policy]);
  const town = JSON.parse(readFileSync(join(root, 'data/sample/estates.geojson'), 'utf8')) as {
    features: { properties: { households: number } }[];
  };
  const households = town.features.reduce((sum, { properties }) => sum + properties.households, 0);
  const { units, ...rest } = JSON.parse(text);
  expect(units).toBeGreaterThan(500);
  expect(rest).toMatchObject({
    ...{ matched: units, nodes: units, households, all: 20, items: 0 },
    ...{ split: true, cost: 1, proof: 'optimal' },
    ...{ changed: 1, undone: 0, rebased: 'kept', audited: 20 },
    ...{ prepared: true, share: true, registry: true, same: true, rules: true, area: 'known' },
  });
}, 120_000);
