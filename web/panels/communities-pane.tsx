import { useMemo, useRef, useState } from 'preact/hooks';
import type { Finding } from '#engine/coverage/types.ts';
import { formatArea, formatCount, formatPercent } from '../i18n/format.ts';
import { householdBand, shapeFigures } from '../state/community-figures.ts';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import { type Community, nameOf } from '../state/town.ts';
import { Icon } from './icon.tsx';

const SORTS = ['code', 'name', 'households', 'area', 'compactness', 'findings'] as const;
type Sort = (typeof SORTS)[number];

/** All communities of the town: found by name, put in order by a figure, lit up together with the map. */
export function CommunitiesPane() {
  const store = useStore();
  const texts = store.texts.value.lists;
  const language = store.language.value;
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<Sort>('code');
  const [isDown, setDown] = useState(false);
  const town = readyValue(store.town.value);
  const findings = readyValue(store.audit.value)?.findings ?? [];
  const counts = useMemo(() => countFindings(findings), [findings]);
  if (town === null) return null;
  const band = householdBand(store.planner.draft.value?.material.policy ?? null);
  const rows = town.communities
    .filter((community) => matches(community, query))
    .sort((a, b) => (isDown ? -1 : 1) * compare(a, b, sort, counts, language));
  return (
    <section class="list-pane" aria-label={store.texts.value.planner.pane.communities}>
      <div class="list-head">
        <input
          type="search"
          placeholder={texts.searchCommunities}
          aria-label={texts.searchCommunities}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <label>
          <span class="visually-hidden">{texts.sortBy}</span>
          <select value={sort} onChange={(event) => setSort(event.currentTarget.value as Sort)}>
            {SORTS.map((one) => (
              <option key={one} value={one}>
                {texts.sort[one]}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="icon-button"
          title={isDown ? texts.descending : texts.ascending}
          aria-label={isDown ? texts.descending : texts.ascending}
          onClick={() => setDown(!isDown)}
        >
          <Icon path={isDown ? 'M8 2v12 M4 10l4 4 4-4' : 'M8 14V2 M4 6l4-4 4 4'} />
        </button>
      </div>
      {band !== null && (
        <p class="list-note">
          {texts.band(formatCount(band.min, language), formatCount(band.max, language))}
        </p>
      )}
      {rows.length === 0 && <p class="list-note">{texts.none}</p>}
      <ul class="community-list">
        {rows.map((community) => (
          <CommunityRow
            key={community.id}
            community={community}
            band={band}
            findings={counts.get(community.id) ?? counts.get(community.code ?? '') ?? 0}
          />
        ))}
      </ul>
    </section>
  );
}

function CommunityRow(props: {
  community: Community;
  band: { min: number; max: number } | null;
  findings: number;
}) {
  const { community, band, findings } = props;
  const store = useStore();
  const { planner } = store;
  const texts = store.texts.value.lists;
  const language = store.language.value;
  const button = useRef<HTMLButtonElement>(null);
  const target = { kind: 'community', id: community.id } as const;
  const isSelected = store.selectedCommunity.value?.id === community.id;
  const { value: hovered } = store.hovered;
  const isHovered = hovered?.kind === 'community' && hovered.id === community.id;
  const draft = planner.draft.value;
  const before = draft?.material.base.communities.get(community.id);
  const now = draft?.shown.value.communities.get(community.id);
  const change =
    draft === null || before === now ? null : before === undefined ? 'created' : 'changed';
  const isLocked = planner.locked.value.has(community.id);
  const { households } = community;
  const side =
    band === null || households === null
      ? null
      : households < band.min
        ? 'below'
        : households > band.max
          ? 'above'
          : null;
  const shape = shapeFigures(community);
  return (
    <li class="community-row">
      <button
        ref={button}
        type="button"
        class={isHovered ? 'community-item is-hovered' : 'community-item'}
        aria-current={isSelected ? 'true' : undefined}
        data-community={community.id}
        onClick={() => store.select(target, { zoom: true })}
        onMouseEnter={() => store.hover(target)}
        onMouseLeave={() => store.hover(null)}
        onFocus={() => store.hover(target)}
        onBlur={() => store.hover(null)}
      >
        <span class="community-name">
          {nameOf(community, language)}
          {change !== null && <span class="tag">{texts[change]}</span>}
          {isLocked && <span class="tag">{texts.locked}</span>}
        </span>
        <span class={side === null ? 'community-figure' : 'community-figure off-band'}>
          {households === null ? '—' : formatCount(households, language)}
          {side !== null && <small>{side === 'below' ? texts.belowBand : texts.aboveBand}</small>}
        </span>
        <span class="community-sub">
          {shape !== null &&
            `${formatArea(shape.areaSquareMetres, language)} · ${texts.compactness} ${formatPercent(shape.compactness, language)}`}
          {findings > 0 && ` · ${texts.findings(findings)}`}
        </span>
      </button>
      {draft !== null && (
        <button
          type="button"
          class="icon-button"
          title={isLocked ? texts.unlock : texts.lock}
          aria-label={`${isLocked ? texts.unlock : texts.lock}：${nameOf(community, language)}`}
          aria-pressed={isLocked}
          onClick={() => planner.toggleLock(community.id)}
        >
          <Icon
            path={
              isLocked
                ? 'M4 7h8v6H4z M5.5 7V5a2.5 2.5 0 015 0v2'
                : 'M4 7h8v6H4z M5.5 7V5a2.5 2.5 0 014.8-1'
            }
          />
        </button>
      )}
    </li>
  );
}

function countFindings(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { communities } of findings) {
    for (const id of communities) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function matches({ name, nameEn, code, id }: Community, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  return [name, nameEn, code, id].some((text) => text?.toLowerCase().includes(wanted));
}

function compare(
  a: Community,
  b: Community,
  sort: Sort,
  counts: ReadonlyMap<string, number>,
  language: 'zh' | 'en',
): number {
  const byText = (one: string, other: string): number =>
    one.localeCompare(other, language === 'zh' ? 'zh-Hans-CN' : 'en', { numeric: true });
  const figure = (community: Community): number => {
    if (sort === 'households') return community.households ?? -1;
    if (sort === 'findings') return counts.get(community.id) ?? 0;
    const shape = shapeFigures(community);
    return (sort === 'area' ? shape?.areaSquareMetres : shape?.compactness) ?? -1;
  };
  if (sort === 'name') return byText(nameOf(a, language), nameOf(b, language));
  if (sort === 'code') return byText(a.code ?? a.id, b.code ?? b.id);
  return figure(a) - figure(b) || byText(a.code ?? a.id, b.code ?? b.id);
}
