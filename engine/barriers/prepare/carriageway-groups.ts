import type { TwinReach } from './cross-sections.ts';
import type { Settings } from './options.ts';
import type { BarrierIdentity, Strand } from './strand.ts';

/** Auxiliary lanes are named after their road: 北四环西路辅路 beside 北四环西路. */
const AUXILIARY = /(?:辅路|辅道|主路|侧路|\s+(?:frontage|service|auxiliary)\s+road)$/i;

const ROADS = new Set(['expressway', 'arterial', 'collector', 'local', 'path']);

/**
 * What a strand can be a twin of: strands of one key are carriageways of one road, tracks of one
 * railway or sides of one canal where they run side by side. Null: never a twin.
 *
 * - Roads of one name; nameless ones of one class. Where the source says which way traffic runs, both
 *   must be one-way; a great road of one name may come without.
 * - Railways, whatever their names: a yard has many.
 * - Canals of one name, or nameless.
 */
export function twinKeyOf({ barrier }: Strand): string | null {
  const name = barrier.name?.trim() || barrier.nameEn?.trim() || '';
  if (barrier.class === 'railway') return 'railway';
  if (barrier.class === 'canal') return `canal ${name}`;
  if (!ROADS.has(barrier.class)) return null;
  if (barrier.oneway !== true && !(name !== '' && isGreat(barrier))) return null;
  if (name === '') return `road ${barrier.class}`;
  return `road ${name.replace(AUXILIARY, '')}`;
}

const isGreat = ({ class: barrierClass }: BarrierIdentity): boolean =>
  barrierClass === 'expressway' || barrierClass === 'arterial' || barrierClass === 'collector';

/** How far apart twins of a road of this class may run. A yard has many tracks, side by side. */
export function twinReach(
  { class: barrierClass }: BarrierIdentity,
  { mergeCarriagewaysWithinMetres }: Settings,
): TwinReach {
  const factor = barrierClass === 'expressway' ? 1.5 : barrierClass === 'local' ? 0.6 : 1;
  const apart = factor * mergeCarriagewaysWithinMetres;
  return { apart, inAll: (barrierClass === 'railway' ? 5 : 2) * apart };
}

/** Does a stroke beside another count for their middle? One of another class or name follows. */
export function arePeers(a: BarrierIdentity, b: BarrierIdentity): boolean {
  if (a.class !== b.class) return false;
  return a.class === 'railway' || (a.name ?? a.nameEn) === (b.name ?? b.nameEn);
}
