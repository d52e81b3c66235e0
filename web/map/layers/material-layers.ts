import type { ExpressionSpecification } from 'maplibre-gl';
import { CENTRE_IMAGE } from '../images.ts';
import { BOLD, MEDIUM } from './fonts.ts';
import { byZoom, type LayerContext, nameExpression, type TownLayer } from './layer-context.ts';

/** From this zoom the blocks are drawn; there are a thousand and more of them. */
export const UNITS_FROM_ZOOM = 14;
export const ESTATES_FROM_ZOOM = 13.5;

/** Blocks and estates: drawn under roads and rivers. */
export function materialLayers({ theme }: LayerContext): TownLayer[] {
  return [
    {
      toggle: 'estates',
      layer: {
        id: 'estates-fill',
        type: 'fill',
        source: 'estates',
        minzoom: ESTATES_FROM_ZOOM,
        paint: {
          'fill-color': theme.estateFill,
          'fill-opacity': theme.estateOpacity,
        },
      },
    },
    {
      toggle: 'units',
      layer: {
        id: 'units-line',
        type: 'line',
        source: 'units',
        minzoom: UNITS_FROM_ZOOM,
        paint: {
          'line-color': theme.unit,
          'line-width': byZoom([14, 0.4], [18, 1.2]),
          'line-dasharray': [3, 2],
        },
      },
    },
    {
      toggle: 'estates',
      layer: {
        id: 'estates-line',
        type: 'line',
        source: 'estates',
        minzoom: ESTATES_FROM_ZOOM,
        paint: {
          'line-color': theme.estateOutline,
          'line-width': byZoom([13.5, 0.5], [18, 1.6]),
          'line-opacity': 0.8,
        },
      },
    },
  ];
}

const IS_CENTRE: ExpressionSpecification = ['in', 'centre', ['coalesce', ['get', 'kind'], '']];

/** Names of estates, and premises other than service centres. */
export function materialLabelLayers({ theme, language }: LayerContext): TownLayer[] {
  const paint = {
    'text-halo-color': theme.halo,
    'text-halo-width': 1.5,
  };
  return [
    {
      toggle: 'estates',
      layer: {
        id: 'estate-names',
        type: 'symbol',
        source: 'estates',
        minzoom: 14.3,
        layout: {
          'text-field': nameExpression(language),
          'text-font': MEDIUM,
          'text-size': ['interpolate', ['linear'], ['zoom'], 14, 10.5, 18, 14],
          'text-max-width': 7,
          'text-padding': 3,
        },
        paint: { ...paint, 'text-color': theme.barriers.ridge.text },
      },
    },
    {
      toggle: 'facilities',
      layer: {
        id: 'facility-dots',
        type: 'circle',
        source: 'facilities',
        minzoom: 14,
        filter: ['!', IS_CENTRE],
        paint: {
          'circle-radius': byZoom([14, 3], [17, 5]),
          'circle-color': theme.facility,
          'circle-stroke-color': theme.halo,
          'circle-stroke-width': 1.5,
        },
      },
    },
  ];
}

/** Service centres: above estates, below the names of communities, which go before them. */
export function centreLayers({ theme, language }: LayerContext): TownLayer[] {
  return [
    {
      toggle: 'facilities',
      layer: {
        id: 'facility-centres',
        type: 'symbol',
        source: 'facilities',
        minzoom: 12.5,
        filter: IS_CENTRE,
        layout: {
          'icon-image': CENTRE_IMAGE,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 12.5, 0.6, 15, 1],
          'icon-padding': 1,
          'text-field': ['step', ['zoom'], '', 14.5, nameExpression(language)],
          'text-font': BOLD,
          'text-size': 11.5,
          'text-offset': [0, 1.1],
          'text-anchor': 'top',
          'text-optional': true,
          'text-max-width': 8,
        },
        paint: {
          'text-color': theme.facility,
          'text-halo-color': theme.halo,
          'text-halo-width': 1.5,
        },
      },
    },
  ];
}
