import { TangledBarriersError } from '../barriers/prepare/node-strands.ts';
import { barrierName as barrierText } from '../barriers/prepare/notes.ts';
import type { Barrier } from '../barriers/types.ts';
import { byCodePoint } from '../coverage/context.ts';
import { areaText, listText } from '../coverage/format-figures.ts';
import type { InconsistentCoverageError } from '../coverage/label-faces.ts';
import { nameOf } from '../coverage/name-of.ts';
import { TooTangledError } from '../coverage/node-edges.ts';
import type { CommunityInput, Message, Position } from '../coverage/types.ts';
import type { DividedEstate } from './keep-estates-whole.ts';
import type { UnitNote } from './types.ts';

/** What of a note is not empty. */
type Draft = Pick<UnitNote, 'kind' | 'message'> & Partial<UnitNote>;

export function unitNote(draft: Draft): UnitNote {
  return {
    barriers: [],
    units: [],
    communities: [],
    estates: [],
    lengthMetres: 0,
    areaSquareMetres: null,
    location: null,
    ...draft,
  };
}

export function outlineAssumed(): UnitNote {
  return unitNote({
    kind: 'outline-assumed',
    message: {
      zh: '未提供辖区边界：以各社区合并后的外轮廓为辖区，社区之间围住的空白也计入辖区。',
      en: 'No jurisdiction outline was given: the outline of all communities together was taken, with the gaps that they enclose.',
    },
  });
}

export function invalidJurisdiction(problem: Message, isUsed: boolean): UnitNote {
  return unitNote({
    kind: 'invalid-area',
    message: {
      zh: `辖区边界图形无效，${isUsed ? '按奇偶规则取其范围' : '未能划分单元'}：${problem.zh}`,
      en: `The jurisdiction's outline is invalid; ${isUsed ? 'what it covers by the even–odd rule was taken' : 'no units could be made'}: ${problem.en}`,
    },
  });
}

export function invalidCommunity(
  community: CommunityInput,
  problem: Message,
  isUsed: boolean,
): UnitNote {
  const name = nameOf(community);
  return unitNote({
    kind: 'invalid-area',
    communities: [community.id],
    message: {
      zh: `“${name.zh}”的图形无效，${isUsed ? '按奇偶规则取其范围' : '没有单元归入该社区'}：${problem.zh}`,
      en: `The shape of ${name.en} is invalid; ${isUsed ? 'what it covers by the even–odd rule was taken' : 'no unit lies in it'}: ${problem.en}`,
    },
  });
}

/** Ground that several communities claim. */
export function overlapNote(
  claimants: readonly CommunityInput[],
  winner: CommunityInput,
  areaSquareMetres: number,
  location: Position | null,
): UnitNote {
  const names = listText(claimants.map(nameOf));
  const name = nameOf(winner);
  const area = areaText(areaSquareMetres);
  return unitNote({
    kind: 'community-overlap',
    communities: claimants.map(({ id }) => id).sort(byCodePoint),
    areaSquareMetres,
    location,
    message: {
      zh: `${names.zh}重叠 ${area.zh}，计入其中面积较小的“${name.zh}”。`,
      en: `${names.en} overlap by ${area.en}; that ground was counted to ${name.en}, the smaller one.`,
    },
  });
}

export function outsideNote(
  claimants: readonly CommunityInput[],
  areaSquareMetres: number,
  location: Position | null,
): UnitNote {
  const names = listText(claimants.map(nameOf));
  const area = areaText(areaSquareMetres);
  return unitNote({
    kind: 'community-outside',
    communities: claimants.map(({ id }) => id).sort(byCodePoint),
    areaSquareMetres,
    location,
    message: {
      zh: `${names.zh}有 ${area.zh} 在辖区之外，不属于任何单元。`,
      en: `${area.en} of ${names.en} ${claimants.length > 1 ? 'lie' : 'lies'} outside the jurisdiction and ${claimants.length > 1 ? 'are' : 'is'} in no unit.`,
    },
  });
}

/** Ground in no community that became units of its own. */
export function gapNote(
  units: readonly string[],
  areaSquareMetres: number,
  location: Position | null,
): UnitNote {
  const area = areaText(areaSquareMetres);
  return unitNote({
    kind: 'community-gap',
    units: [...units],
    areaSquareMetres,
    location,
    message: {
      zh: `${area.zh} 不属于任何社区，划为 ${units.length} 个单元，社区为空。`,
      en: `${area.en} lie in no community: ${units.length} ${units.length === 1 ? 'unit' : 'units'} without one.`,
    },
  });
}

/** Ground in no community that was too little for a unit. */
export function filledGapNote(
  unit: string,
  areaSquareMetres: number,
  location: Position | null,
): UnitNote {
  const area = areaText(areaSquareMetres);
  return unitNote({
    kind: 'community-gap',
    units: [unit],
    areaSquareMetres,
    location,
    message: {
      zh: `${area.zh} 不属于任何社区，又不足以单独成为单元，并入单元 ${unit}。`,
      en: `${area.en} lie in no community and are too little for a unit: joined to unit ${unit}.`,
    },
  });
}

export function crumbKeptNote(
  unit: string,
  areaSquareMetres: number,
  community: CommunityInput | null,
  location: Position,
): UnitNote {
  const area = areaText(areaSquareMetres);
  const name = community === null ? null : nameOf(community);
  return unitNote({
    kind: 'crumb-kept',
    units: [unit],
    communities: community === null ? [] : [community.id],
    areaSquareMetres,
    location,
    message: {
      zh: `单元 ${unit}（${area.zh}）小于或窄于下限，但它是${name === null ? '辖区' : `“${name.zh}”`}的一个独立部分，没有可并入的邻居，予以保留。`,
      en: `Unit ${unit} (${area.en}) is smaller or narrower than asked for, but it is a separate part of ${name === null ? 'the jurisdiction' : name.en}, with no neighbour to join: kept.`,
    },
  });
}

const REASONS: Readonly<Record<DividedEstate['reason'], (line: Barrier | null) => Message>> = {
  'strong-line': (line) => {
    const name = line === null ? { zh: '', en: '' } : barrierName(line);
    return { zh: `位于${name.zh}两侧`, en: `lies on both sides of ${name.en}` };
  },
  community: () => ({
    zh: '跨越社区边界',
    en: 'lies on both sides of a border between communities',
  }),
  apart: () => ({
    zh: '各部分互不相邻',
    en: 'has parts that are not next to each other',
  }),
};

export function dividedEstateNote(
  { pieces: { estate, areaSquareMetres }, reason }: DividedEstate,
  line: Barrier | null,
  units: readonly string[],
  location: Position | null,
): UnitNote {
  const name = nameOf(estate);
  const why = REASONS[reason](line);
  return unitNote({
    kind: 'estate-divided',
    units: [...units],
    estates: [estate.id],
    barriers: line === null ? [] : [line.id],
    areaSquareMetres,
    location,
    message: {
      zh: `楼盘“${name.zh}”${why.zh}，分在 ${units.length} 个单元中：${units.join('、')}。`,
      en: `Estate ${name.en} ${why.en}; it lies in ${units.length} units: ${units.join(', ')}.`,
    },
  });
}

const LINE_WORDS: Readonly<Partial<Record<Barrier['class'], Message>>> = {
  expressway: { zh: '一条高速公路或快速路', en: 'an expressway' },
  river: { zh: '一条河流', en: 'a river' },
  railway: { zh: '一条铁路', en: 'a railway' },
};

function barrierName(line: Barrier): Message {
  if (line.name === undefined && line.nameEn === undefined) {
    return LINE_WORDS[line.class] ?? { zh: '一条界线', en: 'a line' };
  }
  const { zh, en } = nameOf(line);
  return { zh: `“${zh}”`, en };
}

export function estateUncheckedNote(
  estate: { id: string; name?: string; nameEn?: string },
  because: Message,
): UnitNote {
  const name = nameOf(estate);
  return unitNote({
    kind: 'estate-unchecked',
    estates: [estate.id],
    message: {
      zh: `未能确定楼盘“${name.zh}”位于哪些单元：${because.zh}`,
      en: `It could not be told which units estate ${name.en} lies in: ${because.en}`,
    },
  });
}

export function estateOutsideNote(estate: {
  id: string;
  name?: string;
  nameEn?: string;
}): UnitNote {
  const name = nameOf(estate);
  return unitNote({
    kind: 'estate-outside',
    estates: [estate.id],
    message: {
      zh: `楼盘“${name.zh}”不在辖区之内。`,
      en: `Estate ${name.en} does not lie in the jurisdiction.`,
    },
  });
}

/** Nothing to cut: the jurisdiction or all communities are without a usable area. */
export function noGroundNote(): UnitNote {
  return unitNote({
    kind: 'failed',
    message: {
      zh: '未能划分单元：没有可用的辖区范围。请提供有效的辖区边界，或至少一个有效的社区。',
      en: 'No units could be made: there is no usable ground. Give a valid outline of the jurisdiction, or at least one valid community.',
    },
  });
}

export function failedNote(error: TooTangledError | InconsistentCoverageError): UnitNote {
  if (error instanceof TangledBarriersError) return tangledNote(error);
  const isTangled = error instanceof TooTangledError;
  return unitNote({
    kind: 'failed',
    message: {
      zh: `未能划分单元，没有结果：${isTangled ? '界线或边界相互交叉过多' : '划分结果自相矛盾'}（${error.message}）。请检查输入的图形。`,
      en: `No units could be made: ${isTangled ? 'lines and borders cross each other too often' : 'the division contradicts itself'} (${error.message}). Check the shapes that were given.`,
    },
  });
}

function tangledNote({ barrier }: TangledBarriersError): UnitNote {
  const name = barrierText(barrier);
  return unitNote({
    kind: 'failed',
    barriers: [barrier.id],
    message: {
      zh: `未能划分单元，没有结果：道路、河流等相互交叉过多，交叉最多的是${name.zh}。请改正或去掉该要素后重试。`,
      en: `No units could be made: barriers cross each other too often, ${name.en} most of all. Mend it or leave it out, and try again.`,
    },
  });
}
