import type { FilterSpecification } from 'maplibre-gl';
import { LOCKED_IMAGE } from '../images.ts';
import type { LayerContext, TownLayer } from './layer-context.ts';

/**
 * What a tool is making, above everything else. `role` of a feature: `area` (what is picked or drawn), `take` and `give` (ground that
 * comes and goes), `outline` (a ring that is drawn), `line` (the new border), `guide` (a barrier that is followed), `vertex` (a handle), `midpoint`
 * (where one can be put), `snap` (where the pointer holds), `problem` (where something cannot be done), `locked` (hatched: not to be
 * changed).
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
        paint: { 'fill-pattern': LOCKED_IMAGE, 'fill-opacity': 0.6 },
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
        filter: role('line', 'outline', 'area', 'take', 'give'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': theme.halo,
          'line-width': ['match', ['get', 'role'], ['take', 'give'], 0, 5],
        },
      },
    },
    {
      toggle: null,
      layer: {
        id: 'sketch-line',
        type: 'line',
        source: 'sketch',
        filter: role('line', 'outline', 'area', 'take', 'give'),
        layout: { 'line-cap': 'round', 'line-join': 'round' },
        paint: {
          'line-color': ['match', ['get', 'role'], 'give', theme.sketchGive, theme.sketch],
          // Moved ground is told by its fill; the line is the new border.
          'line-width': ['match', ['get', 'role'], ['take', 'give'], 1, 2.6],
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
    {
      toggle: null,
      layer: {
        id: 'sketch-problem',
        type: 'circle',
        source: 'sketch',
        filter: role('problem'),
        paint: {
          'circle-radius': 10,
          'circle-color': theme.sketchProblem,
          'circle-opacity': 0.25,
          'circle-stroke-color': theme.sketchProblem,
          'circle-stroke-width': 3,
        },
      },
    },
  ];
}
