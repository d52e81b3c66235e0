import { createRandom } from '../../../data/generator/random.ts';
import { type Box, boxOf, differingPositions, ringArea } from '../planar.ts';
import { buildHexagonMesh, type Cell, type HexagonMesh, type Point } from './hexagon-mesh.ts';
import {
  type FaultKind,
  type PlannedFault,
  planFaults,
  shiftRing,
  spoilSide,
} from './plant-faults.ts';

/** One planted fault, as `truth.json` tells it. */
export interface PlantedFault {
  kind: FaultKind;
  cell: number;
  /** Id of the feature that carries it; of a missing cell, the id that it would have had. */
  feature: number;
  /** Id of the feature across the spoilt side; null at the rim, absent where no side is spoilt. */
  neighbour?: number | null;
  /** Where a finding must lie. */
  box: Box;
  /** Of a missing community in several parts: where the gaps of the further ones lie. */
  furtherBoxes?: Box[];
  /** Area of the overlap or gap that the fault makes, in square degrees, where it makes just one. */
  areaSquareDegrees?: number;
}

export interface CoverageFeature {
  id: number;
  /** Polygons of rings (shell counter-clockwise, holes clockwise), rings not closed. */
  polygons: Point[][][];
}

export interface GeneratorOptions {
  cells: number;
  seed: number;
  /** Share of the cells that carry a fault. */
  dirt: number;
  segments: readonly [number, number];
}

/** Shares of the cells with an enclave, and of those that take another, far cell in. */
const WITH_ENCLAVE = 0.02;
const IN_TWO_PARTS = 0.01;
/** The second part lies this far off: not adjacent to the first. */
const SECOND_PART = { q: -3, r: 6 };

export interface Coverage {
  /** Walks the features; faults are added to `truth` as they are passed. */
  features(variant: 'clean' | 'dirty', truth: PlantedFault[]): Iterable<CoverageFeature>;
  /** The outer boundary, not closed. */
  outline: Point[];
}

/** A seeded coverage: the same options give the same coordinates on every machine. */
export function generateCoverage(options: GeneratorOptions): Coverage {
  const mesh = buildHexagonMesh(options);
  const layout = layOut(mesh, options.seed);
  const faults = planFaults(
    mesh,
    Math.round(options.dirt * mesh.cells.length),
    options.seed,
    (cell, kind) =>
      layout.secondPart(cell) === null &&
      !layout.isSecondPart(cell) &&
      !(kind === 'lake' && layout.hasEnclave(cell)),
  );
  return {
    *features(variant, truth) {
      const active = variant === 'dirty' ? faults : new Map<number, PlannedFault>();
      const idOf = numberFeatures(mesh, layout, active);
      let id = 0;
      for (const cell of mesh.cells) {
        const fault = active.get(cell.index) ?? null;
        const tell = (shapes: FaultShapes) => {
          if (fault !== null) truth.push(describeFault(mesh, fault, idOf, shapes));
        };
        for (const polygons of cellFeatures(mesh, layout, fault, cell, tell)) {
          yield { id: id++, polygons };
        }
      }
    },
    outline: traceOutline(mesh),
  };
}

interface Layout {
  hasEnclave(cell: Cell): boolean;
  /** The cell that this one takes in. */
  secondPart(cell: Cell): Cell | null;
  isSecondPart(cell: Cell): boolean;
}

function layOut(mesh: HexagonMesh, seed: number): Layout {
  const chosen = (stream: string, share: number): Set<number> => {
    const random = createRandom(seed, stream);
    return new Set(mesh.cells.map((_, i) => i).filter(() => random.next() < share));
  };
  const enclaves = chosen('enclaves', WITH_ENCLAVE);
  const absorbers = chosen('two parts', IN_TWO_PARTS);
  const partOf = (cell: Cell, sign: 1 | -1): Cell | null =>
    mesh.cellAt(cell.q + sign * SECOND_PART.q, cell.r + sign * SECOND_PART.r);
  const secondPart = (cell: Cell): Cell | null => {
    const part = absorbers.has(cell.index) ? partOf(cell, 1) : null;
    return part !== null && !absorbers.has(part.index) ? part : null;
  };
  return {
    hasEnclave: ({ index }) => enclaves.has(index),
    secondPart,
    isSecondPart(cell) {
      const first = partOf(cell, -1);
      return first !== null && secondPart(first)?.index === cell.index;
    },
  };
}

/** The feature that each cell's land belongs to, by cell index. */
function numberFeatures(
  mesh: HexagonMesh,
  layout: Layout,
  faults: ReadonlyMap<number, PlannedFault>,
): Int32Array {
  const idOf = new Int32Array(mesh.cells.length).fill(-1);
  let next = 0;
  for (const cell of mesh.cells) {
    if (!layout.isSecondPart(cell)) {
      const kind = faults.get(cell.index)?.kind;
      idOf[cell.index] = next;
      const part = layout.secondPart(cell);
      if (part !== null) idOf[part.index] = next;
      next += kind === 'missing' ? 0 : kind === 'duplicate' ? 2 : 1;
    }
    if (layout.hasEnclave(cell)) next++;
  }
  return idOf;
}

/** The features of a cell in their order: its own, a duplicate of it, its enclave. */
function cellFeatures(
  mesh: HexagonMesh,
  layout: Layout,
  fault: PlannedFault | null,
  cell: Cell,
  tell: (shapes: FaultShapes) => void,
): Point[][][][] {
  const enclave = layout.hasEnclave(cell) ? mesh.pond(cell) : null;
  const ofEnclave = enclave === null ? [] : [[[enclave]]];
  if (layout.isSecondPart(cell)) return ofEnclave;
  const clean = shellOf(mesh, cell);
  const shell = fault === null ? clean : spoilShell(mesh, fault, clean);
  const hole = fault?.kind === 'lake' ? mesh.pond(cell) : enclave;
  tell({ clean, shell, hole });
  if (fault?.kind === 'missing') return ofEnclave;
  const polygons = [withHole(shell, hole)];
  const part = layout.secondPart(cell);
  if (part !== null) {
    polygons.push(withHole(shellOf(mesh, part), layout.hasEnclave(part) ? mesh.pond(part) : null));
  }
  return [polygons, ...(fault?.kind === 'duplicate' ? [polygons] : []), ...ofEnclave];
}

const withHole = (shell: Point[], hole: Point[] | null): Point[][] =>
  hole === null ? [shell] : [shell, hole.toReversed()];

const shellOf = (mesh: HexagonMesh, cell: Cell): Point[] =>
  [0, 1, 2, 3, 4, 5].flatMap((k) => mesh.side(cell, k));

function spoilShell(mesh: HexagonMesh, fault: PlannedFault, clean: Point[]): Point[] {
  if (fault.kind === 'shift') return shiftRing(fault, clean);
  return [0, 1, 2, 3, 4, 5].flatMap((k) => {
    const side = mesh.side(fault.cell, k);
    return k === fault.side ? spoilSide(fault, side, mesh.side(fault.cell, (k + 1) % 6)[0]!) : side;
  });
}

/** A cell's shell before and after, and its hole. */
interface FaultShapes {
  clean: Point[];
  shell: Point[];
  hole: Point[] | null;
}

function describeFault(
  mesh: HexagonMesh,
  { kind, cell, side }: PlannedFault,
  idOf: Int32Array,
  { clean, shell, hole }: FaultShapes,
): PlantedFault {
  const across = side === null ? null : mesh.neighbour(cell, side);
  const changed = kind === 'lake' ? hole! : differingPositions(clean, shell);
  const cellArea = ringArea(clean) - (hole === null ? 0 : ringArea(hole));
  const area = {
    bulge: Math.abs(ringArea(shell) - ringArea(clean)),
    dent: Math.abs(ringArea(shell) - ringArea(clean)),
    rim: Math.abs(ringArea(shell) - ringArea(clean)),
    missing: cellArea,
    duplicate: cellArea,
    lake: hole === null ? 0 : ringArea(hole),
  } as Partial<Record<FaultKind, number>>;
  return {
    kind,
    cell: cell.index,
    feature: idOf[cell.index]!,
    ...(side === null ? {} : { neighbour: across === null ? null : idOf[across.index]! }),
    box: boxOf(changed.length === 0 ? clean : changed),
    ...(area[kind] === undefined ? {} : { areaSquareDegrees: area[kind] }),
  };
}

/** Chains the sides that have no neighbour. */
function traceOutline(mesh: HexagonMesh): Point[] {
  const sideFrom = new Map<string, Point[]>();
  const endOf = new Map<string, string>();
  for (const cell of mesh.cells) {
    for (let k = 0; k < 6; k++) {
      if (mesh.neighbour(cell, k) !== null) continue;
      const side = mesh.side(cell, k);
      const start = String(side[0]);
      sideFrom.set(start, side);
      endOf.set(start, String(mesh.side(cell, (k + 1) % 6)[0]));
    }
  }
  const outline: Point[] = [];
  const [start = ''] = sideFrom.keys();
  let at = start;
  let steps = 0;
  do {
    outline.push(...sideFrom.get(at)!);
    at = endOf.get(at)!;
    steps++;
  } while (at !== start);
  if (steps !== sideFrom.size) throw new Error('the outer boundary is not one ring');
  return outline;
}
