import type { Finding, Severity } from '#engine/coverage/types.ts';
import {
  categoryOf,
  countByCategory,
  countBySeverity,
  SEVERITIES,
  toggleCategory,
} from '../state/findings.ts';
import { useStore } from '../state/store-context.ts';
import { FindingBadge } from './finding-badge.tsx';
import { categoryName } from './finding-words.ts';
import { SeverityIcon } from './severity-icon.tsx';

/** Filters that count: what they hold is read off them before they are used. */
export function FindingFilters({ findings }: { findings: readonly Finding[] }) {
  const store = useStore();
  const texts = store.texts.value;
  const filter = store.filter.value;
  const severities = countBySeverity(findings);
  const inSeverity = findings.filter(
    (finding) => filter.severity === null || finding.severity === filter.severity,
  );
  const categories = countByCategory(inSeverity);
  // A chosen category stays in sight when the severity has none of it, so that it can be undone.
  for (const category of filter.categories) {
    if (!categories.has(category)) categories.set(category, 0);
  }
  const setSeverity = (severity: Severity | null): void => store.setFilter({ ...filter, severity });
  const present = SEVERITIES.filter((severity) => severities[severity] > 0);
  if (new Set(findings.map(categoryOf)).size < 2) return null;
  return (
    <div class="filters">
      {present.length > 1 && (
        <fieldset class="segmented segmented-wide" aria-label={texts.filterBySeverity}>
          <button
            type="button"
            aria-pressed={filter.severity === null}
            onClick={() => setSeverity(null)}
          >
            {texts.all} <span class="number">{findings.length}</span>
          </button>
          {present.map((severity) => (
            <button
              key={severity}
              type="button"
              aria-pressed={filter.severity === severity}
              onClick={() => setSeverity(severity)}
            >
              <SeverityIcon severity={severity} />
              {texts.severity[severity]} <span class="number">{severities[severity]}</span>
            </button>
          ))}
        </fieldset>
      )}
      <fieldset class="chips" aria-label={texts.filterByKind}>
        {[...categories].map(([category, count]) => (
          <button
            key={category}
            type="button"
            class="chip"
            aria-pressed={filter.categories.has(category)}
            onClick={() => store.setFilter(toggleCategory(filter, category))}
          >
            <FindingBadge category={category} />
            {categoryName(category, texts)} <span class="number">{count}</span>
          </button>
        ))}
      </fieldset>
    </div>
  );
}
