import type { MovedPiece } from './ground/moved-pieces.ts';
import type { LineageKind, LineageLink, PlanState } from './types.ts';

/**
 * Lineage as two states show it, whatever operations lie between them: ground of a community that ends goes by `merge` to one
 * that was there, by `abolish` to several; a new community of one parent is a `split`, of several or of ground in none a
 * `create`; all of one parent under another id a `convert`; between two that stay it is a `transfer`.
 */
export function derivedLineage(
  before: PlanState,
  after: PlanState,
  moved: readonly MovedPiece[],
): LineageLink[] {
  const children = new Map<string | null, Set<string | null>>();
  const parents = new Map<string | null, Set<string | null>>();
  const areas = new Map<string, LineageLink & { areaSquareMetres: number }>();
  const note = (
    map: Map<string | null, Set<string | null>>,
    of: string | null,
    other: string | null,
  ): void => {
    map.set(of, (map.get(of) ?? new Set()).add(other));
  };
  for (const { from, to } of moved) {
    note(children, from, to);
    note(parents, to, from);
  }
  const kindOf = (from: string | null, to: string | null): LineageKind => {
    const isEnding = from !== null && !after.communities.has(from);
    const isNew = to !== null && !before.communities.has(to);
    const [many, several] = [parents.get(to)!.size > 1, children.get(from)!.size > 1];
    if (isEnding && isNew) return many ? 'create' : several ? 'split' : 'convert';
    if (isNew) return many || from === null ? 'create' : 'split';
    if (isEnding) return several ? 'abolish' : 'merge';
    return 'transfer';
  };
  for (const { from, to, areaSquareMetres } of moved) {
    const key = JSON.stringify([from, to]);
    const known = areas.get(key);
    if (known !== undefined) known.areaSquareMetres += areaSquareMetres;
    else areas.set(key, { parent: from, child: to, kind: kindOf(from, to), areaSquareMetres });
  }
  return [...areas.values()];
}
