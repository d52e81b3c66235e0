import {
  COVERAGE_KINDS,
  type CoverageKind,
  type Finding,
  type Message,
} from '#engine/coverage/types.ts';
import { UNIT_RULES } from '#engine/rules/find-unit-faults.ts';
import type { ReportPolicy } from './report-input.ts';

/** What a kind of finding is called, what it means and how it is mended. */
export interface KindHelp {
  name: Message;
  meaning: Message;
  remedy: Message;
}

export const KIND_HELP: Readonly<Record<CoverageKind, KindHelp>> = {
  overlap: {
    name: { zh: '交叉重叠', en: 'overlap' },
    meaning: {
      zh: '同一块地同时划入两个社区。',
      en: 'An area lies in two communities at once.',
    },
    remedy: {
      zh: '把重叠部分划归其中一个社区，使两侧共用同一条界线。',
      en: 'Give the area to one of the two, so that both sides share one border.',
    },
  },
  gap: {
    name: { zh: '管理空白', en: 'gap' },
    meaning: {
      zh: '辖区内有一块地不属于任何社区。',
      en: 'An area of the jurisdiction is in no community.',
    },
    remedy: {
      zh: '把空白划入相邻社区；若它本属其他辖区，请在辖区边界中挖去。',
      en: 'Add it to a neighbour; if it belongs to another jurisdiction, cut it out of the boundary.',
    },
  },
  outside: {
    name: { zh: '超出辖区', en: 'outside' },
    meaning: {
      zh: '社区越出了辖区边界。',
      en: 'A community reaches beyond its jurisdiction.',
    },
    remedy: {
      zh: '把社区界线收回到辖区边界，或核对辖区边界。',
      en: 'Draw the community back to the boundary, or check the boundary itself.',
    },
  },
  'non-contiguous': {
    name: { zh: '不接壤', en: 'non-contiguous' },
    meaning: {
      zh: '一个社区由互不相连的几部分组成。',
      en: 'A community consists of separate parts.',
    },
    remedy: {
      zh: '把飞地划归周围的社区，或说明托管理由。',
      en: 'Give the exclave to the community around it, or mark it as entrusted with a reason.',
    },
  },
  enclave: {
    name: { zh: '被包围', en: 'enclave' },
    meaning: {
      zh: '一个社区完全位于另一个社区之内。',
      en: 'A community lies wholly inside another.',
    },
    remedy: {
      zh: '考虑合并，或调整界线使其另有邻居。',
      en: 'Consider merging the two, or move a border so that it has another neighbour.',
    },
  },
  sliver: {
    name: { zh: '碎缝', en: 'sliver' },
    meaning: {
      zh: '很窄的重叠或空白，多由两侧界线分别绘制造成。',
      en: 'A very narrow overlap or gap, mostly from borders that were drawn twice.',
    },
    remedy: {
      zh: '让两侧共用同一条界线。',
      en: 'Let both sides share one border.',
    },
  },
  mismatch: {
    name: { zh: '界线不吻合', en: 'mismatch' },
    meaning: {
      zh: '两侧界线相差在容差之内，一侧缺少顶点，或一侧是另一侧的简化线。',
      en: 'Two borders differ by less than the tolerance, a vertex is missing on one side, or one side is a simplified version of the other.',
    },
    remedy: {
      zh: '把两侧界线捕捉到同一组顶点。',
      en: 'Snap both borders to the same vertices.',
    },
  },
  invalid: {
    name: { zh: '图形无效', en: 'invalid' },
    meaning: {
      zh: '图形自相交、洞越出外环，或没有图形。',
      en: 'A shape crosses itself, has a hole outside its shell, or is missing.',
    },
    remedy: {
      zh: '在所指的位置重画界线。',
      en: 'Redraw the border at the place named.',
    },
  },
  duplicate: {
    name: { zh: '重复', en: 'duplicate' },
    meaning: {
      zh: '编号或图形重复。',
      en: 'An id or a shape occurs twice.',
    },
    remedy: {
      zh: '删去多余的要素，或改正编号。',
      en: 'Remove the copy, or correct the id.',
    },
  },
  unchecked: {
    name: { zh: '未能检查', en: 'unchecked' },
    meaning: {
      zh: '某一步无法判定，此处不能视为没有问题。',
      en: 'A step could not be decided; do not read it as “nothing found”.',
    },
    remedy: {
      zh: '先修正该社区的其他问题，再重新检查。',
      en: 'Mend the other faults of that community first, then audit again.',
    },
  },
};

export const POLICY_NAME: Message = { zh: '政策规则', en: 'policy' };

export const kindName = (kind: Finding['kind'] | CoverageKind): Message =>
  kind === 'policy' ? POLICY_NAME : KIND_HELP[kind].name;

export interface RuleHelp {
  rule: string;
  title: Message;
  help: Message;
}

/** Every coverage rule that is in use, then the policy's rules that found something, in a stable order. */
export function describeRules(
  findings: readonly Finding[],
  policy: ReportPolicy | undefined,
): RuleHelp[] {
  const byRule = new Map<string, RuleHelp>();
  const inOrder = [...findings].sort(
    (a, b) => kindRank(a) - kindRank(b) || (a.rule < b.rule ? -1 : 1),
  );
  for (const { rule, kind, clause } of inOrder) {
    if (byRule.has(rule)) continue;
    const ofPolicy = policy?.rules.find((candidate) => candidate.rule === rule);
    // A policy rule that could not be checked is of kind `unchecked`.
    if (kind === 'policy' || ofPolicy !== undefined) {
      const title = ofPolicy?.title ?? unitRule(rule) ?? { zh: rule, en: rule };
      const source = ofPolicy?.clause ?? clause;
      byRule.set(rule, {
        rule,
        title,
        help: {
          zh: source === undefined ? title.zh : `${title.zh}（依据：${source}）`,
          en: source === undefined ? title.en : `${title.en} (source: ${source})`,
        },
      });
    } else {
      const { name, meaning, remedy } = KIND_HELP[kind];
      byRule.set(rule, {
        rule,
        title: { zh: `${name.zh}：${meaning.zh}`, en: `${capitalised(name.en)}: ${meaning.en}` },
        help: remedy,
      });
    }
  }
  return [...byRule.values()];
}

/** The wording of a rule about units, which holds whatever the policy. */
export const unitRule = (rule: string): Message | null =>
  Object.hasOwn(UNIT_RULES, rule) ? UNIT_RULES[rule as keyof typeof UNIT_RULES] : null;

const kindRank = ({ kind }: Finding): number =>
  kind === 'policy' ? COVERAGE_KINDS.length : COVERAGE_KINDS.indexOf(kind);

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
