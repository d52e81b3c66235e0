import { useEffect, useRef } from 'preact/hooks';
import { mapCapture } from '../map/map-capture.ts';
import { LIGHT } from '../map/theme.ts';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import { nameOf } from '../state/town.ts';
import { ColourClasses } from './colour-legend.tsx';
import { ClassSigns, OutlineSign, presentToggles, Sign } from './legend-signs.tsx';

/** What is printed in place of the page: the map with its title, legend, scale bar, north arrow and source, on A4 landscape. */
export function PrintSheet() {
  const store = useStore();
  const figure = useRef<HTMLElement>(null);
  const texts = store.texts.value;
  const language = store.language.value;
  const town = readyValue(store.town.value);
  const north = texts.town.printNorth;

  useEffect(() => {
    const fill = (): void => {
      const picture = mapCapture.peek()?.take({ north }) ?? null;
      figure.current?.replaceChildren(...(picture === null ? [] : [picture]));
    };
    const empty = (): void => figure.current?.replaceChildren();
    window.addEventListener('beforeprint', fill);
    window.addEventListener('afterprint', empty);
    return () => {
      window.removeEventListener('beforeprint', fill);
      window.removeEventListener('afterprint', empty);
    };
  }, [north]);

  if (town === null) return null;
  const basemap = store.basemap.view.value.isShown ? store.basemap.basemap.value : null;
  const plan = store.planner.draft.value?.info.value.name;
  const today = new Date().toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB');
  const colourBy = store.view.colourBy.value;
  return (
    <section class="print-sheet" aria-hidden="true">
      <header>
        <h1>{texts.town.printTitle(nameOf(town.jurisdiction, language))}</h1>
        <p>
          {plan === undefined ? texts.town.printRegister : texts.town.printPlan(plan)}
          {' · '}
          {texts.town.printMade(today)}
        </p>
      </header>
      <figure ref={figure} />
      <div class="print-legend">
        <h2>{texts.town.legend}</h2>
        {colourBy !== 'political' && (
          <>
            <h3>{texts.town.colour[colourBy]}</h3>
            <ColourClasses town={town} theme={LIGHT} />
          </>
        )}
        <ul>
          {presentToggles(town)
            .filter((toggle) => store.layers.value[toggle])
            .map((toggle) => (
              <li key={toggle}>
                <span class="print-row">
                  <Sign toggle={toggle} theme={LIGHT} />
                  {texts.layer[toggle]}
                </span>
                <ClassSigns toggle={toggle} town={town} theme={LIGHT} />
              </li>
            ))}
          <li>
            <span class="print-row">
              <OutlineSign theme={LIGHT} />
              {texts.jurisdictionOutline}
            </span>
          </li>
        </ul>
      </div>
      <footer>
        {texts.town.printSource}
        {basemap !== null && basemap.attribution !== '' && ` ${basemap.attribution}`}
      </footer>
    </section>
  );
}
