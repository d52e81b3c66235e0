import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Message } from '../coverage/types.ts';
import { type CommunityKind, readKind } from '../rules/community-kind.ts';
import type { AdjustedPiece, AdjustmentItem } from './adjustment-types.ts';
import { groundOf, groundWords, partOf, type StateNames } from './ground-words.ts';
import { listWords } from './limit-words.ts';

const KIND_WORDS: Readonly<Record<CommunityKind, Message>> = {
  urban: { zh: '城市社区', en: 'an urban community' },
  village: { zh: '行政村', en: 'a village' },
  converted: { zh: '村改社区', en: 'a village-converted community' },
  park: { zh: '园区社区', en: 'a park community' },
};

type Written = Omit<AdjustmentItem, 'text'>;

/** The sentence of one item. */
export function itemText(item: Written, names: StateNames): Message {
  switch (item.kind) {
    case 'merge':
      return mergeText(item, names);
    case 'split':
      return splitText(item, names);
    case 'create':
      return createText(item, names);
    case 'abolish':
      return abolishText(item, names);
    case 'convert':
      return convertText(item, names);
    case 'rename':
      return renameText(item, names);
    default:
      return pieceText(item, names);
  }
}

function mergeText({ abolished, created, to, pieces }: Written, names: StateNames): Message {
  const gone = listWords(abolished.map((id) => nameOf(names.before(id))));
  const target = nameOf(names.after(to[0]!));
  const ground = groundOf(pieces, names);
  const whole = groundWords(ground);
  if (created.length === 0) {
    return {
      zh: `撤销${gone.zh}，将${whole.zh}划入${target.zh}管辖。`,
      en: `Abolish ${gone.en}; ${whole.en} ${passes(ground)} to ${target.en}.`,
    };
  }
  return {
    zh: `撤销${gone.zh}，合并设立${target.zh}，管辖${whole.zh}。`,
    en: `Abolish ${gone.en} and merge them into a new community, ${target.en}, which takes ${whole.en}.`,
  };
}

function splitText({ from, abolished, created, pieces }: Written, names: StateNames): Message {
  const source = nameOf(names.before(from[0]!));
  const made = listWords(created.map((id) => nameOf(names.after(id))));
  if (abolished.length === 0) {
    const parts = partsByTarget(pieces, created, names, FORM);
    return {
      zh: `从${source.zh}析出${parts.zh}。`,
      en: `Out of ${source.en}, ${parts.en}.`,
    };
  }
  const parts = partsByTarget(pieces, created, names, GO_TO);
  return {
    zh: `撤销${source.zh}，分设${made.zh}：将原${source.zh}${parts.zh}。`,
    en: `Abolish ${source.en} and divide it into ${made.en}: ${parts.en}.`,
  };
}

/** What ground does, and what one or several pieces of it do in English. */
interface Verb {
  zh: string;
  one: string;
  several: string;
}
const FORM: Verb = { zh: '设立', one: 'forms', several: 'form' };
const GO_TO: Verb = { zh: '划归', one: 'goes to', several: 'go to' };

/** “X路以北区域（…）设立B社区，X路以南区域（…）设立C社区”. */
function partsByTarget(
  pieces: readonly AdjustedPiece[],
  targets: readonly string[],
  names: StateNames,
  verb: Verb,
): Message {
  const parts = targets.map((id) => {
    const own = pieces.filter(({ to }) => to === id);
    const ground = groundWords(own.map((piece) => partOf(piece, null)));
    const target = nameOf(names.after(id));
    return {
      zh: `${ground.zh}${verb.zh}${target.zh}`,
      en: `${ground.en} ${own.length === 1 ? verb.one : verb.several} ${target.en}`,
    };
  });
  return { zh: parts.map(({ zh }) => zh).join('，'), en: parts.map(({ en }) => en).join('; ') };
}

function createText({ abolished, to, pieces }: Written, names: StateNames): Message {
  const target = nameOf(names.after(to[0]!));
  const parts = groundOf(pieces, names);
  const ground = groundWords(parts);
  const gone = listWords(abolished.map((id) => nameOf(names.before(id))));
  const ends =
    abolished.length === 0
      ? { zh: '', en: '' }
      : { zh: `撤销${gone.zh}，`, en: `Abolish ${gone.en}. ` };
  // Without a shape there is no ground to tell.
  const takes =
    parts.length === 0
      ? { zh: '', en: '' }
      : { zh: `，将${ground.zh}划入其管辖`, en: `; ${ground.en} ${passes(parts)} to it` };
  return {
    zh: `${ends.zh}设立${target.zh}${takes.zh}。`,
    en: `${ends.en}Create ${target.en}${takes.en}.`,
  };
}

function abolishText({ from, to, pieces }: Written, names: StateNames): Message {
  const source = nameOf(names.before(from[0]!));
  const parts = to.map((id): Message => {
    const own = pieces.filter((piece) => piece.to === id);
    const ground = groundWords(own.map((piece) => partOf(piece, null)));
    const target = nameOf(names.after(id));
    return {
      zh: `将${ground.zh}划入${target.zh}管辖`,
      en: `${ground.en} ${passes(own)} to ${target.en}`,
    };
  });
  const left = pieces.filter(({ to: target }) => target === null);
  if (left.length > 0) {
    const ground = groundWords(left.map((piece) => partOf(piece, null)));
    parts.push({
      zh: `${ground.zh}不再划入任何社区`,
      en: `${ground.en} ${left.length === 1 ? 'is' : 'are'} left to no community`,
    });
  }
  const rest = parts.length === 0 ? { zh: '', en: '' } : { zh: '，', en: ': ' };
  return {
    zh: `撤销${source.zh}${rest.zh}${parts.map(({ zh }) => zh).join('，')}。`,
    en: `Abolish ${source.en}${rest.en}${parts.map(({ en }) => en).join('; ')}.`,
  };
}

/** Of a community whose kind is known: nothing else is a conversion. */
function kindWords(community: CommunityInput): Message {
  const kind = readKind(community);
  if (kind === null) throw new Error(`the kind of community ${community.id} is unknown`);
  return KIND_WORDS[kind];
}

function convertText({ from, to, pieces }: Written, names: StateNames): Message {
  const [before, after] = [names.before(from[0]!), names.after(to[0]!)];
  const [old, now] = [nameOf(before), nameOf(after)];
  const was = kindWords(before);
  const is = kindWords(after);
  const range =
    pieces.length === 0
      ? { zh: '管辖范围不变', en: 'its ground is unchanged' }
      : { zh: '管辖范围同时调整', en: 'its ground is adjusted as well' };
  const renamed = old.zh === now.zh ? null : now;
  return {
    zh: `${old.zh}成建制由${was.zh}改为${is.zh}${renamed === null ? '' : `，更名为${renamed.zh}`}，${range.zh}。`,
    en: `${old.en} is converted as a whole from ${was.en} to ${is.en}${renamed === null ? '' : `, under the name of ${renamed.en}`}; ${range.en}.`,
  };
}

function renameText({ from, to, pieces }: Written, names: StateNames): Message {
  const [before, after] = [names.before(from[0]!), names.after(to[0]!)];
  const [old, now] = [nameOf(before), nameOf(after)];
  const range =
    pieces.length === 0
      ? { zh: '，管辖范围不变', en: '; its ground is unchanged' }
      : { zh: '', en: '' };
  const zh: string[] = [];
  const en: string[] = [];
  // Each language tells what becomes of its own name; where that stays, of the other one.
  if (old.zh !== now.zh) zh.push(`更名为${now.zh}`);
  else if (old.en !== now.en) {
    zh.push(after.nameEn?.trim() ? `英文名称改为${now.en}` : '不再有英文名称');
  }
  if (old.en !== now.en) en.push(`is renamed ${now.en}`);
  else if (old.zh !== now.zh) en.push(`is named ${now.zh} in Chinese`);
  if (before.id !== after.id) {
    zh.push(`编码由${before.id}改为${after.id}`);
    en.push(`changes its code from ${before.id} to ${after.id}`);
  }
  return {
    zh: `${old.zh}${zh.join('，')}${range.zh}。`,
    en: `${old.en} ${en.join(' and ')}${range.en}.`,
  };
}

function pieceText({ kind, from, to, pieces }: Written, names: StateNames): Message {
  const own = kind === 'fill' ? null : nameOf(names.before(from[0]!));
  const target = kind === 'release' ? null : nameOf(names.after(to[0]!));
  const ground = groundWords(pieces.map((piece) => partOf(piece, null)));
  const is = pieces.length === 1 ? 'is' : 'are';
  switch (kind) {
    case 'fill':
      return {
        zh: `将未划入任何社区的${ground.zh}划入${target!.zh}管辖。`,
        en: `Of ground that belonged to no community, ${ground.en} ${passes(pieces)} to ${target!.en}.`,
      };
    case 'release':
      return {
        zh: `${own!.zh}${ground.zh}不再划入任何社区。`,
        en: `Of ${own!.en}, ${ground.en} ${is} left to no community.`,
      };
    case 'resolve':
      return {
        zh: `${own!.zh}与${target!.zh}原交叉重叠的${ground.zh}明确由${target!.zh}管辖。`,
        en: `Of ground that ${own!.en} and ${target!.en} both had, ${ground.en} ${is} settled on ${target!.en}.`,
      };
    case 'overlap':
      return {
        zh: `${target!.zh}管辖范围扩至${own!.zh}${ground.zh}，与其交叉重叠，应予明确。`,
        en: `${target!.en} is extended over ground that ${own!.en} keeps, ${ground.en}: an overlap, to be settled.`,
      };
    default:
      return {
        zh: `将${own!.zh}${ground.zh}划入${target!.zh}管辖。`,
        en: `Of ${own!.en}, ${ground.en} ${passes(pieces)} to ${target!.en}.`,
      };
  }
}

const passes = (pieces: readonly unknown[]): string => (pieces.length === 1 ? 'passes' : 'pass');
