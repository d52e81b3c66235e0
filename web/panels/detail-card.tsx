import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Finding } from '#engine/coverage/types.ts';
import { MEASURES } from '#engine/measure/registry.ts';
import { formatArea, formatCount, formatLength } from '../i18n/format.ts';
import { householdBand } from '../state/community-figures.ts';
import { categoryOf } from '../state/findings.ts';
import { readyValue } from '../state/loadable.ts';
import { BASIC_MEASURES } from '../state/measures.ts';
import type { PaneId } from '../state/planner.ts';
import { useStore } from '../state/store-context.ts';
import { type Community, nameOf } from '../state/town.ts';
import { CommunityActions } from './community-actions.tsx';
import { FindingActions } from './finding-actions.tsx';
import { FindingBadge } from './finding-badge.tsx';
import { categoryName, communityName } from './finding-words.ts';
import { HouseholdsFigure } from './households-figure.tsx';
import { Icon } from './icon.tsx';
import { MeasureFigure } from './measure-figure.tsx';
import { MeasurePicker } from './measure-picker.tsx';
import { SeverityIcon } from './severity-icon.tsx';
import { CommunityEntries } from './suggest-entry.tsx';

type Row = [label: string, value: ComponentChildren];

/** What is selected, a finding or a community: over a corner of the map, or in the panel while a plan is edited. */
export function DetailCard() {
  const store = useStore();
  const finding = store.selectedFinding.value;
  const community = store.selectedCommunity.value;
  if (finding) return <FindingCard finding={finding} />;
  if (community) return <CommunityCard community={community} />;
  return null;
}

function Card(props: { label: string; title: ComponentChildren; children: ComponentChildren }) {
  const store = useStore();
  const { close, town: texts } = store.texts.value;
  // Over the map it would lie on the ground that is being edited.
  const isDocked = store.planner.draft.value !== null;
  // Beside its own list the card is as the reader left it; the other panes need the room, until they open it there.
  const pane = store.planner.pane.value;
  const [openIn, setOpenIn] = useState<PaneId | null>(null);
  const isBesideList = pane === 'findings' || pane === 'communities';
  const isFolded = isDocked && (isBesideList ? store.view.isCardFolded.value : openIn !== pane);
  const fold = (): void => {
    if (isBesideList) store.view.foldCard(!isFolded);
    else setOpenIn(isFolded ? pane : null);
  };
  const body = useRef<HTMLDivElement>(null);
  const selection = store.selection.value;
  // A scrolled body would hide what the next thing says first.
  useEffect(() => {
    body.current?.scrollTo({ top: 0 });
  }, [selection?.kind, selection?.id]);
  return (
    <section
      class={isDocked ? 'card is-docked' : 'card'}
      data-overlay={isDocked ? undefined : 'left'}
      aria-label={props.label}
    >
      <div class="card-head">
        <h2>{props.title}</h2>
        {isDocked && (
          <button
            type="button"
            class="icon-button"
            title={isFolded ? texts.unfoldCard : texts.foldCard}
            aria-label={isFolded ? texts.unfoldCard : texts.foldCard}
            aria-expanded={!isFolded}
            onClick={fold}
          >
            <Icon path={isFolded ? 'M4 10l4-4 4 4' : 'M4 6l4 4 4-4'} />
          </button>
        )}
        <button
          type="button"
          class="icon-button"
          title={close}
          aria-label={close}
          aria-keyshortcuts="Escape"
          onClick={() => store.select(null)}
        >
          <Icon path="M4 4l8 8 M12 4l-8 8" />
        </button>
      </div>
      {!isFolded && (
        // Scrolls, so that the keys must reach it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region needs the focus for its keys
        <div class="card-body" ref={body} tabIndex={0}>
          {props.children}
        </div>
      )}
    </section>
  );
}

function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <dl class="rows">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function FindingCard({ finding }: { finding: Finding }) {
  const store = useStore();
  const texts = store.texts.value;
  const language = store.language.value;
  const category = categoryOf(finding);
  const isEditing = store.planner.draft.value !== null;
  const rows: Row[] = [];
  if (finding.kind !== 'policy' && finding.areaSquareMetres !== null) {
    rows.push([texts.figureArea, formatArea(finding.areaSquareMetres, language)]);
  }
  if (finding.kind !== 'policy' && finding.widthMetres !== null) {
    rows.push([texts.figureWidth, formatLength(finding.widthMetres, language)]);
  }
  if (finding.communities.length > 0) {
    const label = finding.kind === 'gap' ? texts.bordering : texts.involved;
    rows.push([label, <CommunityLinks key="communities" ids={finding.communities} />]);
  }
  rows.push([texts.figureRule, <code key="rule">{finding.rule}</code>]);
  if (finding.clause) rows.push([texts.figureClause, finding.clause]);
  return (
    <Card
      label={texts.details}
      title={
        <>
          <FindingBadge category={category} />
          {categoryName(category, texts)}
          {finding.sliver && <span class="tag">{texts.sliver}</span>}
        </>
      }
    >
      <p class="card-severity">
        <SeverityIcon severity={finding.severity} />
        {texts.severityOfOne[finding.severity]}
      </p>
      <p class="card-message">{finding.message[language]}</p>
      {finding.location === null && <p class="card-note">{texts.noPlace}</p>}
      {finding.neighbourOutside === 'unknown' && <p class="card-note">{texts.neighbourUnknown}</p>}
      {/* What can be done stands above the fold of a card in the panel. */}
      {isEditing && <FindingActions finding={finding} />}
      <Rows rows={rows} />
      {!isEditing && <FindingActions finding={finding} />}
    </Card>
  );
}

function CommunityLinks({ ids }: { ids: readonly string[] }) {
  const store = useStore();
  const index = store.communityIndex.value;
  return (
    <span class="links">
      {ids.map((id) => {
        const name = communityName(id, index, store.language.value);
        const community = index.get(id);
        if (!community) return <span key={id}>{name}</span>;
        const target = { kind: 'community', id: community.id } as const;
        return (
          <button
            key={id}
            type="button"
            class="link"
            onClick={() => store.select(target, { zoom: true })}
            onMouseEnter={() => store.hover(target)}
            onMouseLeave={() => store.hover(null)}
          >
            {name}
          </button>
        );
      })}
    </span>
  );
}

function CommunityCard({ community }: { community: Community }) {
  const store = useStore();
  const texts = store.texts.value;
  const language = store.language.value;
  const kinds: Readonly<Record<string, string>> = texts.communityKind;
  const rows: Row[] = [];
  if (community.kind) rows.push([texts.type, kinds[community.kind] ?? community.kind]);
  if (community.households !== null) {
    const band = householdBand(store.policy.value);
    rows.push([
      texts.households,
      <HouseholdsFigure key="households" community={community} band={band} />,
    ]);
  }
  for (const figure of ['dwellings', 'population'] as const) {
    const value = community[figure];
    if (value !== null) rows.push([texts[figure], formatCount(value, language)]);
  }
  for (const id of [...BASIC_MEASURES, ...store.view.pinned.value]) {
    const name =
      id === 'polsby-popper' ? texts.lists.compactness : MEASURES.get(id)?.name[language];
    // Recorded figures stand above.
    if (name === undefined || id === 'dwellings' || id === 'population') continue;
    rows.push([name, <MeasureFigure key={id} community={community} id={id} />]);
  }
  if (community.code) rows.push([texts.code, <code key="code">{community.code}</code>]);
  const findings = (readyValue(store.audit.value)?.findings ?? []).filter((finding) =>
    finding.communities.some((id) => store.communityIndex.value.get(id) === community),
  );
  return (
    <Card label={texts.communityDetails} title={nameOf(community, language)}>
      <div class="card-actions">
        <CommunityActions id={community.id} />
        <CommunityEntries id={community.id} />
      </div>
      <Rows rows={rows} />
      <MeasurePicker />
      <div class="fixes">
        <h3>
          {texts.findingsHere} <span class="number">{findings.length}</span>
        </h3>
        {findings.length === 0 && <p>{texts.noFindingsHere}</p>}
        <ul class="plain">
          {findings.map((finding) => (
            <li key={finding.id}>
              <button
                type="button"
                class="link link-row"
                onClick={() => store.select({ kind: 'finding', id: finding.id }, { zoom: true })}
              >
                <FindingBadge category={categoryOf(finding)} />
                {categoryName(categoryOf(finding), texts)}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
