import { formatCount } from '../i18n/format.ts';
import { useStore } from '../state/store-context.ts';
import type { Community } from '../state/town.ts';
import { bandSide } from './band-words.ts';

/** Households, with a word where a policy finds them too few or too many. */
export function HouseholdsFigure(props: {
  community: Community;
  band: { min: number; max: number } | null;
}) {
  const store = useStore();
  const texts = store.texts.value.town;
  const { households } = props.community;
  if (households === null) return <span class="no-figure">—</span>;
  const side = bandSide(props.community, props.band);
  const isOff = side === 'below' || side === 'above';
  return (
    <span class={isOff ? 'off-band' : ''}>
      {formatCount(households, store.language.value)}
      {isOff && <small> {texts.bandShort[side]}</small>}
    </span>
  );
}
