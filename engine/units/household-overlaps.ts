import { buildArrangement, connectFaces, ownersOf } from '../coverage/arrangement.ts';
import { byAreaThenPlace, measureRegion } from '../coverage/context.ts';
import type { AreaGeometry, CommunityInput, Position } from '../coverage/types.ts';
import { CommunityShapes } from '../rules/community-shapes.ts';
import { sumInOrder } from './apportion.ts';
import type { AreaLocator } from './household-locator.ts';
import { interiorPoint } from './household-point.ts';

/** What an area has in common with one of several others. */
export interface Overlap {
  /** Index of the other. */
  index: number;
  areaSquareMetres: number;
  /** In the interior of what they have in common. */
  place: Position;
}

type Other = Pick<CommunityInput, 'id' | 'geometry'>;

/**
 * What areas have in common with others. Polygons are intersected by Turf, and only where borders enter; where
 * Turf gives up on borders that nearly meet, both are noded exactly instead, which is slower and always works
 * out.
 */
export class OverlapFinder {
  private readonly others: readonly Other[];
  private readonly locator: AreaLocator;
  private readonly shapes: CommunityShapes;
  private readonly indexOf: ReadonlyMap<string, number>;

  constructor(others: readonly Other[], locator: AreaLocator) {
    this.others = others;
    this.locator = locator;
    this.shapes = new CommunityShapes(others);
    this.indexOf = new Map(others.map(({ id }, index) => [id, index]));
  }

  /**
   * By the index of the others.
   * @param area valid
   * @throws TooTangledError, InconsistentCoverageError where the shapes cannot be told apart at all
   */
  of(area: AreaGeometry): Overlap[] {
    const overlaps = this.byClipping(area) ?? this.byNoding(area);
    return overlaps.sort((a, b) => a.index - b.index);
  }

  /** Null where Turf fails. */
  private byClipping(area: AreaGeometry): Overlap[] | null {
    try {
      return this.shapes.piecesOf(area).flatMap(({ community, geometry, areaSquareMetres }) => {
        const place = interiorPoint(geometry);
        return place === null
          ? []
          : [{ index: this.indexOf.get(community.id)!, areaSquareMetres, place }];
      });
    } catch (error) {
      // polyclip-ts throws plain Errors; there is the other way.
      if (error instanceof Error) return null;
      throw error;
    }
  }

  private byNoding(area: AreaGeometry): Overlap[] {
    const near = this.locator.near(area);
    const geometries = [area, ...near.map((index) => this.others[index]!.geometry)];
    const arrangement = buildArrangement(geometries, null);
    const facesOf = near.map((): number[] => []);
    for (let face = 1; face < arrangement.faces.faceCount; face++) {
      const owners = ownersOf(arrangement, face);
      if (!owners.includes(0)) continue;
      for (const owner of owners) if (owner > 0) facesOf[owner - 1]!.push(face);
    }
    return near.flatMap((index, i) => {
      const regions = connectFaces(arrangement, facesOf[i]!)
        .map((group) => measureRegion(arrangement, group))
        .filter(({ areaSquareMetres }) => areaSquareMetres > 0);
      regions.sort(byAreaThenPlace);
      const [largest] = regions;
      const place = largest && interiorPoint({ type: 'Polygon', coordinates: largest.rings });
      if (!place) return [];
      const areaSquareMetres = sumInOrder(regions.map((region) => region.areaSquareMetres));
      return [{ index, areaSquareMetres, place }];
    });
  }
}
