import type { Finding, Severity } from '#engine/coverage/types.ts';

/**
 * What the panel groups and filters by: the kind of a coverage finding, the rule of a policy
 * finding (all policy findings have the one kind `policy`, which says too little).
 */
export type Category = string;

export const categoryOf = (finding: Finding): Category =>
  finding.kind === 'policy' ? finding.rule : finding.kind;

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

export interface FindingFilter {
  /** null shows all severities. */
  severity: Severity | null;
  /** Empty shows all categories. */
  categories: ReadonlySet<Category>;
}

export const NO_FILTER: FindingFilter = { severity: null, categories: new Set() };

export const isFiltering = (filter: FindingFilter): boolean =>
  filter.severity !== null || filter.categories.size > 0;

export interface FindingGroup {
  category: Category;
  severity: Severity;
  findings: Finding[];
  /** They stand for a written reason. */
  isWaived: boolean;
}

/** The findings that pass the filter, in their order. */
export function filterFindings(findings: readonly Finding[], filter: FindingFilter): Finding[] {
  return findings.filter(
    (finding) =>
      (filter.severity === null || finding.severity === filter.severity) &&
      (filter.categories.size === 0 || filter.categories.has(categoryOf(finding))),
  );
}

/**
 * Groups by severity and category. Errors come first and what is waived last, groups keep the order in which the audit
 * first names them, and findings their order within a group. Read from top to bottom this is the
 * order of the stepper.
 */
export function groupFindings(
  findings: readonly Finding[],
  waived: { has(id: string): boolean } = new Set(),
): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const category = categoryOf(finding);
    const isWaived = waived.has(finding.id);
    const key = `${isWaived} ${finding.severity} ${category}`;
    const group = groups.get(key);
    if (group) group.findings.push(finding);
    else groups.set(key, { category, severity: finding.severity, findings: [finding], isWaived });
  }
  return [...groups.values()].sort(
    (a, b) =>
      Number(a.isWaived) - Number(b.isWaived) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
}

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts: Record<Severity, number> = { error: 0, warning: 0, info: 0 };
  for (const finding of findings) counts[finding.severity]++;
  return counts;
}

/** How many findings there are of each category, in the order of their first appearance. */
export function countByCategory(findings: readonly Finding[]): Map<Category, number> {
  const counts = new Map<Category, number>();
  for (const finding of findings) {
    const category = categoryOf(finding);
    counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  return counts;
}

/** The filter with one category added, or taken out where it was in. */
export function toggleCategory(filter: FindingFilter, category: Category): FindingFilter {
  const categories = new Set(filter.categories);
  if (!categories.delete(category)) categories.add(category);
  return { ...filter, categories };
}
