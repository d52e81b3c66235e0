import { useEffect, useRef, useState } from 'preact/hooks';
import type { AuditResult, Finding } from '#engine/coverage/types.ts';
import { formatArea, formatCount } from '../i18n/format.ts';
import {
  countByCategory,
  type FindingGroup,
  groupFindings,
  isFiltering,
  NO_FILTER,
} from '../state/findings.ts';
import { readyValue } from '../state/loadable.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import { FindingBadge } from './finding-badge.tsx';
import { FindingFilters } from './finding-filters.tsx';
import { categoryName, communityNames, figuresOf } from './finding-words.ts';
import { Icon } from './icon.tsx';
import { policyWords } from './policy-words.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { SeverityIcon } from './severity-icon.tsx';
import { Stepper } from './stepper.tsx';

/** The findings that nobody has waived. */
export function standingFindings(store: Store): Finding[] {
  const waived = store.waived.value;
  return (readyValue(store.audit.value)?.findings ?? []).filter(({ id }) => !waived.has(id));
}

/** Lower windows have no room for chips beside a list. Pixels. */
const FILTERS_FROM_HEIGHT = 900;

/** The audit: running, failed, clean, or its findings to go through. */
export function FindingsPanel() {
  const store = useStore();
  const texts = store.texts.value;
  const audit = store.audit.value;
  const findings = audit.status === 'ready' ? audit.value.findings : [];
  const standing = standingFindings(store).length;
  const waived = findings.length - standing;
  // While a plan is edited the room is for the list, unless the reader has said otherwise.
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isEditing = store.planner.draft.value !== null;
  const isOpen = chosen ?? (!isEditing && window.innerHeight >= FILTERS_FROM_HEIGHT);
  const canFilter = countByCategory(findings).size > 1;
  return (
    <section class="findings" id="findings" aria-label={texts.findings} tabIndex={-1}>
      <div class="findings-head">
        <h2>
          {texts.findings}
          {audit.status === 'ready' && <span class="number">{standing}</span>}
          {waived > 0 && <small class="waived-count">{texts.town.waivedCount(waived)}</small>}
        </h2>
        {canFilter && (
          <button
            type="button"
            class="icon-button filter-toggle"
            title={texts.town.showFilters}
            aria-label={texts.town.showFilters}
            aria-expanded={isOpen}
            onClick={() => setChosen(!isOpen)}
          >
            <Icon path="M2 3.5h12 M4.5 8h7 M6.5 12.5h3" />
            {isFiltering(store.filter.value) && <span class="dot" />}
          </button>
        )}
        {findings.length > 0 && <Stepper />}
      </div>
      {audit.status === 'loading' && <AuditRunning />}
      {audit.status === 'failed' && (
        <ProblemNotice
          heading={texts.errorAudit}
          problem={audit.problem}
          onRetry={() => void store.retryAudit()}
        />
      )}
      {audit.status === 'ready' && findings.length === 0 && (
        <div class="notice notice-clean">
          <Icon path="M3 8.5l3.5 3.5L13 4.5" />
          <div>
            <h2>{texts.noFindings}</h2>
            <p>
              {store.auditPolicy.value?.isInstalled
                ? texts.noFindingsBody
                : texts.noFindingsBodyAlone}
            </p>
          </div>
        </div>
      )}
      {canFilter && isOpen && <FindingFilters findings={findings} />}
      {findings.length > 0 && <FindingList />}
      {audit.status === 'ready' && <AuditFooter result={audit.value} />}
    </section>
  );
}

function AuditRunning() {
  const { texts } = useStore();
  return (
    <div class="running" role="status">
      <p>{texts.value.auditing}</p>
      <progress aria-label={texts.value.auditing} />
      {[0, 1, 2, 3].map((row) => (
        <span key={row} class="skeleton skeleton-row" />
      ))}
    </div>
  );
}

function FindingList() {
  const store = useStore();
  const texts = store.texts.value;
  const visible = store.visibleFindings.value;
  if (visible.length === 0) {
    return (
      <div class="none-match">
        <p>{texts.noneMatch}</p>
        <ClearFilter />
      </div>
    );
  }
  return (
    <div class="finding-list">
      {isFiltering(store.filter.value) && <ClearFilter />}
      {groupFindings(visible, store.waived.value).map((group) => (
        <FindingGroupView
          key={`${group.isWaived} ${group.severity} ${group.category}`}
          group={group}
        />
      ))}
    </div>
  );
}

function ClearFilter() {
  const store = useStore();
  return (
    <button type="button" class="link" onClick={() => store.setFilter(NO_FILTER)}>
      {store.texts.value.clearFilter}
    </button>
  );
}

/** What could not be checked comes in numbers and says one thing: it is told once, and opened when it is asked for. */
const FOLDED_CATEGORY = 'unchecked';
const FOLDED_FROM = 3;

function FindingGroupView({ group }: { group: FindingGroup }) {
  const store = useStore();
  const texts = store.texts.value;
  const [isOpen, setOpen] = useState(false);
  const { category, findings, isWaived, severity } = group;
  const isFolding = category === FOLDED_CATEGORY && findings.length >= FOLDED_FROM;
  const selected = store.selectedFinding.value?.id;
  // The stepper must not lead to what cannot be seen.
  const isShown = !isFolding || isOpen || findings.some(({ id }) => id === selected);
  return (
    <section class={isWaived ? 'group is-waived' : 'group'}>
      <h3>
        <SeverityIcon severity={severity} />
        {categoryName(category, texts)}
        <span class="number">{findings.length}</span>
        <span class="visually-hidden">{texts.severity[severity]}</span>
        {isWaived && <span class="tag">{texts.town.waivedGroup}</span>}
        {isFolding && (
          <button
            type="button"
            class="link"
            aria-expanded={isShown}
            onClick={() => setOpen(!isOpen)}
          >
            {isShown ? texts.town.showLess : texts.town.showAll(findings.length)}
          </button>
        )}
      </h3>
      {!isShown && <Reasons findings={findings} />}
      {isShown && (
        <ul>
          {findings.map((finding) => (
            <FindingItem key={finding.id} finding={finding} category={category} />
          ))}
        </ul>
      )}
    </section>
  );
}

/** The rules that a folded group is about, and how often each. */
function Reasons({ findings }: { findings: readonly Finding[] }) {
  const texts = useStore().texts.value;
  const rules = new Map<string, number>();
  for (const { rule } of findings) rules.set(rule, (rules.get(rule) ?? 0) + 1);
  return (
    <p class="group-reasons">
      {[...rules].map(([rule, count]) => `${categoryName(rule, texts)} ${count}`).join(' · ')}
    </p>
  );
}

function FindingItem({ finding, category }: { finding: Finding; category: string }) {
  const store = useStore();
  const button = useRef<HTMLButtonElement>(null);
  const texts = store.texts.value;
  const language = store.language.value;
  const selected = store.selectedFinding.value?.id === finding.id;
  const hovered = store.hovered.value?.kind === 'finding' && store.hovered.value.id === finding.id;
  const target = { kind: 'finding', id: finding.id } as const;
  const figures = figuresOf(finding, texts, language);
  const names = communityNames(finding, store.communityIndex.value, language);

  useEffect(() => {
    if (selected) button.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  return (
    <li>
      <button
        ref={button}
        type="button"
        class={hovered ? 'finding is-hovered' : 'finding'}
        aria-current={selected ? 'true' : undefined}
        data-finding={finding.id}
        onClick={() => store.select(target, { zoom: true })}
        onMouseEnter={() => store.hover(target)}
        onMouseLeave={() => store.hover(null)}
        onFocus={() => store.hover(target)}
        onBlur={() => store.hover(null)}
      >
        <FindingBadge category={category} />
        <span class="finding-text">
          <span class="finding-names">{names || finding.message[language]}</span>
          {/* The message repeats the names and figures in a sentence; the card has it in full. */}
          {names && figures.length === 0 && (
            <span class="finding-message">{finding.message[language]}</span>
          )}
        </span>
        <span class="finding-figures">
          {figures.map((figure) => (
            <span key={figure}>{figure}</span>
          ))}
          {finding.sliver && <span class="tag">{texts.sliver}</span>}
        </span>
      </button>
    </li>
  );
}

/** What the audit was made with, what it left out and what it assumed. */
function AuditFooter({ result }: { result: AuditResult }) {
  const store = useStore();
  const texts = store.texts.value;
  const language = store.language.value;
  const { leftOut, elapsedMilliseconds } = result.summary;
  const count = leftOut.overlap + leftOut.gap + leftOut.outside + leftOut.parts;
  return (
    <footer class="audit-footer">
      {result.assumptions.length > 0 && (
        <details>
          <summary>{texts.assumptions}</summary>
          <ul>
            {result.assumptions.map((assumption) => (
              <li key={assumption.en}>{assumption[language]}</li>
            ))}
          </ul>
        </details>
      )}
      {count > 0 && <p>{texts.leftOut(count, formatArea(1, language))}</p>}
      {store.planner.draft.value !== null && <p>{policyWords(store.auditPolicy.value, texts)}</p>}
      <p>{texts.auditedBy(result.version, formatCount(elapsedMilliseconds, language))}</p>
    </footer>
  );
}
