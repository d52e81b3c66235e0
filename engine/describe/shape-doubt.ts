import { findInvalid } from '../coverage/find-invalid.ts';
import type { AreaGeometry, CommunityInput, Message, Position } from '../coverage/types.ts';
import { tooWide } from '../measure/usable-geometry.ts';
import { canonicalRing } from './flat-ring.ts';

/** Why a shape cannot be put into words, or may be put into wrong ones. */
export interface ShapeDoubt {
  /** `unusable`: nothing can be said of it. `invalid`: it is described as it stands. */
  kind: 'unusable' | 'invalid';
  /** A clause without a full stop. */
  why: Message;
}

const NO_SHAPE: Message = {
  zh: '图形缺失，或面积为零',
  en: 'its shape is missing, or has no area',
};

/** Null for a valid shape. */
export function doubtShape({ geometry }: Pick<CommunityInput, 'geometry'>): ShapeDoubt | null {
  if (geometry === null || !partsOf(geometry).some(hasArea)) {
    return { kind: 'unusable', why: NO_SHAPE };
  }
  const wide = tooWide(geometry);
  if (wide !== null) return { kind: 'unusable', why: clause(wide) };
  const [problem] = findInvalid(geometry);
  return problem === undefined ? null : { kind: 'invalid', why: clause(problem.message) };
}

const hasArea = ([shell]: readonly Position[][]): boolean =>
  shell !== undefined && canonicalRing(shell) !== null;

const partsOf = (geometry: AreaGeometry): readonly Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;

const clause = ({ zh, en }: Message): Message => ({
  zh: zh.replace(/。$/, ''),
  en: en.charAt(0).toLowerCase() + en.slice(1).replace(/\.$/, ''),
});
