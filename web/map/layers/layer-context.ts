import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Language } from '../../i18n/language.ts';
import type { LayerToggle } from '../../state/layers.ts';
import type { MapTheme } from '../theme.ts';

/** What the look of the layers depends on. */
export interface LayerContext {
  theme: MapTheme;
  language: Language;
}

/** A layer of the map and the switch of the legend that shows it; null is always shown. */
export interface TownLayer {
  toggle: LayerToggle | null;
  layer: LayerSpecification;
}

/** The name in the reader's language, or the other one rather than none. */
export const nameExpression = (language: Language): ExpressionSpecification =>
  language === 'zh'
    ? ['coalesce', ['get', 'name'], ['get', 'nameEn'], '']
    : ['coalesce', ['get', 'nameEn'], ['get', 'name'], ''];

/** Grows exponentially with the zoom, as a width on the ground does, between given stops. */
export const byZoom = (...stops: [zoom: number, value: number][]): ExpressionSpecification =>
  ['interpolate', ['exponential', 1.5], ['zoom'], ...stops.flat()] as ExpressionSpecification;
