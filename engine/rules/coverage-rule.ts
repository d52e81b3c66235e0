import type { Finding } from '../coverage/types.ts';
import { severityFor } from './findings.ts';
import type { CoverageRule } from './types.ts';

/** A rule whose test is the coverage audit's: the policy gives severity and clause. */
export function coverageRule(
  id: string,
  governs: CoverageRule['governs'],
  reads: readonly string[] = [],
  adjust: (...[rule, finding, context]: Parameters<CoverageRule['grade']>) => Finding = (
    _rule,
    finding,
  ) => finding,
): CoverageRule {
  return {
    id,
    thresholds: {},
    reads,
    governs,
    grade(rule, finding, context) {
      const severity = severityFor(rule, context, finding.communities);
      return adjust(rule, { ...finding, severity, clause: rule.clause }, context);
    },
  };
}
