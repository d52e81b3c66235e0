import { formatCount } from '../i18n/format.ts';
import {
  COLOUR_CLASSES,
  type ColourClass,
  type ColourFacts,
  colourClassOf,
} from '../map/colour-classes.ts';
import { colourFacts } from '../map/colour-facts.ts';
import type { MapTheme } from '../map/theme.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import type { Town } from '../state/town.ts';

/** The classes that communities are coloured by, with their limits and how many communities are in each. */
export function ColourClasses({ town, theme }: { town: Town; theme: MapTheme }) {
  const store = useStore();
  const texts = store.texts.value.town;
  const by = store.view.colourBy.value;
  if (by === 'political') return null;
  const facts = colourFacts(store);
  const counts = new Map<ColourClass, number>();
  for (const community of town.communities) {
    const found = colourClassOf(community, by, facts);
    if (found !== null) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  if (counts.size === 0) {
    return <p class="colour-none">{by === 'change' ? texts.noPlanColour : texts.noBandColour}</p>;
  }
  return (
    <ul class="colour-classes">
      {COLOUR_CLASSES[by]
        .filter((one) => counts.has(one) || !MISSING.has(one))
        .map((one) => (
          <li key={one}>
            <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
              <path d="M1.5 1.5h25v11h-25z" fill={theme.classes[one]} stroke={theme.unit} />
            </svg>
            <span>{classWords(one, facts, store)}</span>
            <span class="number">{formatCount(counts.get(one) ?? 0, store.language.value)}</span>
          </li>
        ))}
    </ul>
  );
}

/** Named only where there is one of them. */
const MISSING: ReadonlySet<ColourClass> = new Set(['no-households', 'no-shape', 'other-kind']);

function classWords(one: ColourClass, facts: ColourFacts, store: Store): string {
  const texts = store.texts.value.town;
  const count = (value: number): string => formatCount(value, store.language.value);
  const { households: breaks, compactness } = facts;
  const kinds: Readonly<Record<string, string>> = store.texts.value.communityKind;
  const at = (COLOUR_CLASSES.compactness as readonly string[]).indexOf(one);
  if (one !== 'no-shape' && at >= 0) {
    const [from, to] = [compactness[at - 1], compactness[at]];
    if (from === undefined) return texts.irregular(`< ${to}`);
    return to === undefined ? `≥ ${from}` : `${from} – ${to}`;
  }
  if (breaks !== null) {
    const { merge, min, max, split } = breaks;
    if (one === 'far-below') return texts.toMerge(merge === null ? '' : `< ${count(merge)}`);
    if (one === 'below')
      return merge === null ? `< ${count(min)}` : `${count(merge)} – ${count(min - 1)}`;
    if (one === 'fitting') return texts.fitting(`${count(min)} – ${count(max)}`);
    if (one === 'above')
      return split === null ? `> ${count(max)}` : `${count(max + 1)} – ${count(split)}`;
    if (one === 'far-above') return texts.toSplit(split === null ? '' : `> ${count(split)}`);
  }
  return kinds[one] ?? texts.class[one as keyof typeof texts.class] ?? one;
}
