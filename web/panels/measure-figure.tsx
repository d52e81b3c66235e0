import { MEASURES } from '#engine/measure/registry.ts';
import { formatMeasure } from '../i18n/format-measure.ts';
import { useStore } from '../state/store-context.ts';
import type { Community } from '../state/town.ts';

/** A figure of a community once it is taken; or why there is none. */
export function MeasureFigure({ community, id }: { community: Community; id: string }) {
  const store = useStore();
  const texts = store.texts.value.town;
  const language = store.language.value;
  const measure = MEASURES.get(id);
  const result = store.measures.read(community, id);
  if (measure === undefined) return null;
  if (result === undefined) {
    return (
      <span class="skeleton skeleton-figure">
        <span class="visually-hidden">{texts.measuring}</span>
      </span>
    );
  }
  if (result.state === 'missing') {
    return (
      <span class="no-figure" title={result.message[language]}>
        {texts.noFigure}
        <span class="visually-hidden">{result.message[language]}</span>
      </span>
    );
  }
  return (
    <span title={result.note?.[language] ?? ''}>
      {formatMeasure(id, measure.unit, result, language, texts)}
    </span>
  );
}
