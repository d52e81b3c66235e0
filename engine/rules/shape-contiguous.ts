import type { CommunityInput, Finding } from '../coverage/types.ts';
import { coverageRule } from './coverage-rule.ts';
import { FIELDS } from './fields.ts';
import { readText } from './read-figure.ts';

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
    const marked = communities.filter(({ id }) => ids.has(id)).map(entrusted);
    const reason = marked.find((text) => text !== null);
    return typeof reason === 'string' ? asEntrusted(finding, reason) : finding;
  },
);

const entrusted = ({ properties }: CommunityInput): string | null =>
  readText(properties, FIELDS.entrusted);

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
