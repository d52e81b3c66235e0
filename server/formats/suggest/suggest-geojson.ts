import type { CommunityInput } from '#engine/coverage/types.ts';
import type { Suggestion } from '#engine/propose/suggest/types.ts';
import type { SuggestReport } from './suggest-report.ts';

/**
 * Suggestions as GeoJSON, one feature a line: the communities that each changes (`feature: community`) and its new
 * borders by the barrier that they follow (`feature: border`), to be filtered by `rank` in a map.
 */
export function writeSuggestGeoJson({ result }: SuggestReport): string {
  return writeCollection(
    result.suggestions.flatMap((suggestion, i) => [
      ...suggestion.communities.map((community) => areaFeature(community, suggestion, i + 1)),
      ...borderFeatures(suggestion, i + 1),
    ]),
  );
}

/** All communities as the first suggestion would have them. */
export function writeSuggestAfter({ result, input }: SuggestReport): string {
  const [first] = result.suggestions;
  if (first === undefined) throw new RangeError('there is no suggestion to carry out');
  const changed = new Map(
    [...first.matched, ...first.communities].map((community) => [community.id, community]),
  );
  const gone = new Set(first.abolished);
  const kept = input.communities.flatMap((community): CommunityInput[] => {
    if (gone.has(community.id)) return [];
    const now = changed.get(community.id);
    changed.delete(community.id);
    return [now ?? community];
  });
  return writeCollection([...kept, ...changed.values()].map((one) => communityFeature(one)));
}

function communityFeature(community: CommunityInput, more: object = {}): object {
  const { id, name, nameEn, properties, geometry } = community;
  return {
    type: 'Feature',
    id,
    properties: {
      ...properties,
      id,
      ...(name === undefined ? {} : { name }),
      ...(nameEn === undefined ? {} : { nameEn }),
      ...more,
    },
    geometry,
  };
}

const areaFeature = (community: CommunityInput, suggestion: Suggestion, rank: number): object =>
  communityFeature(community, { feature: 'community', ...headOf(suggestion, rank) });

const borderFeatures = (suggestion: Suggestion, rank: number): object[] =>
  suggestion.evidence.flatMap(({ communities, stretches }) =>
    stretches.map(({ barrier, lengthMetres, coordinates }) => ({
      type: 'Feature',
      properties: {
        feature: 'border',
        ...headOf(suggestion, rank),
        communities,
        barrier: barrier?.name ?? barrier?.nameEn ?? null,
        class: barrier?.class ?? null,
        lengthMetres: Math.round(lengthMetres * 10) / 10,
      },
      geometry: { type: 'LineString', coordinates },
    })),
  );

const headOf = ({ id, kind, character, score }: Suggestion, rank: number) => ({
  suggestion: id,
  rank,
  kind,
  character,
  score: score.total,
});

const writeCollection = (features: readonly object[]): string =>
  `{"type":"FeatureCollection","features":[\n${features.map((feature) => JSON.stringify(feature)).join(',\n')}\n]}\n`;
