import type { Position } from '../coverage/types.ts';
import { AreaLocator } from '../describe/area-locator.ts';
import { err, ok, type Result } from '../result.ts';
import { ringsOf } from './ground/area-box.ts';
import { nearestOnLines } from './nearest-on-line.ts';
import { missesBy, nameIn, reason } from './reasons.ts';
import type { PlanCommunity, PlanState, Reason } from './types.ts';

/** An end that falls short of the border by no more is led to it; further, it is a mistake. Metres. */
export const SNAP_METRES = 5;

/** A line whose ends lie on or beyond a community's border; or where it falls short, and by how much. */
export function extendToBorder(
  plan: PlanState,
  { id, geometry }: PlanCommunity,
  line: readonly Position[],
): Result<Position[], Reason> {
  const locator = new AreaLocator(geometry);
  const rings = ringsOf(geometry);
  const leadOut = (end: Position): Result<Position[], Reason> => {
    if (!locator.contains(end)) return ok([]);
    const nearest = nearestOnLines(rings, end)!;
    if (nearest.distanceMetres <= SNAP_METRES) return ok([nearest.position]);
    const { zh, en } = nameIn(plan, id);
    const distance = missesBy(nearest.distanceMetres);
    return err(
      reason(
        'line-misses',
        {
          zh: `这条线的一端在“${zh}”内部，距边界 ${distance.zh}。请把它画到边界上或边界以外（相差 ${SNAP_METRES} 米以内会自动接上）。`,
          en: `The line ends inside ${en}, ${distance.en} short of its border. Draw it to the border or beyond (up to ${SNAP_METRES} m are bridged).`,
        },
        { communities: [id], location: end },
      ),
    );
  };
  const [first, last] = [leadOut(line[0]!), leadOut(line.at(-1)!)];
  if (!first.ok) return first;
  if (!last.ok) return last;
  return ok([...first.value, ...line, ...last.value]);
}
