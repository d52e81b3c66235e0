import { type Arrangement, connectFaces, isInJurisdiction, ownersOf } from './arrangement.ts';
import {
  byAreaThenPlace,
  type CoverageContext,
  labelOf,
  type MeasuredRegion,
  measureRegion,
  regionsGeometry,
} from './context.ts';
import { widestOf } from './find-overlaps.ts';
import { findingId } from './finding-id.ts';
import { areaText, lengthText } from './format-figures.ts';
import type { Finding } from './types.ts';

/** What one community covers beyond the jurisdiction's outline. */
export interface Outside {
  owner: number;
  regions: MeasuredRegion[];
  areaSquareMetres: number;
}

/** Every community that reaches beyond the outline; none when no outline is given. */
export function collectOutside(arrangement: Arrangement): Outside[] {
  if (!arrangement.hasJurisdiction) return [];
  const beyond = new Map<number, number[]>();
  for (let face = 0; face < arrangement.faces.faceCount; face++) {
    if (isInJurisdiction(arrangement, face)) continue;
    for (const owner of ownersOf(arrangement, face)) {
      const faces = beyond.get(owner);
      if (faces === undefined) beyond.set(owner, [face]);
      else faces.push(face);
    }
  }
  return [...beyond]
    .sort(([a], [b]) => a - b)
    .map(([owner, faces]) => {
      const regions = connectFaces(arrangement, faces)
        .map((group) => measureRegion(arrangement, group, [owner, arrangement.communities]))
        .sort(byAreaThenPlace);
      const areaSquareMetres = regions.reduce((sum, region) => sum + region.areaSquareMetres, 0);
      return { owner, regions, areaSquareMetres };
    });
}

/** `coverage.outside`, one finding a community. */
export function findOutside(context: CoverageContext, outside: readonly Outside[]): Finding[] {
  const { minAreaSquareMetres, sliverWidthMetres } = context.settings;
  return outside
    .filter(({ areaSquareMetres }) => areaSquareMetres >= minAreaSquareMetres)
    .map(({ owner, regions, areaSquareMetres }) => {
      const widest = widestOf(regions);
      const widthMetres = widest.circle.diameterMetres;
      const name = labelOf(context, owner);
      const id = context.communities[owner]!.id;
      const area = areaText(areaSquareMetres);
      const width = lengthText(widthMetres);
      return {
        id: findingId('coverage.outside', [id]),
        rule: 'coverage.outside',
        kind: 'outside',
        severity: 'error',
        communities: [id],
        areaSquareMetres,
        widthMetres,
        location: widest.circle.centre,
        geometry: regionsGeometry(regions),
        message: {
          zh: `“${name.zh}”超出辖区 ${area.zh}，最宽处 ${width.zh}。`,
          en: `${name.en} reaches ${area.en} beyond the jurisdiction, at most ${width.en} wide.`,
        },
        fixes: [],
        sliver: widthMetres < sliverWidthMetres,
        figures: { pieces: regions.length },
      } satisfies Finding;
    });
}
