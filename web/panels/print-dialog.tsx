import { useState } from 'preact/hooks';
import { townExtent } from '../map/connect-store.ts';
import { useStore } from '../state/store-context.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { printMap } from './print-map.ts';

const RANGES = ['town', 'view'] as const;
type Range = (typeof RANGES)[number];

const SIGNS: Readonly<Record<Range, string>> = {
  town: 'M2.5 6V2.5H6 M10 2.5h3.5V6 M13.5 10v3.5H10 M6 13.5H2.5V10 M5.5 5.5h5v5h-5z',
  view: 'M2.5 4h11v8h-11z M8 6v4 M6 8h4',
};

/** What of the map goes on paper: the whole town, or what is on the screen. */
export function PrintDialog() {
  const store = useStore();
  const { planner } = store;
  const { town: texts, cancel } = store.texts.value;
  const [range, setRange] = useState<Range>('town');
  const print = (): void => {
    // The browser prints the page: ours must be gone by then.
    planner.setDialog(null);
    void printMap(range === 'town' ? townExtent(store) : null);
  };
  return (
    <Dialog
      title={texts.print}
      onClose={() => planner.setDialog(null)}
      actions={
        <>
          <button type="button" class="button-quiet" onClick={() => planner.setDialog(null)}>
            {cancel}
          </button>
          <button type="button" class="button" onClick={print}>
            {texts.printNow}
          </button>
        </>
      }
    >
      <fieldset class="print-ranges">
        <legend class="visually-hidden">{texts.printRange}</legend>
        {RANGES.map((one) => (
          <label key={one} class="print-range">
            <input
              type="radio"
              name="print-range"
              checked={range === one}
              onChange={() => setRange(one)}
            />
            <Icon path={SIGNS[one]} />
            <span>
              <strong>{texts.printRanges[one]}</strong>
              <small>{texts.printRangeHints[one]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <p class="dialog-note">{texts.printHint}</p>
    </Dialog>
  );
}
