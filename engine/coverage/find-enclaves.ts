import { connectFaces, isInJurisdiction, ownersOf } from './arrangement.ts';
import { byAreaThenPlace, type CoverageContext, labelOf, measureRegion } from './context.ts';
import { findingId } from './finding-id.ts';
import { areaText } from './format-figures.ts';
import { twinOf } from './trace-faces.ts';
import type { Finding } from './types.ts';

/**
 * `coverage.enclave`: a community that lies wholly inside one other, so that every stretch of its
 * border faces that one. Regions too small to count, and the communities' own overlaps, do not
 * open a way out.
 * @param crumbs faces of gaps and overlaps below the smallest area that counts
 */
export function findEnclaves(context: CoverageContext, crumbs: ReadonlySet<number>): Finding[] {
  return context.facesOf.flatMap((faces, owner): Finding[] => {
    const surrounding = onlyNeighbour(context, faces, owner, crumbs);
    if (surrounding === null) return [];
    const id = context.communities[owner]!.id;
    const [name, outer] = [labelOf(context, owner), labelOf(context, surrounding)];
    const regions = connectFaces(context.arrangement, faces)
      .map((group) => measureRegion(context.arrangement, group))
      .sort(byAreaThenPlace);
    const areaSquareMetres = regions.reduce((sum, region) => sum + region.areaSquareMetres, 0);
    const { centre, diameterMetres } = regions[0]!.circle;
    const area = areaText(areaSquareMetres);
    return [
      {
        id: findingId('coverage.enclave', [id]),
        rule: 'coverage.enclave',
        kind: 'enclave',
        severity: 'warning',
        communities: [id, context.communities[surrounding]!.id],
        areaSquareMetres,
        widthMetres: diameterMetres,
        location: centre,
        geometry: context.communities[owner]!.geometry,
        message: {
          zh: `“${name.zh}”（${area.zh}）四面被“${outer.zh}”包围。`,
          en: `${name.en} (${area.en}) lies wholly inside ${outer.en}.`,
        },
        fixes: [],
      },
    ];
  });
}

/** The one community on the far side of the whole border, or null. */
function onlyNeighbour(
  { arrangement }: CoverageContext,
  faces: readonly number[],
  owner: number,
  crumbs: ReadonlySet<number>,
): number | null {
  let only: number | null = null;
  for (const face of faces) {
    // Land that another community claims as well is an overlap, not an enclave.
    if (ownersOf(arrangement, face).length > 1 && !crumbs.has(face)) return null;
    const { start, list } = arrangement.boundaries;
    for (let i = start[face]!; i < start[face + 1]!; i++) {
      const other = arrangement.faces.faceOf[twinOf(list[i]!)]!;
      const owners = ownersOf(arrangement, other);
      if (owners.includes(owner) || crumbs.has(other)) continue;
      if (owners.length !== 1) return null;
      if (arrangement.hasJurisdiction && !isInJurisdiction(arrangement, other)) return null;
      if (only !== null && only !== owners[0]) return null;
      only = owners[0]!;
    }
  }
  return only;
}
