import type { AreaGeometry, CommunityInput } from './types.ts';

/**
 * The same community with another geometry. Its attributes stay where they are until somebody asks
 * for them: a spread would miss them where they are a getter of a class.
 */
export function withGeometry(
  community: CommunityInput,
  geometry: AreaGeometry | null,
): CommunityInput {
  const { id, name, nameEn } = community;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(nameEn === undefined ? {} : { nameEn }),
    geometry,
    get properties() {
      return community.properties ?? {};
    },
  };
}
