import type { Certificate } from '#engine/propose/certificate.ts';
import type {
  ChainResult,
  Known,
  ProposalsResult,
  ReplanPlan,
  ReplanResult,
  SmallResult,
  TownResult,
} from './result.ts';

/** The tables of one run, as Markdown. */
export function writeProposalsReport(result: ProposalsResult): string {
  const { at, machine, load, node, seed, stretch, known, missing } = result;
  const head = `${at} · ${machine} · Node ${node} · load before ${load.map((x) => x.toFixed(1)).join(', ')} · seed ${seed} · time limits × ${stretch}`;
  return [
    head,
    ...missing.map((one) => `MISSING: ${one}`),
    section(
      'Small instances',
      SMALL_HEAD,
      result.small.map((one) => smallRow(one, known)),
    ),
    section(
      'Whole towns',
      TOWN_HEAD,
      result.towns.map((one) => townRow(one, known)),
    ),
    section('Replans from the present plan', REPLAN_HEAD, result.replans.map(replanRow)),
    section('Their plans', PLAN_HEAD, result.replans.flatMap(planRows)),
    section(
      'Neutral chain',
      CHAIN_HEAD,
      result.chains.map((one) => chainRow(one, known)),
    ),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
    .concat('\n');
}

function section(title: string, head: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [`### ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join(
    '\n',
  );
}

const SMALL_HEAD = [
  'instance',
  'units',
  'borders',
  'cost',
  'best known',
  'gap',
  'CPU s',
  'certificate',
  'CPU s',
];

function smallRow(one: SmallResult, known: Known): string[] {
  const published = one.published ?? known.cutEdgesPublished[one.name]?.bestPublished;
  const best = known.optima[one.name]?.optimum ?? published ?? null;
  const gap = one.cost === null || best === null ? null : (one.cost / best - 1) * 100;
  return [
    ...[one.name, String(one.units), String(one.borders)],
    one.cost === null ? 'NO PLAN' : one.cost.toFixed(3),
    best === null ? '–' : String(best),
    gap === null ? '–' : Math.abs(gap) < 1e-3 ? '0' : `${gap.toFixed(2)} %`,
    one.searchSeconds.toFixed(2),
    certificateCell(one.certificate),
    one.proofSeconds.toFixed(2),
  ];
}

function certificateCell(certificate: Certificate | null): string {
  if (certificate === null) return '–';
  return certificate.state === 'gap' ? `gap ${certificate.gapPercent} %` : certificate.state;
}

const TOWN_HEAD = [
  ...['instance', 'units', 'borders', 'MB', 'threads', 'limit s', 'CPU s', 'peak MB', 'cut'],
  ...['METIS here', 'ratio', 'METIS before', 'ratio', 'certificate'],
];

function townRow(one: TownResult, known: Known): string[] {
  const { metis, usage, cut } = one;
  const before = metisBefore(known.bestCut[one.name]);
  const ratio = (other: number | null | undefined): string =>
    cut === null || other == null ? '–' : (cut / other).toFixed(3);
  const here =
    metis === null
      ? '–'
      : `${metis.cut ?? 'none valid'} (${metis.valid} of ${metis.seeds} × ${metis.cutsEach})`;
  return [
    ...[one.name, String(one.units), String(one.borders), (one.bytes / 1e6).toFixed(1)],
    ...[String(one.threads), String(one.limitSeconds), usage.cpuSeconds.toFixed(0)],
    ...[usage.peakMegabytes.toFixed(0), cut === null ? 'NO PLAN' : String(cut)],
    ...[here, ratio(metis?.cut), String(before ?? '–'), ratio(before), one.certificate],
  ];
}

/** The best of many seeds that was measured before. */
function metisBefore(figures: Record<string, unknown> | undefined): number | null {
  for (const name of ['metisKway60x5', 'metisKway15x5']) {
    const figure = figures?.[name];
    if (typeof figure === 'number') return figure;
  }
  return null;
}

const REPLAN_HEAD = [
  ...['instance', 'units', 'threads', 'limit s', 'CPU s', 'peak MB', 'plans', 'violations'],
  ...['least difference', 'moved least', 'bound', 'ratio'],
];

function replanRow({ name, units, threads, limitSeconds, ...one }: ReplanResult): string[] {
  const { plans, usage, movedLowerBound } = one;
  const moved = Math.min(...plans.map((plan) => plan.moved));
  const differences = plans.flatMap(({ difference }) => difference ?? []);
  const least = differences.length === 0 ? null : Math.min(...differences);
  return [
    ...[name, String(units), String(threads), String(limitSeconds), usage.cpuSeconds.toFixed(0)],
    ...[usage.peakMegabytes.toFixed(0), String(plans.length)],
    String(plans.reduce((sum, { violations }) => sum + violations, 0)),
    least === null ? '–' : `${(100 * least).toFixed(1)} %`,
    ...[String(moved), String(movedLowerBound)],
    movedLowerBound === 0 ? '–' : (moved / movedLowerBound).toFixed(2),
  ];
}

const PLAN_HEAD = [
  ...['instance', 'aim', 'parts', 'cut', 'cut length', 'moved', 'difference', 'certificate'],
];

const planRows = ({ name, plans }: ReplanResult): string[][] =>
  plans.map((plan: ReplanPlan) => [
    ...[name, plan.aim, String(plan.parts), plan.cut.toFixed(1), plan.cutLength.toFixed(0)],
    ...[String(plan.moved), plan.difference === null ? '–' : plan.difference.toFixed(3)],
    plan.certificate,
  ]);

const CHAIN_HEAD = [
  'instance',
  'steps',
  'trees',
  'steps / CPU s',
  'steps / wall s',
  'frcw before',
  'ratio',
  'ratio by wall',
];

function chainRow(
  { name, steps, trees, cpuSeconds, wallSeconds }: ChainResult,
  known: Known,
): string[] {
  const frcw = known.recomStepsPerSecond[name]?.frcw;
  const [byCpu, byWall] = [steps / cpuSeconds, steps / wallSeconds];
  const ratio = (pace: number): string => (frcw === undefined ? '–' : (pace / frcw).toFixed(2));
  return [
    ...[name, String(steps), String(trees), byCpu.toFixed(0), byWall.toFixed(0)],
    ...[String(frcw ?? '–'), ratio(byCpu), ratio(byWall)],
  ];
}
