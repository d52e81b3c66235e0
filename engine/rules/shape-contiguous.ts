import type { CommunityInput, Finding } from '../coverage/types.ts';
import { coverageRule } from './coverage-rule.ts';
import { FIELDS } from './fields.ts';
import { readFlag, readText } from './read-figure.ts';

/**
 * `shape.contiguous`: a community is one part; otherwise its separate parts are marked as entrusted (托管)
 * with a reason, which makes an error a warning. Tested by the coverage audit.
 */
export const shapeContiguous = coverageRule(
  'shape.contiguous',
  'non-contiguous',
  [`communities.${FIELDS.entrusted}`],
  (_rule, finding, { communities }) => {
    const ids = new Set(finding.communities);
    const marks = communities.filter(({ id }) => ids.has(id)).map(readMark);
    const mark =
      marks.find(({ reason }) => reason !== null) ?? marks.find(({ isMarked }) => isMarked);
    if (mark === undefined) return finding;
    return mark.reason === null ? withoutReason(finding) : asEntrusted(finding, mark.reason);
  },
);

interface Mark {
  isMarked: boolean;
  reason: string | null;
}

/** “是” says that the parts are entrusted and not why; “否” that they are not. */
function readMark({ properties }: CommunityInput): Mark {
  const flag = readFlag(properties, FIELDS.entrusted);
  if (flag.state !== 'unreadable') {
    return { isMarked: flag.state === 'known' && flag.value === 1, reason: null };
  }
  const reason = readText(properties, FIELDS.entrusted);
  return { isMarked: reason !== null, reason };
}

function withoutReason(finding: Finding): Finding {
  const { zh, en } = finding.message;
  return {
    ...finding,
    message: {
      zh: `${zh}已标注托管，但没有写明理由。`,
      en: `${en} It is marked as entrusted, but no reason is given.`,
    },
  };
}

function asEntrusted(finding: Finding, reason: string): Finding {
  const { zh, en } = finding.message;
  return {
    ...finding,
    severity: finding.severity === 'error' ? 'warning' : finding.severity,
    message: {
      zh: `${zh}已标注托管：${reason}`,
      en: `${en} Marked as entrusted: ${reason}`,
    },
    figures: { ...finding.figures, entrusted: reason },
  };
}
