import { useEffect, useRef, useState } from 'preact/hooks';
import { householdBand } from '../state/community-figures.ts';
import { categoryOf } from '../state/findings.ts';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import { type Community, nameOf } from '../state/town.ts';
import { FindingBadge } from './finding-badge.tsx';
import { categoryName, communityNames, figuresOf } from './finding-words.ts';
import { HouseholdsFigure } from './households-figure.tsx';
import { MeasureFigure } from './measure-figure.tsx';

/** From the pointer to the box, in pixels. */
const DISTANCE = 16;
/** So many findings are named; more would hide the ground. */
const NAMED = 3;

/**
 * What lies under the pointer, beside it. Lists and cards say the same to those who do not point, so it is hidden from
 * screen readers; fingers have nothing to hover with.
 */
export function HoverBox() {
  const store = useStore();
  const box = useRef<HTMLDivElement>(null);
  const [isOver, setOver] = useState(false);
  const hovered = store.hovered.value;

  useEffect(() => {
    const map = box.current?.parentElement;
    const canvas = map?.querySelector<HTMLElement>('.map-canvas');
    if (!map || !canvas) return;
    const follow = (event: PointerEvent): void => {
      setOver(event.pointerType === 'mouse');
      const element = box.current;
      if (element === null) return;
      const frame = map.getBoundingClientRect();
      const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
      // On the other side of the pointer where there is no room.
      const left = x + DISTANCE + element.offsetWidth > frame.width;
      const above = y + DISTANCE + element.offsetHeight > frame.height;
      element.style.left = `${left ? x - DISTANCE - element.offsetWidth : x + DISTANCE}px`;
      element.style.top = `${above ? y - DISTANCE - element.offsetHeight : y + DISTANCE}px`;
    };
    const leave = (): void => setOver(false);
    canvas.addEventListener('pointermove', follow);
    canvas.addEventListener('pointerdown', leave);
    canvas.addEventListener('pointerleave', leave);
    return () => {
      canvas.removeEventListener('pointermove', follow);
      canvas.removeEventListener('pointerdown', leave);
      canvas.removeEventListener('pointerleave', leave);
    };
  }, []);

  const isShown = isOver && hovered !== null;
  return (
    <div ref={box} class={isShown ? 'hover-box is-shown' : 'hover-box'} aria-hidden="true">
      {isShown && hovered.kind === 'finding' && <FindingHover id={hovered.id} />}
      {isShown && hovered.kind === 'community' && <CommunityHover id={hovered.id} />}
    </div>
  );
}

function FindingHover({ id }: { id: string }) {
  const store = useStore();
  const texts = store.texts.value;
  const language = store.language.value;
  const finding = store.visibleFindings.value.find((one) => one.id === id);
  if (finding === undefined) return null;
  const category = categoryOf(finding);
  const figures = figuresOf(finding, texts, language);
  return (
    <>
      <strong class="hover-title">
        <FindingBadge category={category} />
        {categoryName(category, texts)}
        {store.waived.value.has(id) && <span class="tag">{texts.town.waivedGroup}</span>}
      </strong>
      <span>{communityNames(finding, store.communityIndex.value, language)}</span>
      {figures.length > 0 && <span class="hover-soft">{figures.join(' · ')}</span>}
    </>
  );
}

function CommunityHover({ id }: { id: string }) {
  const store = useStore();
  const texts = store.texts.value;
  const language = store.language.value;
  const community = store.communityIndex.value.get(id);
  if (community === undefined) return null;
  const kinds: Readonly<Record<string, string>> = texts.communityKind;
  return (
    <>
      <strong class="hover-title">{nameOf(community, language)}</strong>
      <span>
        {community.kind !== null && `${kinds[community.kind] ?? community.kind} · `}
        {texts.households}{' '}
        <HouseholdsFigure community={community} band={householdBand(store.policy.value)} />
      </span>
      <span class="hover-soft">
        <MeasureFigure community={community} id="area" />
        {` · ${texts.lists.compactness} `}
        <MeasureFigure community={community} id="polsby-popper" />
      </span>
      <FindingsOf community={community} />
    </>
  );
}

function FindingsOf({ community }: { community: Community }) {
  const store = useStore();
  const texts = store.texts.value;
  const index = store.communityIndex.value;
  const found = (readyValue(store.audit.value)?.findings ?? []).filter(
    ({ id, communities }) =>
      !store.waived.value.has(id) && communities.some((one) => index.get(one) === community),
  );
  if (found.length === 0) return null;
  return (
    <span class="hover-findings">
      {found.slice(0, NAMED).map((finding) => (
        <span key={finding.id}>
          <FindingBadge category={categoryOf(finding)} />
          {categoryName(categoryOf(finding), texts)}
        </span>
      ))}
      {found.length > NAMED && <span>{texts.town.more(found.length - NAMED)}</span>}
    </span>
  );
}
