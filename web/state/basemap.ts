import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Basemap } from '#contract/map-settings.ts';
import type { Api } from '../api/client.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import type { Preferences } from './preferences.ts';

/** How the basemap is shown; `opacity` 0 to 1. */
export interface BasemapView {
  isShown: boolean;
  opacity: number;
}

/** What the operator lets the map show below the town, and how the reader wants it. */
export interface BasemapState {
  /** Null: none is configured, or it is not known yet. */
  basemap: ReadonlySignal<Basemap | null>;
  view: ReadonlySignal<BasemapView>;
  /** Why it is not known whether there is one. */
  problem: ReadonlySignal<Problem | null>;
  load(): Promise<void>;
  setView(view: BasemapView): void;
}

const KEY = 'basemap';
const FIRST_VIEW: BasemapView = { isShown: true, opacity: 0.7 };

/** Builds the state of the basemap over the server and the browser's memory. */
export function createBasemap(
  api: Pick<Api, 'mapSettings'>,
  preferences: Preferences,
): BasemapState {
  const basemap = signal<Basemap | null>(null);
  const view = signal(parseView(preferences.read(KEY)));
  const problem = signal<Problem | null>(null);
  return {
    basemap,
    view,
    problem: computed(() => problem.value),
    async load() {
      try {
        basemap.value = (await api.mapSettings(new AbortController().signal)).basemap;
        problem.value = null;
      } catch (error) {
        problem.value = problemOf(error);
      }
    },
    setView(next) {
      view.value = next;
      preferences.write(KEY, `${next.isShown ? 'on' : 'off'} ${next.opacity}`);
    },
  };
}

/** Anything unknown or broken falls back to what a first visit shows. */
function parseView(remembered: string | null): BasemapView {
  const match = /^(on|off) ([01](?:\.\d+)?)$/.exec(remembered ?? '');
  const opacity = Number(match?.[2]);
  if (match === null || !(opacity >= 0 && opacity <= 1)) return FIRST_VIEW;
  return { isShown: match[1] === 'on', opacity };
}
