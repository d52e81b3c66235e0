import { lengthText } from '../../../coverage/format-figures.ts';
import type { LeftFault } from '../../../coverage/repair/types.ts';
import type { Finding, Message } from '../../../coverage/types.ts';
import type { Infeasible } from '../types.ts';
import type { NoOption } from './repair-finding.ts';

export type RepairCause = NoOption | 'too-wide' | 'unchecked' | 'unusable' | 'rule-broken';

const CAUSES: Readonly<Record<Exclude<RepairCause, 'too-wide' | 'unchecked'>, Message>> = {
  duplicate: {
    zh: '有社区与另一个编号或图形相同，请先核实',
    en: 'a community repeats the id or the area of another: look at that first',
  },
  'no-neighbour': { zh: '没有可以划入的相邻社区', en: 'no community borders it that could get it' },
  'too-tangled': { zh: '边界过于纠缠', en: 'the borders are too tangled' },
  'would-vanish': {
    zh: '会有社区不复存在',
    en: 'a community would vanish',
  },
  unusable: {
    zh: '有关社区的图形无效，随整体修复处理',
    en: 'a community has an invalid shape; it is mended with the whole',
  },
  'rule-broken': {
    zh: '各种修复都会带来新的问题（见 dropped）',
    en: 'every way to repair it would bring a new fault (see “dropped”)',
  },
};

/** Why a finding has no suggestion of its own. */
export function infeasibleFinding(
  { kind, communities, message, widthMetres }: Finding,
  cause: RepairCause,
  limitMetres = 0,
): Infeasible {
  const base = { cause, communities, units: [] };
  if (cause === 'unchecked') return { ...base, message, nearest: null };
  if (cause === 'too-wide') {
    const limit = lengthText(limitMetres);
    const width = lengthText(Math.ceil(widthMetres ?? 0));
    return {
      ...base,
      message: {
        zh: `${message.zh}宽于 ${limit.zh}，不是画线的误差，归属请人工决定${kind === 'gap' ? '（也可能是不属本辖区的飞地）' : ''}。`,
        en: `${message.en} It is wider than ${limit.en}: no fault of drawing, so people are to decide whose it is${kind === 'gap' ? ' (it may be land of another jurisdiction)' : ''}.`,
      },
      nearest: {
        zh: `把上限提高到 ${width.zh}以上即可给出方案。`,
        en: `With a limit above ${width.en} there would be suggestions.`,
      },
    };
  }
  const why = CAUSES[cause];
  return {
    ...base,
    message: {
      zh: `${message.zh}没有单独的修复方案：${why.zh}。`,
      en: `${message.en} It has no suggestion of its own: ${why.en}.`,
    },
    nearest: null,
  };
}

/** What the repair of the whole leaves. */
export const infeasibleLeft = ({ reason, communities, message }: LeftFault): Infeasible => ({
  cause: reason,
  communities,
  units: [],
  message,
  nearest: null,
});
