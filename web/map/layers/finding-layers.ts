import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl';
import type { TownLayer } from './layer-context.ts';

const isOn = (state: 'hover' | 'selected'): ExpressionSpecification => [
  'boolean',
  ['feature-state', state],
  false,
];
const whenActive = (
  active: number,
  usual: number | ExpressionSpecification,
): ExpressionSpecification =>
  ['case', ['any', isOn('selected'), isOn('hover')], active, usual] as ExpressionSpecification;

/** A part of a word, because multi-part geometries are reported as such or not by version. */
const typeIs = (type: string): ExpressionSpecification => ['in', type, ['geometry-type']];
const IS_POLYGON = typeIs('Polygon');
const IS_POINT = typeIs('Point');
const IS_SHAPE: ExpressionSpecification = ['!', IS_POINT];

/** A policy finding is about a whole community: outlined when looked at, never filled. */
const IS_AREA: FilterSpecification = ['all', IS_POLYGON, ['!', ['get', 'policy']]];
const hasRole = (role: string): ExpressionSpecification => ['==', ['get', 'role'], role];
const IS_ACTIVE_FINDING = hasRole('finding');

/**
 * A finding brings its colour along: were it in the layer, which categories occur would change the style, and MapLibre 6.17 must not be given
 * another style while it is given other features (see `SourceFeed`).
 */
const COLOUR: ExpressionSpecification = ['get', 'colour'];

/** The shapes of findings: hatched areas, dashed policy outlines, lines and points. */
export function findingShapeLayers(): TownLayer[] {
  return [
    {
      toggle: 'findings',
      layer: {
        id: 'findings-fill',
        type: 'fill',
        source: 'findings',
        filter: IS_AREA,
        paint: { 'fill-color': COLOUR, 'fill-opacity': whenActive(0.34, 0.18) },
      },
    },
    {
      toggle: 'findings',
      layer: {
        id: 'findings-hatch',
        type: 'fill',
        source: 'findings',
        filter: IS_AREA,
        paint: { 'fill-pattern': ['concat', 'hatch ', ['get', 'category']], 'fill-opacity': 0.75 },
      },
    },
    {
      toggle: 'findings',
      layer: {
        id: 'findings-halo',
        type: 'line',
        source: 'active',
        filter: ['all', IS_ACTIVE_FINDING, IS_SHAPE],
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: {
          'line-color': '#ffffff',
          'line-width': 8,
          'line-opacity': ['match', ['get', 'state'], 'selected', 0.95, 0.8],
        },
      },
    },
    {
      toggle: 'findings',
      layer: {
        id: 'findings-policy',
        type: 'line',
        source: 'active',
        filter: ['all', IS_ACTIVE_FINDING, IS_SHAPE, ['get', 'policy']],
        layout: { 'line-join': 'round' },
        paint: { 'line-color': COLOUR, 'line-width': 4, 'line-dasharray': [3, 1.5] },
      },
    },
    {
      toggle: 'findings',
      layer: {
        id: 'findings-line',
        type: 'line',
        source: 'findings',
        filter: ['all', IS_SHAPE, ['!', ['get', 'policy']]],
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: { 'line-color': COLOUR, 'line-width': whenActive(3.5, 2) },
      },
    },
    {
      toggle: 'findings',
      layer: {
        id: 'findings-points',
        type: 'circle',
        source: 'findings',
        filter: IS_POINT,
        paint: {
          'circle-color': COLOUR,
          'circle-radius': whenActive(6, 3.5),
          'circle-stroke-color': '#ffffff',
          'circle-stroke-width': 1.5,
        },
      },
    },
  ];
}

/**
 * The marks at the findings' places, on top of everything. Where badges would pile up, those that
 * find no room leave a dot, so that none disappears; the selected one is drawn large above all.
 */
export function findingMarkLayers(): TownLayer[] {
  const badge: ExpressionSpecification = ['concat', 'badge ', ['get', 'category']];
  return [
    {
      toggle: 'findings',
      layer: {
        id: 'finding-dots',
        type: 'circle',
        source: 'finding-places',
        paint: {
          'circle-color': COLOUR,
          'circle-radius': whenActive(15, 4.5),
          'circle-opacity': whenActive(0.35, 1),
          'circle-stroke-color': '#ffffff',
          'circle-stroke-width': whenActive(0, 1.5),
        },
      },
    },
    {
      toggle: 'findings',
      layer: {
        id: 'finding-badges',
        type: 'symbol',
        source: 'finding-places',
        layout: {
          'icon-image': badge,
          'icon-size': ['interpolate', ['linear'], ['zoom'], 10, 0.7, 13, 0.9, 16, 1],
          'icon-padding': 0,
          'symbol-sort-key': ['get', 'order'],
          'icon-ignore-placement': false,
        },
      },
    },
    {
      toggle: 'findings',
      layer: {
        id: 'finding-selected',
        type: 'symbol',
        source: 'active',
        filter: ['all', hasRole('place'), ['==', ['get', 'state'], 'selected']],
        layout: {
          'icon-image': badge,
          'icon-size': 1.35,
          'icon-allow-overlap': true,
          'icon-ignore-placement': true,
        },
      },
    },
  ];
}

/** Layers in which a finding can be pointed at, the most exact first. */
export const PICKABLE_FINDING_LAYERS = [
  'finding-selected',
  'finding-badges',
  'finding-dots',
  'findings-points',
  'findings-line',
  'findings-fill',
] as const;
