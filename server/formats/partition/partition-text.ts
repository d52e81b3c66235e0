import type { Message } from '#engine/coverage/types.ts';
import { REPLAN_AIMS } from '#engine/propose/alternatives.ts';
import type { PlanScore } from '#engine/propose/score.ts';
import { groupedText } from '../report/figures.ts';
import {
  certificateText,
  type PartitionAlternative,
  type PartitionReport,
} from './partition-report.ts';

type Language = keyof Message;

/** The report in a few lines; of a plan that was not found, the cause. */
export function writePartitionText(report: PartitionReport, language: Language): string {
  const lines = [...outcomeLines(report), ...chainLines(report), ...noteLines(report)];
  return `${lines.map((line) => line[language]).join('\n')}\n`;
}

const JOIN_ISLANDS: Message = {
  zh: '（--join-islands 把离岛与最近的单元相连。）',
  en: ' --join-islands joins them to the nearest unit.',
};

function outcomeLines(report: PartitionReport): Message[] {
  const { score, cost, infeasible } = report;
  if (infeasible !== null || score === null || cost === null) {
    const message = infeasible?.message ?? { zh: '', en: '' };
    const hint = infeasible?.cause === 'island-below' ? JOIN_ISLANDS : { zh: '', en: '' };
    return [
      {
        zh: `没有可行方案：${message.zh}${hint.zh}`,
        en: `No feasible plan: ${message.en}${hint.en}`,
      },
    ];
  }
  const seconds = (report.elapsedMilliseconds / 1000).toFixed(1);
  const [n, parts, price] = [groupedText(score.n), groupedText(score.parts), groupedText(cost, 1)];
  return [
    {
      zh: `${n} 个单元分成 ${parts} 部分 · 代价 ${price} · ${seconds} s`,
      en: `${n} units in ${parts} parts · cost ${price} · ${seconds} s`,
    },
    householdsLine(score),
    borderLine(score),
    ...movedLines(score),
    {
      zh: `证明：${certificateText(report.certificate).zh}`,
      en: `Certificate: ${certificateText(report.certificate).en}`,
    },
    ...report.alternatives.map(alternativeLine),
  ];
}

/** One line: by what it differs. */
function alternativeLine({ aim, score, difference, certificate }: PartitionAlternative): Message {
  const [parts, moved] = [groupedText(score.parts), groupedText(score.movedHouseholds ?? 0)];
  const [weight, other] = [groupedText(score.cutWeight, 1), (100 * difference).toFixed(1)];
  const length = groupedText(score.cutLength);
  const name = REPLAN_AIMS.find(({ id }) => id === aim)?.name ?? { zh: aim, en: aim };
  return {
    zh: `另一方案（${name.zh}）：${parts} 部分，边界代价 ${weight}，长 ${length}，迁移 ${moved} 户，与前面各方案至少相差 ${other} %；${certificateText(certificate).zh}`,
    en: `Alternative (${name.en}): ${parts} parts, borders ${weight} and ${length} long, ${moved} households moved, at least ${other} % different; ${certificateText(certificate).en}`,
  };
}

function householdsLine({
  popMin,
  popMax,
  worstDeviation,
  belowBand,
  aboveBand,
}: PlanScore): Message {
  const range = `${groupedText(popMin)}–${groupedText(popMax)}`;
  const off = belowBand === null || aboveBand === null ? null : belowBand + aboveBand;
  const percent = worstDeviation === null ? null : (100 * worstDeviation).toFixed(1);
  const zh = off !== null && percent === null ? `，${off} 个在区间之外` : `，最大偏差 ${percent} %`;
  const en =
    off !== null && percent === null ? `, ${off} outside the band` : `, at most ${percent} % off`;
  return {
    zh: `户数：${range}${percent === null && off === null ? '' : zh}`,
    en: `Households: ${range}${percent === null && off === null ? '' : en}`,
  };
}

function borderLine({ cutLength, cutEdges, barrierShare, strongBarrierShare }: PlanScore): Message {
  const [length, edges] = [groupedText(cutLength), groupedText(cutEdges)];
  const [any, strong] = [barrierShare, strongBarrierShare].map((x) => (100 * x).toFixed(1));
  return {
    zh: `内部边界：${length}（${edges} 段），${any} % 沿道路、河流等，其中 ${strong} % 强于街巷`,
    en: `Borders: ${length} long in ${edges} pieces, ${any} % along barriers, ${strong} % along ones above a street`,
  };
}

function movedLines({ movedHouseholds, movedShare, movedLowerBound }: PlanScore): Message[] {
  if (movedHouseholds === null || movedShare === null) return [];
  const [moved, share] = [groupedText(movedHouseholds), (100 * movedShare).toFixed(1)];
  const bound = movedLowerBound === null ? null : groupedText(movedLowerBound);
  return [
    {
      zh: `相对现状迁移：${moved} 户（${share} %）${bound === null ? '' : `，至少须迁移 ${bound} 户`}`,
      en: `Moved from the present communities: ${moved} households (${share} %)${bound === null ? '' : `, at least ${bound} must`}`,
    },
  ];
}

function chainLines({ chain }: PartitionReport): Message[] {
  if (chain === null) return [];
  const pace = groupedText(chain.steps / (chain.elapsedMilliseconds / 1000 || 1));
  const [steps, trees] = [groupedText(chain.steps), groupedText(chain.trees)];
  return [
    {
      zh: `随机链：${steps} 步（画了 ${trees} 棵树），每秒 ${pace} 步`,
      en: `Chain: ${steps} steps (${trees} trees drawn), ${pace} steps a second`,
    },
  ];
}

function noteLines({ links, stoppedBy }: PartitionReport): Message[] {
  const notes: Message[] = links.map(({ from, to, distanceMetres }) => ({
    zh: `离岛：单元 ${from} 与 ${to} 相连，相距 ${groupedText(distanceMetres)}`,
    en: `Island: unit ${from} joined to unit ${to}, ${groupedText(distanceMetres)} apart`,
  }));
  if (stoppedBy === 'interrupt') {
    notes.push({
      zh: '搜索被中断：这是当时最好的方案。',
      en: 'The search was interrupted: this is the best plan by then.',
    });
  }
  return notes;
}
