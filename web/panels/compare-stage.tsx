import { effect, type ReadonlySignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PlanState } from '#engine/plan/types.ts';
import { formatPercent } from '../i18n/format.ts';
import { linkCameras } from '../map/compare-camera.ts';
import { changesShown } from '../map/compare-changes.ts';
import { townBefore } from '../map/compare-features.ts';
import { pageMap } from '../map/compare-map.ts';
import { lookOf } from '../map/connect-store.ts';
import type { MapController } from '../map/map-controller.ts';
import { findingSources, townSources } from '../map/sources.ts';
import { LIGHT } from '../map/theme.ts';
import { readyValue } from '../state/loadable.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import type { Town } from '../state/town.ts';
import { Icon } from './icon.tsx';

/** The state before over the map or beside it, while the comparison asks for that. */
export function CompareStage({ dark }: { dark: ReadonlySignal<boolean> }) {
  const store = useStore();
  const { compare } = store;
  const view = compare.view.value;
  const isReady = compare.before.value.status === 'ready' && pageMap.value !== null;
  if (!compare.isActive.value || !isReady || view === 'changes') return null;
  return <Stage key={view} view={view} dark={dark} />;
}

function Stage({ view, dark }: { view: 'swipe' | 'side'; dark: ReadonlySignal<boolean> }) {
  const store = useStore();
  const { compare } = store;
  const texts = store.texts.value.compare;
  const container = useRef<HTMLDivElement>(null);
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    let isLeft = false;
    let end = (): void => undefined;
    const start = async (): Promise<void> => {
      const { createMapController } = await import('../map/map-library.ts');
      const map = await createMapController(element, lookOf(store, dark), { isSecond: true });
      if (isLeft) return map.destroy();
      const disconnect = connectBefore(store, map, dark, () => setShown(true));
      end = () => {
        disconnect();
        map.destroy();
      };
    };
    start().catch((error: unknown) => {
      console.error('The second map did not start.', error);
      compare.setView('changes');
    });
    return () => {
      isLeft = true;
      end();
    };
  }, [store, dark, compare]);
  const at = compare.divider.value;
  const isSwipe = view === 'swipe';
  const clip = isSwipe ? { clipPath: `inset(0 ${(1 - at) * 100}% 0 0)` } : {};
  return (
    <div class={`compare-stage compare-${view}`} data-ready={isShown}>
      {/* Under the divider it only looks: the map below takes the pointer and the keys. */}
      <div class="compare-canvas" ref={container} style={clip} inert={isSwipe} />
      <p class="compare-tag compare-tag-before" aria-hidden="true">
        {texts.before}
      </p>
      <p class="compare-tag compare-tag-after" aria-hidden="true">
        {texts.after}
      </p>
      {isSwipe && <Divider />}
    </div>
  );
}

/**
 * Draws the state before, and keeps it where the map of the page is.
 * @param onDrawn told once the map has been given the town
 * @returns ends it
 */
function connectBefore(
  store: Store,
  map: MapController,
  dark: ReadonlySignal<boolean>,
  onDrawn: () => void,
): () => void {
  const { compare } = store;
  const main = pageMap.peek();
  const colours = LIGHT.communities.length;
  let drawn: PlanState | null = null;
  const draw = async (town: Town, before: PlanState): Promise<void> => {
    const data = townSources(await townBefore(town, before, colours), colours);
    if (drawn !== before) return;
    map.setData(data);
    onDrawn();
  };
  const ends = [
    effect(() => map.setLook(lookOf(store, dark))),
    effect(() => map.setData(findingSources(readyValue(compare.findingsBefore.value) ?? []))),
    effect(() => {
      const town = readyValue(store.town.value);
      const before = readyValue(compare.before.value);
      // What is edited meanwhile is on the other map.
      if (town === null || before === null || before === drawn) return;
      drawn = before;
      draw(town, before).catch((error: unknown) =>
        console.error('The state before could not be drawn.', error),
      );
    }),
    () => {
      drawn = null;
    },
    effect(() => {
      map.setData({ changes: { type: 'FeatureCollection', features: changesShown(store) } });
    }),
  ];
  if (main !== null) ends.push(linkCameras(main.camera, map.camera));
  return () => {
    for (const end of ends) end();
  };
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -0.02,
  ArrowRight: 0.02,
  ArrowDown: -0.02,
  ArrowUp: 0.02,
  PageDown: -0.1,
  PageUp: 0.1,
  Home: -1,
  End: 1,
};

/** The line between before and after: dragged, or moved by the arrow keys. */
function Divider() {
  const store = useStore();
  const { compare } = store;
  const language = store.language.value;
  const texts = store.texts.value.compare;
  const at = compare.divider.value;
  const follow = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    const box = handle.parentElement?.getBoundingClientRect();
    if (!handle.hasPointerCapture(event.pointerId) || box === undefined) return;
    compare.setDivider((event.clientX - box.left) / box.width);
  };
  return (
    <div
      class="compare-divider"
      role="slider"
      tabIndex={0}
      aria-label={texts.divider}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(at * 100)}
      aria-valuetext={texts.dividerValue(formatPercent(at, language))}
      style={{ insetInlineStart: `${at * 100}%` }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        event.preventDefault();
        event.currentTarget.focus();
      }}
      onPointerMove={follow}
      onKeyDown={(event) => {
        const by = STEPS[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        compare.setDivider(compare.divider.peek() + by);
      }}
    >
      <span class="compare-grip" aria-hidden="true">
        <Icon path="M6 4.5L2.5 8 6 11.5 M10 4.5L13.5 8 10 11.5" />
      </span>
    </div>
  );
}
