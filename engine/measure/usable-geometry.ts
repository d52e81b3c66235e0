import { findInvalid } from '../coverage/find-invalid.ts';
import type { AreaGeometry, CommunityInput, Message } from '../coverage/types.ts';
import { boxOf } from './box-of.ts';
import { remember } from './remember.ts';
import { type Missing, missing } from './results.ts';

export type UsableGeometry = { ok: true; geometry: AreaGeometry } | { ok: false; why: Missing };

/**
 * The area of a community, where figures can be taken of it: valid in the sense of `findInvalid`, and
 * not across the antimeridian.
 */
export const usableGeometry: (community: CommunityInput) => UsableGeometry = remember(
  ({ geometry }) => {
    const problems = findInvalid(geometry);
    const first = problems[0];
    if (geometry === null || first?.kind === 'no-geometry') {
      return refuse('no-geometry', {
        zh: '没有图形：请补画边界。',
        en: 'There is no geometry: draw the boundary.',
      });
    }
    if (first !== undefined) {
      const more = problems.length - 1;
      return refuse('invalid-geometry', {
        zh: `图形无效：${first.message.zh}${more > 0 ? `（另有 ${more} 个问题）` : ''}`,
        en: `The geometry is invalid: ${first.message.en}${more > 0 ? ` (and ${more} more)` : ''}`,
      });
    }
    const wide = tooWide(geometry);
    if (wide !== null) return refuse('too-wide', wide);
    return { ok: true, geometry };
  },
);

/** Why an area that reaches around half of the globe is not worked with; null for others. */
export function tooWide(geometry: AreaGeometry): Message | null {
  const [west, , east] = boxOf(geometry);
  const span = east - west;
  if (!(span > 180)) return null;
  return {
    zh: `其经度跨度达 ${Math.round(span)}°，可能跨越 180° 经线或包含极点，尚不支持。`,
    en: `It spans ${Math.round(span)}° of longitude; areas across the antimeridian or around a pole are not supported yet.`,
  };
}

const refuse = (reason: string, message: Message): UsableGeometry => ({
  ok: false,
  why: missing(reason, message),
});
