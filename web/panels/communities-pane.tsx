import { useMemo, useState } from 'preact/hooks';
import type { Finding } from '#engine/coverage/types.ts';
import { MEASURES } from '#engine/measure/registry.ts';
import { formatCount } from '../i18n/format.ts';
import { householdBand } from '../state/community-figures.ts';
import { readyValue } from '../state/loadable.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import { type Community, nameOf } from '../state/town.ts';
import { CommunityRow } from './community-row.tsx';
import { useGrowingCount } from './growing-count.ts';
import { Icon } from './icon.tsx';
import { MeasurePicker } from './measure-picker.tsx';

const SORTS = ['code', 'name', 'households', 'area', 'polsby-popper', 'findings'] as const;

/** All communities of the town: found by name, put in order by a figure, lit up together with the map. */
export function CommunitiesPane() {
  const store = useStore();
  const texts = store.texts.value.lists;
  const language = store.language.value;
  const [query, setQuery] = useState('');
  const [sort, setSort] = useState<string>('code');
  const [isDown, setDown] = useState(false);
  const town = readyValue(store.town.value);
  const findings = readyValue(store.audit.value)?.findings ?? [];
  const counts = useMemo(() => countFindings(findings), [findings]);
  const count = useGrowingCount(town?.communities.length ?? 0);
  if (town === null) return null;
  const band = householdBand(store.policy.value);
  const pinned = store.view.pinned.value;
  const sorts = [...SORTS, ...pinned.filter((id) => !SORTS.some((one) => one === id))];
  // A measure that is no longer pinned is no order either.
  const order = sorts.includes(sort) ? sort : 'code';
  const rows = town.communities
    .filter((community) => matches(community, query))
    .sort((a, b) => (isDown ? -1 : 1) * compare(a, b, order, counts, store));
  return (
    <section class="list-pane has-scroll" aria-label={store.texts.value.planner.pane.communities}>
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
          <select value={order} onChange={(event) => setSort(event.currentTarget.value)}>
            {sorts.map((one) => (
              <option key={one} value={one}>
                {sortName(one, store)}
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
      {/* Beneath what finds and sorts, never behind it. */}
      <div class="list-scroll">
        <div class="list-tools">
          <p class="list-note">
            {band !== null &&
              texts.band(formatCount(band.min, language), formatCount(band.max, language))}
          </p>
          <MeasurePicker />
        </div>
        {rows.length === 0 && <p class="list-note">{texts.none}</p>}
        <ul class="community-list" aria-busy={count < rows.length} onKeyDown={stepRows}>
          {rows.slice(0, count).map((community) => (
            <CommunityRow
              key={community.id}
              community={community}
              band={band}
              findings={counts.get(community.id) ?? counts.get(community.code ?? '') ?? 0}
            />
          ))}
        </ul>
      </div>
    </section>
  );
}

/** The arrows go from community to community. */
function stepRows(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.community-item')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? undefined : rows[at + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function sortName(sort: string, store: Store): string {
  const names: Readonly<Record<string, string>> = {
    ...store.texts.value.lists.sort,
    'polsby-popper': store.texts.value.lists.sort.compactness,
  };
  return names[sort] ?? MEASURES.get(sort)?.name[store.language.value] ?? sort;
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
  sort: string,
  counts: ReadonlyMap<string, number>,
  store: Store,
): number {
  const language = store.language.value;
  const byText = (one: string, other: string): number =>
    one.localeCompare(other, language === 'zh' ? 'zh-Hans-CN' : 'en', { numeric: true });
  // What is not known comes first, with what is least: it wants looking at.
  const figure = (community: Community): number => {
    if (sort === 'households') return community.households ?? -1;
    if (sort === 'findings') {
      return counts.get(community.id) ?? counts.get(community.code ?? '') ?? 0;
    }
    const result = store.measures.read(community, sort);
    return result?.state === 'known' ? result.value : Number.NEGATIVE_INFINITY;
  };
  if (sort === 'name') return byText(nameOf(a, language), nameOf(b, language));
  const byCode = byText(a.code ?? a.id, b.code ?? b.id);
  if (sort === 'code') return byCode;
  const [first, second] = [figure(a), figure(b)];
  return first === second ? byCode : first < second ? -1 : 1;
}
