import type { AreaGeometry, AuditResult, Finding } from '#engine/coverage/types.ts';
import type { PlantedFault } from '../generator/coverage.ts';
import type { FaultKind } from '../generator/plant-faults.ts';
import { type Box, boxesMeet, boxOf } from '../planar.ts';
import { areaOf, polygonsOf } from './geometry-of.ts';

/** A planted fault with what the audit made of it. */
export interface MatchedFault {
  fault: PlantedFault;
  found: boolean;
  /** Kind, and detail where there is one, of every finding at the fault. */
  findings: string[];
  /** Area found over area planted, less one; null where the fault has no single area. */
  areaError: number | null;
}

export interface FaultReport {
  faults: MatchedFault[];
  /** Findings that no planted fault explains. */
  notPlanted: {
    id: string;
    kind: string;
    communities: string[];
    areaSquareMetres: number | null;
  }[];
  /** Enclaves and communities in two parts, which the coverage has by design. */
  byDesign: number;
}

/** Of every list, at least one finding is needed. */
const EXPECTED: Record<FaultKind, readonly (readonly Finding['kind'][])[]> = {
  bulge: [['overlap']],
  dent: [['gap']],
  rim: [['gap']],
  lake: [['gap']],
  missing: [['gap']],
  duplicate: [['duplicate'], ['overlap']],
  shift: [['overlap'], ['gap']],
  jitter: [['overlap', 'gap', 'mismatch']],
  generalise: [['overlap', 'gap', 'mismatch']],
  tjunction: [['mismatch', 'overlap', 'gap']],
};

/** A side that is pushed may cross its old course: the planted area is what is left of the one less the other. */
const CROSSING_BACK: Partial<Record<FaultKind, Finding['kind']>> = {
  bulge: 'gap',
  dent: 'overlap',
  rim: 'outside',
};

/** How far a finding may lie beyond the box of its fault, degrees: corners of findings are rounded. */
const MARGIN = 1e-6;

/**
 * Pairs findings with planted faults.
 *
 * @param dirty geometries of the audited file, by place
 * @param ids ids of the same
 */
export function matchFaults(
  audit: AuditResult,
  planted: readonly PlantedFault[],
  dirty: readonly (AreaGeometry | null)[],
  ids: readonly string[],
): FaultReport {
  const shapes = new Map(ids.map((id, i) => [id, dirty[i] ?? null]));
  const explained = new Set<Finding>();
  const placed = audit.findings.map((finding) => ({ finding, box: boxOfFinding(finding) }));
  const faults = planted.map((fault): MatchedFault => {
    const here = placed
      .filter(({ finding, box }) => concerns(finding, box, fault, ids))
      .map(({ finding }) => finding);
    for (const finding of here) explained.add(finding);
    return {
      fault,
      found: EXPECTED[fault.kind].every((kinds) => here.some(({ kind }) => kinds.includes(kind))),
      findings: here.map(({ kind, detail }) => (detail === undefined ? kind : `${kind}/${detail}`)),
      areaError: areaError(fault, here),
    };
  });
  const rest = audit.findings.filter((finding) => !explained.has(finding));
  const notPlanted = rest.filter((finding) => !isByDesign(finding, shapes));
  return {
    faults,
    notPlanted: notPlanted.map(({ id, kind, communities, areaSquareMetres }) => ({
      ...{ id, kind, communities, areaSquareMetres },
    })),
    byDesign: rest.length - notPlanted.length,
  };
}

function boxOfFinding({ geometry, location }: Finding): Box {
  if (geometry === null) return boxOf(location === null ? [] : [location]);
  const polygons = polygonsOf(geometry);
  if (polygons.length > 0) return boxOf(polygons.flat(2));
  const coordinates = geometry.coordinates as unknown[];
  // Points and lines of any depth.
  return boxOf(coordinates.flat(Number.POSITIVE_INFINITY).reduce<number[][]>(intoPositions, []));
}

/** Regroups numbers by twos; findings have no heights. */
function intoPositions(positions: number[][], value: unknown): number[][] {
  const last = positions.at(-1);
  if (last?.length === 1) last.push(Number(value));
  else positions.push([Number(value)]);
  return positions;
}

function concerns(
  { kind, communities }: Finding,
  box: Box,
  fault: PlantedFault,
  ids: readonly string[],
): boolean {
  const places = [fault.box, ...(fault.furtherBoxes ?? [])];
  if (!places.some((place) => boxesMeet(box, place, MARGIN))) return false;
  // A missing cell has no id; its gap is the only finding in its place.
  if (fault.kind === 'missing') return kind === 'gap';
  return communities.includes(ids[fault.feature] ?? '');
}

/** Area found over area planted, less one. */
function areaError(fault: PlantedFault, here: readonly Finding[]): number | null {
  if (fault.areaSquareDegrees === undefined) return null;
  const sum = (kind: Finding['kind'] | undefined): number =>
    here.filter((one) => one.kind === kind).reduce((total, one) => total + areaOf(one), 0);
  const found = sum(EXPECTED[fault.kind].at(-1)![0]) - sum(CROSSING_BACK[fault.kind]);
  return found / fault.areaSquareDegrees - 1;
}

/** The generator makes enclaves, each filling a hole, and communities in two parts. */
function isByDesign(
  { kind, communities }: Finding,
  shapes: ReadonlyMap<string, AreaGeometry | null>,
): boolean {
  const polygons = communities.map((id) => polygonsOf(shapes.get(id) ?? null));
  if (kind === 'non-contiguous') return polygons.some((parts) => parts.length > 1);
  return kind === 'enclave' && polygons.some((parts) => parts.some((rings) => rings.length > 1));
}
