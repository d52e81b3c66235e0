import type { FilterSpecification } from 'maplibre-gl';
import { LOCKED_IMAGE } from '../images.ts';
import { BOLD } from './fonts.ts';
import type { LayerContext, TownLayer } from './layer-context.ts';

/**
 * What a tool is making, above everything else. `role` of a feature: `area` (what is picked or drawn), `take` and `give` (ground that
 * comes and goes), `line` (the new border), `guide` (a barrier that is followed), `vertex` (a handle), `midpoint` (where one
 * can be put), `snap` (where the pointer holds), `locked` (hatched: not to be changed).
 */
export function sketchLayers({ theme }: LayerContext): TownLayer[] {
  const role = (...names: string[]): FilterSpecification => [
    'in',
    ['get', 'role'],
    ['literal', names],
  ];
  return [
    {
      toggle: null,
      layer: {
        id: 'sketch-area',
        type: 'fill',
        source: 'sketch',
        filter: role('area', 'take', 'give'),
        paint: {
          'fill-color': ['match', ['get', 'role'], 'give', theme.sketchGive, theme.sketch],
          'fill-opacity': 0.28,
        },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'sketch-locked',
        type: 'fill',
        source: 'sketch',
        filter: role('locked'),
        paint: { 'fill-pattern': LOCKED_IMAGE },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'sketch-guide',
        type: 'line',
        source: 'sketch',
        filter: role('guide'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': theme.sketch, 'line-opacity': 0.35, 'line-width': 9 },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'sketch-line-casing',
        type: 'line',
        source: 'sketch',
        filter: role('line', 'area', 'take', 'give'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: { 'line-color': theme.halo, 'line-width': 5 },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'sketch-line',
        type: 'line',
        source: 'sketch',
        filter: role('line', 'area', 'take', 'give'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': ['match', ['get', 'role'], 'give', theme.sketchGive, theme.sketch],
          'line-width': 2.6,
        },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'sketch-vertex',
        type: 'circle',
        source: 'sketch',
        filter: role('vertex', 'midpoint', 'snap'),
        paint: {
          'circle-radius': ['match', ['get', 'role'], 'midpoint', 3.5, 'snap', 8, 5.5],
          'circle-color': ['match', ['get', 'role'], 'snap', 'transparent', theme.halo],
          'circle-stroke-color': theme.sketch,
          'circle-stroke-width': ['match', ['get', 'role'], 'midpoint', 1.2, 2.2],
        },
      },
    },
  ];
}

/** The text at the pointer. */
export function sketchLabelLayers({ theme }: LayerContext): TownLayer[] {
  return [
    {
      toggle: null,
      layer: {
        id: 'sketch-label',
        type: 'symbol',
        source: 'sketch',
        filter: ['==', ['get', 'role'], 'label'],
        layout: {
          'text-field': ['get', 'text'],
          'text-font': BOLD,
          'text-size': 14,
          'text-anchor': 'left',
          'text-offset': [1.1, 0],
          'text-justify': 'left',
          'text-allow-overlap': true,
          'text-ignore-placement': true,
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
