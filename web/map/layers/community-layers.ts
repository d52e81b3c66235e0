import type { ExpressionSpecification } from 'maplibre-gl';
import { politicalFill } from '../sources.ts';
import { BOLD, MEDIUM } from './fonts.ts';
import { byZoom, type LayerContext, nameExpression, type TownLayer } from './layer-context.ts';

/** The ground: the town's area and the communities' fills. */
export function groundLayers({ theme }: LayerContext): TownLayer[] {
  const fills = [
    ...theme.communities.flatMap((colour, index) => [politicalFill(index), colour]),
    ...Object.entries(theme.classes).flat(),
  ];
  return [
    {
      toggle: null,
      layer: {
        id: 'background',
        type: 'background',
        paint: { 'background-color': theme.background },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'town-fill',
        type: 'fill',
        source: 'jurisdiction',
        paint: { 'fill-color': theme.townFill },
      },
    },
    {
      toggle: 'communities',
      layer: {
        id: 'communities-fill',
        type: 'fill',
        source: 'communities',
        paint: {
          'fill-color': [
            'match',
            ['get', 'fill'],
            ...fills,
            theme.townFill,
          ] as unknown as ExpressionSpecification,
          'fill-opacity': theme.communityOpacity,
          'fill-antialias': false,
        },
      },
    },
  ];
}

/**
 * The outlines of communities and of the town, above roads and rivers. Layers of a source come one after the other, for MapLibre masks the
 * whole view at each change of source. Borders of communities have mitred corners: rounded ones look the same at such widths and
 * are twice as many triangles.
 */
export function outlineLayers({ theme }: LayerContext): TownLayer[] {
  return [
    {
      toggle: 'communities',
      layer: {
        id: 'communities-casing',
        type: 'line',
        source: 'communities',
        // Below, it is narrower than the line is apart from the next.
        minzoom: 11.5,
        paint: {
          'line-color': theme.halo,
          'line-opacity': 0.75,
          'line-width': byZoom([10, 2], [14, 3.6], [18, 5]),
        },
      },
    },
    {
      toggle: 'communities',
      layer: {
        id: 'communities-line',
        type: 'line',
        source: 'communities',
        paint: {
          'line-color': theme.communityOutline,
          'line-width': byZoom([10, 0.8], [14, 1.6], [18, 2.4]),
        },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'town-glow',
        type: 'line',
        source: 'jurisdiction',
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': theme.townGlow,
          'line-opacity': 0.14,
          'line-width': byZoom([10, 6], [16, 16]),
        },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'town-line',
        type: 'line',
        source: 'jurisdiction',
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': theme.townOutline,
          'line-width': byZoom([10, 1.6], [16, 3]),
          'line-dasharray': [5, 1.6, 1, 1.6],
        },
      },
    },
    {
      toggle: 'communities',
      layer: {
        id: 'communities-highlight',
        type: 'line',
        source: 'active',
        filter: ['==', ['get', 'role'], 'community'],
        layout: { 'line-join': 'round' },
        paint: {
          'line-color': theme.highlight,
          'line-width': ['match', ['get', 'state'], 'selected', 4, 2.5],
          'line-opacity': ['match', ['get', 'state'], 'selected', 1, 0.8],
        },
      },
    },
  ];
}

/** Names and households. */
export function communityLabelLayers({ theme, language }: LayerContext): TownLayer[] {
  return [
    {
      toggle: 'labels',
      layer: {
        id: 'community-labels',
        type: 'symbol',
        source: 'community-labels',
        layout: {
          'text-field': [
            'format',
            nameExpression(language),
            {},
            '\n',
            {},
            ['get', `count-${language}`],
            { 'font-scale': 0.78, 'text-font': ['literal', MEDIUM], 'text-color': theme.textSoft },
          ],
          'text-font': BOLD,
          'text-size': ['interpolate', ['linear'], ['zoom'], 10, 10.5, 13, 14, 16, 18],
          'text-max-width': 9,
          'text-line-height': 1.25,
          'text-padding': 2,
          'symbol-sort-key': ['-', 0, ['get', 'households']],
          // In the middle, or just beside a badge that is there already; further off the name would
          // stand in somebody else's community.
          'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
          'text-radial-offset': 1.1,
        },
        paint: {
          'text-color': theme.text,
          'text-halo-color': theme.halo,
          'text-halo-width': 1.8,
          'text-halo-blur': 0.4,
        },
      },
    },
  ];
}
