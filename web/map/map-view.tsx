import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import { nameOf } from '../state/town.ts';
import { connectStore, lookOf, TOWN_MARGIN, townExtent } from './connect-store.ts';
import { mapCapture } from './map-capture.ts';
import type { MapController } from './map-controller.ts';
import { hasWebGl } from './webgl.ts';
import { ZoomButtons } from './zoom-buttons.tsx';

type MapState = 'starting' | 'shown' | 'missing';

/**
 * The map, loaded after the rest of the page, with what belongs to it as children. Without WebGL it
 * says why it is missing.
 */
export function MapView(props: { dark: ReadonlySignal<boolean>; children: ComponentChildren }) {
  const { dark } = props;
  const store = useStore();
  const container = useRef<HTMLDivElement>(null);
  const controller = useRef<MapController | null>(null);
  const [state, setState] = useState<MapState>('starting');
  const texts = store.texts.value;

  useEffect(() => {
    const element = container.current;
    if (element === null) return;
    if (!hasWebGl()) {
      setState('missing');
      return;
    }
    let left = false;
    let disconnect = (): void => undefined;
    const keepView = new URLSearchParams(location.hash.slice(1)).has('map');
    const start = async (): Promise<void> => {
      const { createMapController } = await import('./map-library.ts');
      const map = await createMapController(element, lookOf(store, dark));
      if (left) return map.destroy();
      controller.current = map;
      mapCapture.value = map.capture;
      const end = connectStore(store, map, dark, keepView);
      disconnect = () => {
        end();
        map.destroy();
        controller.current = null;
        mapCapture.value = null;
      };
      setState('shown');
    };
    start().catch((error: unknown) => {
      console.error('The map did not start.', error);
      setState('missing');
    });
    return () => {
      left = true;
      disconnect();
    };
  }, [store, dark]);

  const town = readyValue(store.town.value);
  const name = town ? nameOf(town.jurisdiction, store.language.value) : '';
  return (
    <section class={town ? 'map' : 'map map-blank'} aria-label={texts.mapLabel(name)}>
      <div class="map-canvas" ref={container} />
      {state === 'missing' ? (
        <div class="map-missing" role="note">
          <h2>{texts.mapMissingTitle}</h2>
          <p>{texts.mapMissingBody}</p>
        </div>
      ) : null}
      {town !== null && state !== 'missing' && (
        <>
          <ZoomButtons
            onZoom={(steps) => controller.current?.zoomBy(steps)}
            onFit={() => {
              const extent = townExtent(store);
              if (extent) controller.current?.fit(extent, { margin: TOWN_MARGIN });
            }}
          />
          {props.children}
        </>
      )}
    </section>
  );
}
