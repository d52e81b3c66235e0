import type { Geometry } from 'geojson';
import type { Message } from '#engine/coverage/types.ts';
import { formatArea, formatCount } from '../i18n/format.ts';
import { pageMap } from '../map/compare-map.ts';
import { extentOf } from '../map/extent.ts';
import { useStore } from '../state/store-context.ts';
import type { Comparison } from '../worker/compare-protocol.ts';

interface Props {
  found: Comparison;
  named: (id: string) => Message;
}

/** Pieces of ground that change hands, the largest first; the pointer on one shows it on the map. */
export function MovedGroundList({ found, named }: Props) {
  const store = useStore();
  const { compare } = store;
  const texts = store.texts.value.compare;
  const language = store.language.value;
  if (found.moved.length === 0) return null;
  const nameOf = (id: string | null): string => (id === null ? texts.nobody : named(id)[language]);
  return (
    <section>
      <h2>
        {texts.moved} <span class="number">{found.moved.length}</span>
      </h2>
      <ul class="compare-list">
        {found.moved.map(({ from, to, geometry, areaSquareMetres, households }, index) => (
          // A piece has no name of its own: its place in the list is what it is known by.
          <li key={`${from} ${to} ${areaSquareMetres}`} class="moved-item">
            <button
              type="button"
              class="moved-row"
              data-moved={index}
              onClick={() => {
                const extent = extentOf([geometry as Geometry]);
                if (extent !== null) pageMap.peek()?.fit(extent, { margin: 0.22 });
              }}
              onMouseEnter={() => compare.point(index)}
              onMouseLeave={() => compare.point(null)}
              onFocus={() => compare.point(index)}
              onBlur={() => compare.point(null)}
            >
              <span>{texts.fromTo(nameOf(from), nameOf(to))}</span>
              <small>
                {formatArea(areaSquareMetres, language)}
                {households !== null &&
                  ` · ${households.value === null ? texts.unknown : texts.households(formatCount(households.value, language), households.estimated)}`}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Estates whose households are in another community afterwards. */
export function EstatesMoved({ found, named }: Props) {
  const store = useStore();
  const texts = store.texts.value.compare;
  const language = store.language.value;
  const rows = found.moved.flatMap(({ from, to, estates }) =>
    estates.map((estate) => ({ ...estate, from, to })),
  );
  const nameOf = (id: string | null): string => (id === null ? texts.nobody : named(id)[language]);
  return (
    <details class="suggest-more" open={rows.length > 0 && rows.length <= 8}>
      <summary>
        {texts.estates} <span class="number">{rows.length}</span>
      </summary>
      {rows.length === 0 && <p>{texts.noEstates}</p>}
      <ul class="compare-list">
        {rows.map(({ estate, name, households, isWhole, from, to }) => (
          <li key={`${estate} ${from} ${to}`}>
            {name[language]}
            {!isWhole && <span class="tag">{texts.estatePart}</span>}{' '}
            <span class="number">
              {households.value === null
                ? texts.unknown
                : texts.households(formatCount(households.value, language), households.estimated)}
            </span>
            <br />
            <small>{texts.fromTo(nameOf(from), nameOf(to))}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Where the ground of what is new or changed comes from. */
export function Lineage({ found, named }: Props) {
  const store = useStore();
  const texts = store.texts.value.compare;
  const language = store.language.value;
  if (found.lineage.length === 0) return null;
  const nameOf = (id: string | null): string => (id === null ? texts.outside : named(id)[language]);
  return (
    <details class="suggest-more">
      <summary>
        {texts.lineage} <span class="number">{found.lineage.length}</span>
      </summary>
      <ul class="compare-list">
        {found.lineage.map(({ parent, child, kind, areaSquareMetres }) => (
          <li key={`${parent} ${kind} ${child}`}>
            {nameOf(parent)} <small>{texts.lineageKind[kind] ?? kind}</small> {nameOf(child)}
            {areaSquareMetres !== undefined && (
              <span class="number"> {formatArea(areaSquareMetres, language)}</span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
