import { useEffect, useRef } from 'preact/hooks';
import { MEASURES } from '#engine/measure/registry.ts';
import { colon } from '../i18n/format.ts';
import { useStore } from '../state/store-context.ts';
import { type Community, nameOf } from '../state/town.ts';
import { HouseholdsFigure } from './households-figure.tsx';
import { Icon } from './icon.tsx';
import { MeasureFigure } from './measure-figure.tsx';

/** A community in the list, with its figures and, while a plan is edited, its lock. */
export function CommunityRow(props: {
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
  const pinned = store.view.pinned.value;
  const name = nameOf(community, language);

  useEffect(() => {
    if (isSelected) button.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);

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
          {name}
          {change !== null && <span class="tag">{texts[change]}</span>}
          {isLocked && <span class="tag">{texts.locked}</span>}
        </span>
        <span class="community-figure">
          <HouseholdsFigure community={community} band={band} />
        </span>
        <span class="community-sub">
          <span>
            <MeasureFigure community={community} id="area" />
          </span>
          <span>
            {texts.compactness} <MeasureFigure community={community} id="polsby-popper" />
          </span>
          {findings > 0 && <span>{texts.findings(findings)}</span>}
        </span>
        {pinned.length > 0 && (
          <span class="community-pins">
            {pinned.map((id) => (
              <span key={id}>
                {MEASURES.get(id)?.name[language]} <MeasureFigure community={community} id={id} />
              </span>
            ))}
          </span>
        )}
      </button>
      {draft !== null && (
        <button
          type="button"
          class="icon-button"
          title={isLocked ? texts.unlock : texts.lock}
          aria-label={`${isLocked ? texts.unlock : texts.lock}${colon(language)}${name}`}
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
