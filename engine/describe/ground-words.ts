import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Message } from '../coverage/types.ts';
import { countText } from '../rules/rule-text.ts';
import { recorded } from './adjusted-pieces.ts';
import type { AdjustedPiece, HouseholdFigure } from './adjustment-types.ts';
import { surfaceWords } from './boundary-text.ts';
import { listWords } from './limit-words.ts';

/** How ground that changes hands is called in an adjustment. */

/** What the writer of an item looks communities up in. */
export interface StateNames {
  before(id: string): CommunityInput;
  after(id: string): CommunityInput;
}

/**
 * “X路以南、Y路以西区域（A社区全部辖区，约0.42平方千米，380户）”, of all the pieces that a community had; a
 * detached one is named apart.
 */
function wholeWords(pieces: readonly AdjustedPiece[], names: StateNames): Message {
  const community = names.before(pieces[0]!.from!);
  const { zh, en } = nameOf(community);
  const sum = pieces.reduce((area, { areaSquareMetres }) => area + areaSquareMetres, 0);
  const households = pieces.length === 1 ? pieces[0]!.households : recorded(community);
  const inner = figures(sum, households ?? null);
  const limits = pieces.map(({ text }) => text).filter((text) => text.zh !== '');
  const chinese = limits.map((text) => text.zh).join('及飞地');
  const english = limits.map((text) => text.en).join('; with an exclave ');
  const figuresZh = inner.map((text) => text.zh);
  const figuresEn = inner.map((text) => text.en).join(', ');
  return {
    zh:
      chinese === ''
        ? `${zh}全部辖区（${figuresZh.join('，')}）`
        : `${chinese}（${[`${zh}全部辖区`, ...figuresZh].join('，')}）`,
    en: `the whole of ${en} (${english === '' ? '' : `${english}; `}${figuresEn})`,
  };
}

/** The ground of an item, a whole community in one. */
export function groundOf(pieces: readonly AdjustedPiece[], names: StateNames): Message[] {
  const told = new Set<string>();
  return pieces.flatMap((piece): Message[] => {
    const { from, isWhole } = piece;
    if (!isWhole || from === null) return [partOf(piece, names)];
    if (told.has(from)) return [];
    told.add(from);
    return [
      wholeWords(
        pieces.filter((other) => other.isWhole && other.from === from),
        names,
      ),
    ];
  });
}

/** Several pieces of ground; “、” stands inside each already. */
export function groundWords(texts: readonly Message[]): Message {
  const chinese = texts.map(({ zh }) => zh);
  const last = chinese.pop() ?? '';
  return {
    zh: chinese.length === 0 ? last : `${chinese.join('，')}以及${last}`,
    en: listWords(texts).en,
  };
}

/** “A社区X路以南区域（约0.12平方千米，140户）”; without its community where that has been named. */
export function partOf(piece: AdjustedPiece, names: StateNames | null): Message {
  const source = names === null || piece.from === null ? null : nameOf(names.before(piece.from));
  const known = figures(piece.areaSquareMetres, piece.households ?? null);
  const inner = piece.remark === null ? known : [...known, piece.remark];
  const { zh, en } = piece.text.zh === '' ? ALL : piece.text;
  return {
    zh: `${source?.zh ?? ''}${zh}（${inner.map((text) => text.zh).join('，')}）`,
    en: `${source === null ? en : partOfCommunity(en, source.en)} (${inner.map((text) => text.en).join(', ')})`,
  };
}

/** “the part of A Community east of X Road”, “the northern part of A Community”. */
const partOfCommunity = (part: string, community: string): string =>
  part.startsWith('the part ')
    ? `the part of ${community} ${part.slice('the part '.length)}`
    : `${part} of ${community}`;

const ALL: Message = { zh: '全部区域', en: 'all of it' };

function figures(areaSquareMetres: number, households: HouseholdFigure | null): Message[] {
  const area = surfaceWords(areaSquareMetres);
  // An estimate of none is no news.
  if (households === null || (households.estimated && households.value === 0)) return [area];
  const { value, estimated } = households;
  const count = countText(value);
  const about = estimated ? { zh: '约', en: 'about ' } : { zh: '', en: '' };
  return [
    area,
    {
      zh: `${about.zh}${count.replaceAll(',', '')}户`,
      en: `${about.en}${count} household${value === 1 ? '' : 's'}`,
    },
  ];
}
