import { geodesicArea } from '../../geometry/geodesic.ts';
import { findingId } from '../finding-id.ts';
import { nameOf } from '../name-of.ts';
import { type DescribeInput, idsOf } from './describe-input.ts';
import type { RepairChange } from './types.ts';

/** What became of communities with the same area as another. */
export function describeDuplicates(input: DescribeInput): RepairChange[] {
  const { scope, resolution, dropped } = input;
  return [...resolution.twins].flatMap(([twin, first]) => {
    if (dropped.has(twin)) return [droppedDuplicate(input, twin, first)];
    const hasMoved = resolution.owners.some(
      (after, face) => after.includes(twin) !== scope.owners[face]!.includes(twin),
    );
    return hasMoved ? [followingDuplicate(input, twin, first)] : [];
  });
}

function droppedDuplicate({ scope }: DescribeInput, twin: number, first: number): RepairChange {
  const community = scope.communities[twin]!;
  const [name, other] = [nameOf(community), nameOf(scope.communities[first]!)];
  return {
    id: findingId('repair.drop-duplicate', [community.id, scope.communities[first]!.id]),
    kind: 'drop-duplicate',
    communities: idsOf(scope, [twin, first]),
    from: [community.id],
    to: idsOf(scope, [first]),
    geometry: community.geometry,
    areaSquareMetres: geodesicArea(community.geometry!),
    widthMetres: null,
    location: null,
    message: {
      zh: `“${name.zh}”与“${other.zh}”图形相同，已删除。`,
      en: `${name.en} dropped: it has the same outline as ${other.en}.`,
    },
  };
}

/** One that is left as it is no longer is: it still has the outline of the other, whose land has changed. */
function followingDuplicate(
  { scope, geometries }: DescribeInput,
  twin: number,
  first: number,
): RepairChange {
  const community = scope.communities[twin]!;
  const geometry = geometries[twin]!;
  const [name, other] = [nameOf(community), nameOf(scope.communities[first]!)];
  return {
    id: findingId('repair.follow-duplicate', [community.id, scope.communities[first]!.id]),
    kind: 'follow-duplicate',
    communities: idsOf(scope, [twin, first]),
    from: [],
    to: [community.id],
    geometry,
    areaSquareMetres: geodesicArea(geometry),
    widthMetres: null,
    location: null,
    message: {
      zh: `“${name.zh}”与“${other.zh}”图形相同，随其一并改动。`,
      en: `${name.en} has the same outline as ${other.en}, and changes with it.`,
    },
  };
}
