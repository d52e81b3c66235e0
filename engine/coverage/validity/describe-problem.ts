import type { Message, Position } from '../types.ts';
import type { InvalidityKind, InvalidityProblem, ProblemDraft } from './invalidity-problem.ts';

/** Puts a problem into words: what, where, and how to mend it. */
export function describeProblem(draft: ProblemDraft, isMultipart: boolean): InvalidityProblem {
  const { kind, location, polygon, ring } = draft;
  return { kind, location, polygon, ring, message: WORDS[kind](new Place(draft, isMultipart)) };
}

/** Names of the rings and the place concerned, in both languages. */
class Place {
  readonly draft: ProblemDraft;
  readonly zhRing: string;
  readonly enRing: string;
  readonly zhOther: string;
  readonly enOther: string;
  readonly zhAt: string;
  readonly enAt: string;

  constructor(draft: ProblemDraft, isMultipart: boolean) {
    this.draft = draft;
    this.zhRing = zhRingName(draft.polygon, draft.ring, isMultipart);
    this.enRing = enRingName(draft.polygon, draft.ring, isMultipart);
    const other = draft.other ?? draft;
    this.zhOther = zhRingName(other.polygon, other.ring, isMultipart);
    this.enOther = enRingName(other.polygon, other.ring, isMultipart);
    this.zhAt = draft.location ? `在 ${coordinates(draft.location)} 处` : '';
    this.enAt = draft.location ? ` at ${coordinates(draft.location)}` : '';
  }
}

/** 1e-7 degrees is a centimetre. */
function coordinates(position: Position): string {
  return position.map((value) => String(Number(value.toFixed(7)))).join(', ');
}

function zhRingName(polygon: number, ring: number, isMultipart: boolean): string {
  const name = ring === 0 ? '外环' : `第 ${ring} 个孔`;
  return isMultipart ? `第 ${polygon + 1} 部分的${name}` : name;
}

function enRingName(polygon: number, ring: number, isMultipart: boolean): string {
  const name = ring === 0 ? 'outer ring' : `hole ${ring}`;
  return isMultipart ? `${name} of part ${polygon + 1}` : name;
}

const WORDS: Readonly<Record<InvalidityKind, (place: Place) => Message>> = {
  'no-geometry': () => ({
    zh: '没有几何图形，或几何类型不是 Polygon、MultiPolygon。请补画边界。',
    en: 'There is no geometry, or it is neither a Polygon nor a MultiPolygon. Draw the boundary.',
  }),
  empty: ({ zhRing, enRing }) => ({
    zh: `${zhRing}没有任何坐标。请补画，或删去这个空环。`,
    en: `The ${enRing} has no positions. Draw it, or delete the empty ring.`,
  }),
  'non-finite': ({ draft, zhRing, enRing }) => ({
    zh: `${zhRing}有 ${draft.count} 个坐标不是有效数字，首个是第 ${draft.position! + 1} 个点。请改正或删去。`,
    en: `The ${enRing} has ${count(draft.count!, 'position')} without two finite numbers, the first being position ${draft.position! + 1}. Correct or delete ${draft.count === 1 ? 'it' : 'them'}.`,
  }),
  'out-of-range': ({ draft, zhRing, enRing, zhAt, enAt }) => ({
    zh: `${zhRing}有 ${draft.count} 个点超出经度 ±180°、纬度 ±90° 的范围，首个${zhAt}。${draft.hint!.zh}`,
    en: `The ${enRing} has ${count(draft.count!, 'position')} beyond ±180° of longitude or ±90° of latitude, the first${enAt}. ${draft.hint!.en}`,
  }),
  'unclosed-ring': ({ zhRing, enRing, zhAt, enAt }) => ({
    zh: `${zhRing}没有闭合：末点${zhAt}，与首点不同。请在末尾重复首点。`,
    en: `The ${enRing} is not closed: its last position${enAt} differs from its first. Repeat the first position at the end.`,
  }),
  'too-few-points': ({ zhRing, enRing, zhAt, enAt }) => ({
    zh: `${zhRing}${zhAt}的不同顶点少于三个，围不成面。请补足顶点，或删去此环。`,
    en: `The ${enRing}${enAt} has fewer than three different vertices and encloses nothing. Add vertices or delete the ring.`,
  }),
  'zero-area': ({ zhRing, enRing, zhAt, enAt }) => ({
    zh: `${zhRing}${zhAt}的所有顶点都在一条直线上，面积为零。请删去或重画此环。`,
    en: `All vertices of the ${enRing}${enAt} lie on one line, so it has no area. Delete or redraw the ring.`,
  }),
  spike: ({ zhRing, enRing, zhAt, enAt }) => ({
    zh: `${zhRing}${zhAt}有一根尖刺：边界原路折回。请删去尖端的顶点。`,
    en: `The ${enRing} has a spike${enAt}: it goes out and comes back along the same line. Delete the vertex at the tip.`,
  }),
  'self-crossing': ({ draft, zhRing, enRing, zhAt, enAt }) =>
    draft.alongLine
      ? {
          zh: `${zhRing}${zhAt}有两段边重合。请移开其中一段，或把该环拆成几个部分。`,
          en: `Two stretches of the ${enRing} run along each other${enAt}. Move one of them away, or divide the ring into parts.`,
        }
      : {
          zh: `${zhRing}${zhAt}自相交。请移动或删除附近的顶点，使两条边不再交叉。`,
          en: `The ${enRing} crosses itself${enAt}. Move or delete a vertex near there so that its sides no longer cross.`,
        },
  'ring-touches-itself': ({ zhRing, enRing, zhAt, enAt }) => ({
    zh: `${zhRing}${zhAt}与自身相接于一点。请把该点的顶点移开，或在此处把环拆成两个（孔或部分）。`,
    en: `The ${enRing} touches itself${enAt}. Move one of the vertices away, or divide the ring in two there (a hole or a part of its own).`,
  }),
  'rings-cross': ({ draft, zhRing, enRing, zhOther, enOther, zhAt, enAt }) =>
    draft.alongLine
      ? {
          zh: `${zhRing}与${zhOther}${zhAt}有一段边重合。请把孔移入内部，或把重合的一侧并入外部。`,
          en: `The ${enRing} and ${enOther} share a stretch of border${enAt}. Move the hole away from it, or redraw the outer ring around the hole.`,
        }
      : {
          zh: `${zhRing}与${zhOther}${zhAt}相交。请移动顶点，使两个环不再交叉。`,
          en: `The ${enRing} and ${enOther} cross${enAt}. Move the vertices near there so that they no longer cross.`,
        },
  'hole-outside-shell': ({ zhRing, enRing, zhOther, enOther, zhAt, enAt }) => ({
    zh: `${zhRing}${zhAt}不在${zhOther}之内。请移入、删去，或改为独立的部分。`,
    en: `The ${enRing}${enAt} lies outside the ${enOther}. Move it inside, delete it, or make it a part of its own.`,
  }),
  'nested-holes': ({ zhRing, enRing, zhOther, enOther, zhAt, enAt }) => ({
    zh: `${zhRing}${zhAt}位于${zhOther}之内。请删去里面的孔；若孔中确有飞地，请改为独立的部分。`,
    en: `The ${enRing}${enAt} lies inside ${enOther}. Delete the inner hole, or make it a part of its own if it is an island.`,
  }),
  'interior-disconnected': ({ zhRing, enRing, zhAt, enAt }) => ({
    zh: `${zhRing}${zhAt}与其他环相接，把区域内部切成互不相连的几块。请把切开的各块改为独立的部分，或把孔移开。`,
    en: `The ${enRing} touches other rings${enAt} so that the interior falls into pieces that are not connected. Make each piece a part of its own, or move the hole away.`,
  }),
  'parts-overlap': ({ draft, zhRing, enRing, zhOther, enOther, zhAt, enAt }) =>
    draft.alongLine
      ? {
          zh: `${zhRing}与${zhOther}${zhAt}有一段边重合。请把两个部分合并，或修正重叠。`,
          en: `The ${enRing} and the ${enOther} share a stretch of border${enAt}. Merge the two parts, or mend their overlap.`,
        }
      : {
          zh: `${zhRing}与${zhOther}${zhAt}相交，两个部分重叠。请合并两个部分，或改画其边界。`,
          en: `The ${enRing} and the ${enOther} cross${enAt}: the two parts overlap. Merge them, or redraw their borders.`,
        },
  'nested-parts': ({ zhRing, enRing, zhOther, enOther, zhAt, enAt }) => ({
    zh: `${zhRing}${zhAt}位于${zhOther}之内。请删去里面的部分，或为它在外面的部分上开孔。`,
    en: `The ${enRing}${enAt} lies inside the ${enOther}. Delete the inner part, or cut a hole for it in the outer part.`,
  }),
  'more-problems': ({ draft }) => ({
    zh: `共发现 ${draft.count} 个问题，此处只列出前面的部分。请先改正所列问题，再重新检查。`,
    en: `${draft.count} problems were found and only the first are listed. Mend those, then check again.`,
  }),
  'too-many-crossings': () => ({
    zh: '该图形的线段交错过多，检查中途停止，未能查完，可能还有未列出的问题。请简化或重画边界。',
    en: 'The lines of this shape lie across one another so often that the check was stopped before its end: there may be faults that are not listed. Simplify or redraw the boundary.',
  }),
};

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
