import { insetPlot } from './inset.ts';
import type { LineClass } from './lines.ts';
import { type Mesh, OUTSIDE } from './mesh.ts';
import { discLoop, loopRing } from './outline.ts';
import { distance, pointAt, type Ring } from './plane.ts';
import { isLivedIn, type Plot } from './plot.ts';

/** A neighbour across local streets in the same superblock, where people live as well. */
export function findPartner(
  mesh: Mesh,
  plots: readonly Plot[],
  plot: Plot,
  superblockOf: readonly number[],
  classOf: (line: number) => LineClass,
): Plot | null {
  for (const half of mesh.loop(plot.face)) {
    const beyond = mesh.faceOf(half ^ 1);
    if (beyond === OUTSIDE || classOf(mesh.lineOf(half)) !== 'local') continue;
    const other = pointAt(plots, beyond);
    const fits =
      superblockOf[beyond] === superblockOf[plot.face] &&
      other.estate === null &&
      isLivedIn(other) &&
      other.landUse === plot.landUse &&
      plot.area + other.area < 60_000 &&
      Math.min(plot.area, other.area) > 0.5 * Math.max(plot.area, other.area);
    if (fits) return other;
  }
  return null;
}

/** One compound over two units: the street between them becomes a border of plots inside it. */
export function jointCompound(
  mesh: Mesh,
  one: Plot,
  two: Plot,
): { ring: Ring; edges: number[] } | null {
  const faces = new Set([one.face, two.face]);
  const loop = discLoop(mesh, faces);
  if (!loop) return null;
  const shared = mesh.loop(one.face).filter((half) => mesh.faceOf(half ^ 1) === two.face);
  const width = shared.reduce(
    (sum, half) => sum + distance(mesh.at(mesh.from(half)), mesh.at(mesh.to(half))),
    0,
  );
  // Joined along a good part of their length, or the compound would look like a dumb-bell.
  if (width < 0.7 * Math.sqrt(Math.min(one.area, two.area))) return null;
  const ring = insetPlot(loopRing(mesh, loop));
  return ring && { ring, edges: shared.map((half) => half >> 1) };
}
