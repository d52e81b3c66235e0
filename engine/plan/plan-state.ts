import type { CommunityInput } from '../coverage/types.ts';
import type { UnitInput } from '../material/types.ts';
import { LayeredMap } from './layered-map.ts';
import type { Change, PlanCommunity, PlanState } from './types.ts';

/** What a plan begins with: who has each unit, or the units, which say so themselves. */
export type AssignmentSource =
  | ReadonlyMap<string, string | null>
  | Readonly<Record<string, string | null>>
  | readonly UnitInput[];

/**
 * The state of a plan that begins with these communities.
 * @param assignment unit → community; of units, those whose `community` is known. Default: no unit is known
 * @throws RangeError when two communities share an id, or one has no geometry
 */
export function planOf(
  communities: readonly CommunityInput[],
  assignment: AssignmentSource = new Map(),
): PlanState {
  const byId = new Map<string, PlanCommunity>();
  for (const community of communities) {
    const { id, geometry } = community;
    if (geometry === null) throw new RangeError(`community ${id} has no geometry`);
    if (byId.has(id)) throw new RangeError(`two communities have the id ${id}`);
    byId.set(id, plainCommunity(community, geometry));
  }
  return { communities: byId, assignment: readAssignment(assignment) };
}

/** Members may be getters of a class: the plan keeps plain objects, which can be stored and sent. */
function plainCommunity(
  { id, name, nameEn, properties }: CommunityInput,
  geometry: PlanCommunity['geometry'],
): PlanCommunity {
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(nameEn === undefined ? {} : { nameEn }),
    ...(properties === undefined ? {} : { properties }),
    geometry,
  };
}

function readAssignment(source: AssignmentSource): ReadonlyMap<string, string | null> {
  if (source instanceof Map || source instanceof LayeredMap) return source;
  if (!Array.isArray(source)) return new Map(Object.entries(source as Record<string, string>));
  const units = source as readonly UnitInput[];
  return new Map(
    units.flatMap(({ id, community }): [string, string | null][] =>
      community === undefined ? [] : [[id, community]],
    ),
  );
}

/** The state after a change; the state before stays as it is. Communities that the change does not name are the same objects. */
export function applyChange(plan: PlanState, change: Change): PlanState {
  return {
    communities: communitiesAfter(plan, change),
    assignment: assignmentAfter(plan, change),
  };
}

function communitiesAfter(
  { communities }: PlanState,
  { put, removed, order = {} }: Change,
): ReadonlyMap<string, PlanCommunity> {
  if (put.length === 0 && removed.length === 0) return communities;
  const after = new Map(communities);
  for (const id of removed) after.delete(id);
  const returning: PlanCommunity[] = [];
  for (const community of put) {
    // An id may be called like a member of every object (`constructor`).
    if (Object.hasOwn(order, community.id) && !after.has(community.id)) returning.push(community);
    else after.set(community.id, community);
  }
  if (returning.length === 0) return after;
  // In ascending order, so that each finds those before it in their places.
  returning.sort((a, b) => order[a.id]! - order[b.id]!);
  const list = [...after.values()];
  for (const community of returning) list.splice(order[community.id]!, 0, community);
  return new Map(list.map((community) => [community.id, community]));
}

function assignmentAfter(
  { assignment }: PlanState,
  change: Change,
): ReadonlyMap<string, string | null> {
  const moved = Object.entries(change.assignment);
  const forgotten = change.forgotten ?? [];
  if (moved.length === 0 && forgotten.length === 0) return assignment;
  return LayeredMap.after(assignment, moved, forgotten);
}

/**
 * The change that leads back: applied to the state after `change`, it gives `plan` again, communities as the very
 * objects they were and in their order.
 */
export function inverseOf(plan: PlanState, change: Change): Change {
  const places = new Map([...plan.communities.keys()].map((id, place) => [id, place]));
  const touched = [...new Set([...change.put.map(({ id }) => id), ...change.removed])];
  const known = touched.filter((id) => places.has(id));
  const units = Object.keys(change.assignment);
  const forgotten = units.filter((unit) => !plan.assignment.has(unit));
  const order = Object.fromEntries(
    known.filter((id) => change.removed.includes(id)).map((id) => [id, places.get(id)!]),
  );
  return {
    put: known.map((id) => plan.communities.get(id)!),
    removed: touched.filter((id) => !places.has(id)),
    assignment: Object.fromEntries(
      [...units, ...(change.forgotten ?? [])]
        .filter((unit) => plan.assignment.has(unit))
        .map((unit) => [unit, plan.assignment.get(unit)!]),
    ),
    lineage: change.lineage.map(({ parent, child, ...link }) => ({
      parent: child,
      child: parent,
      ...link,
    })),
    extent: change.extent,
    ...(Object.keys(order).length === 0 ? {} : { order }),
    ...(forgotten.length === 0 ? {} : { forgotten }),
    ...(change.outline === undefined ? {} : { outline: change.outline }),
  };
}
