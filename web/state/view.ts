import { type ReadonlySignal, signal } from '@preact/signals';
import { PINNABLE_MEASURES } from './measures.ts';
import type { Preferences } from './preferences.ts';

/** What communities can be coloured by. */
export const COLOUR_BY = ['political', 'kind', 'households', 'compactness', 'change'] as const;
export type ColourBy = (typeof COLOUR_BY)[number];

/** How the reader likes to see the town; the browser remembers it. */
export interface View {
  /** `political`: neighbours differ. */
  colourBy: ReadonlySignal<ColourBy>;
  /** Ids of measures shown of every community, in the order of the engine's registry. */
  pinned: ReadonlySignal<readonly string[]>;
  /** What is selected is shown as its heading alone. */
  isCardFolded: ReadonlySignal<boolean>;
  setColourBy(colourBy: ColourBy): void;
  togglePinned(measure: string): void;
  foldCard(isFolded: boolean): void;
}

/** Reads what was remembered; what is unknown by now is left out. */
export function createView(preferences: Preferences): View {
  const rememberedColour = preferences.read('colour-by');
  const rememberedPins = (preferences.read('pinned-measures') ?? '').split(',');
  const colourBy = signal(COLOUR_BY.find((one) => one === rememberedColour) ?? 'political');
  const pinned = signal(PINNABLE_MEASURES.filter((id) => rememberedPins.includes(id)));
  const isCardFolded = signal(preferences.read('card-folded') === 'yes');
  return {
    colourBy,
    pinned,
    isCardFolded,
    setColourBy(next) {
      colourBy.value = next;
      preferences.write('colour-by', next);
    },
    togglePinned(measure) {
      const now = new Set(pinned.peek());
      if (!now.delete(measure)) now.add(measure);
      pinned.value = PINNABLE_MEASURES.filter((id) => now.has(id));
      preferences.write('pinned-measures', pinned.value.join(','));
    },
    foldCard(isFolded) {
      isCardFolded.value = isFolded;
      preferences.write('card-folded', isFolded ? 'yes' : 'no');
    },
  };
}
