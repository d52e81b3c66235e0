import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { type CoverageFeature, generateCoverage } from '../../bench/coverage/generator/coverage.ts';

/** A coverage of long, crooked borders: an edit concerns a small part of what its communities are. */
export interface DetailedCoverage {
  communities: CommunityInput[];
  /** Outline of the clean coverage. */
  outline: AreaGeometry;
}

/** @param dirt share of the communities with a planted fault */
export function detailedCoverage(seed: number, dirt: number, cells = 24): DetailedCoverage {
  const coverage = generateCoverage({ cells, seed, dirt, segments: [8, 40] });
  const features = coverage.features(dirt === 0 ? 'clean' : 'dirty', []);
  return {
    communities: Array.from(features, asCommunity),
    outline: { type: 'Polygon', coordinates: [closed(coverage.outline)] },
  };
}

const asCommunity = ({ id, polygons }: CoverageFeature): CommunityInput => ({
  id: `C${id}`,
  geometry: {
    type: 'MultiPolygon',
    coordinates: polygons.map((rings) => rings.map(closed)),
  },
});

const closed = (ring: readonly (readonly number[])[]): Position[] =>
  [...ring, ring[0]!].map(([lon, lat]) => [lon!, lat!]);
