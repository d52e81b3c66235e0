import type { FilterSpecification } from 'maplibre-gl';
import { BOLD } from './fonts.ts';
import type { LayerContext, TownLayer } from './layer-context.ts';

/**
 * What is different from another state, and what a suggestion would draw. `role` of a feature: `moved` (ground that changes hands),
 * `pointed` (the same, pointed at in the list), `suggested` (a community as it would be), `figure` (households).
 */
export function compareLayers({ theme }: LayerContext): TownLayer[] {
  const role = (...names: string[]): FilterSpecification => [
    'in',
    ['get', 'role'],
    ['literal', names],
  ];
  return [
    {
      toggle: null,
      layer: {
        id: 'compare-area',
        type: 'fill',
        source: 'changes',
        filter: role('moved', 'pointed', 'suggested'),
        paint: {
          'fill-color': theme.sketch,
          'fill-opacity': ['match', ['get', 'role'], 'pointed', 0.4, 'suggested', 0.06, 0.16],
        },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'compare-casing',
        type: 'line',
        source: 'changes',
        filter: role('moved', 'pointed', 'suggested'),
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.halo, 'line-width': 5 },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'compare-line',
        type: 'line',
        source: 'changes',
        filter: role('moved', 'pointed', 'suggested'),
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.sketch, 'line-width': 2.6 },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'compare-figure',
        type: 'symbol',
        source: 'changes',
        filter: role('figure'),
        layout: {
          'text-field': ['get', 'text'],
          'text-font': BOLD,
          'text-size': 14,
          'text-variable-anchor': ['center', 'top', 'bottom'],
          'text-radial-offset': 1.4,
          'text-allow-overlap': true,
        },
        paint: {
          'text-color': theme.sketch,
          'text-halo-color': theme.halo,
          'text-halo-width': 2.4,
        },
      },
    },
  ];
}
