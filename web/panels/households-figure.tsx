import { formatCount } from '../i18n/format.ts';
import { useStore } from '../state/store-context.ts';
import type { Community } from '../state/town.ts';
import { bandSide } from './band-words.ts';

/** The star that marks an estimate, with the word for those who do not know it. */
function EstimateMark() {
  const { estimated } = useStore().texts.value.town;
  return <abbr title={estimated}>*</abbr>;
}

/** Households, with a word where a policy finds them too few or too many, and a star where they are an estimate. */
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
      {props.community.householdsEstimated && <EstimateMark />}
      {isOff && <small> {texts.bandShort[side]}</small>}
    </span>
  );
}
