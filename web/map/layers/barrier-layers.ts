import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl';
import { BARRIER_CLASSES, type BarrierClass, TOGGLE_OF_CLASS } from '../../state/layers.ts';
import { MEDIUM } from './fonts.ts';
import { byZoom, type LayerContext, nameExpression, type TownLayer } from './layer-context.ts';

/** Widths in pixels at zoom 11, 14 and 18; the casing stands out by one more on each side. */
const WIDTHS: Readonly<Record<BarrierClass, readonly [number, number, number]>> = {
  expressway: [2.4, 7, 18],
  arterial: [1.7, 5.4, 15],
  collector: [0.8, 3.4, 11],
  local: [0.3, 1.8, 7],
  path: [0.3, 0.8, 2.4],
  wall: [0.3, 0.9, 2.4],
  river: [2.4, 8, 30],
  canal: [1, 3.4, 13],
  railway: [1.4, 2.8, 4.5],
  ridge: [0.8, 1.4, 2.4],
};

/** From this zoom a class is drawn, and from that one its names. */
const FROM_ZOOM: Readonly<Record<BarrierClass, readonly [line: number, name: number]>> = {
  expressway: [0, 11.5],
  arterial: [0, 12.5],
  collector: [11, 13.5],
  local: [12.5, 14.8],
  path: [14, 15.5],
  wall: [14, 15.5],
  river: [0, 12],
  canal: [11, 13.5],
  railway: [0, 12.5],
  ridge: [0, 13],
};

/** In widths of the line. The railway's white dashes lie on a dark casing. */
const DASHES: Readonly<Partial<Record<BarrierClass, number[]>>> = {
  railway: [4, 4],
  ridge: [4, 2, 1, 2],
  path: [3, 2],
};

const widthOf = (barrierClass: BarrierClass, extra = 0): ExpressionSpecification => {
  const [far, middle, near] = WIDTHS[barrierClass];
  return byZoom([11, far + extra], [14, middle + extra], [18, near + extra]);
};

const onlyClass = (barrierClass: BarrierClass): FilterSpecification => [
  '==',
  ['get', 'class'],
  barrierClass,
];

function lineLayer(
  context: LayerContext,
  barrierClass: BarrierClass,
  part: 'casing' | 'line',
): TownLayer {
  const colours = context.theme.barriers[barrierClass];
  const dashes = part === 'line' ? DASHES[barrierClass] : undefined;
  return {
    toggle: TOGGLE_OF_CLASS[barrierClass],
    layer: {
      id: `${barrierClass}-${part}`,
      type: 'line',
      source: 'barriers',
      minzoom: FROM_ZOOM[barrierClass][0],
      filter: onlyClass(barrierClass),
      layout: { 'line-join': 'round', 'line-cap': dashes ? 'butt' : 'round' },
      paint: {
        'line-color': colours[part],
        'line-width': widthOf(barrierClass, part === 'casing' ? 1.6 : 0),
        ...(dashes ? { 'line-dasharray': dashes } : {}),
      },
    },
  };
}

/**
 * Linear features by class. Lanes that end at a bank go under the water, the roads with bridges
 * over it. The casings of roads come before their fillings, so that roads run into one another at
 * crossings; the railway is a dark line with white dashes.
 */
export function barrierLayers(context: LayerContext): TownLayer[] {
  const draw = (part: 'casing' | 'line', classes: readonly BarrierClass[]): TownLayer[] =>
    classes.map((one) => lineLayer(context, one, part));
  const waters = ['canal', 'river'] as const;
  const roads = ['collector', 'arterial', 'expressway'] as const;
  return [
    ...draw('line', ['ridge']),
    ...draw('casing', ['local']),
    ...draw('line', ['wall', 'path', 'local']),
    ...draw('casing', waters),
    ...draw('line', waters),
    ...draw('casing', roads),
    ...draw('line', roads),
    ...draw('casing', ['railway']),
    ...draw('line', ['railway']),
  ];
}

/** Names along the lines. */
export function barrierLabelLayers({ theme, language }: LayerContext): TownLayer[] {
  // The strongest class last: what is placed from above wins the room.
  return BARRIER_CLASSES.map((barrierClass) => ({
    toggle: TOGGLE_OF_CLASS[barrierClass],
    layer: {
      id: `${barrierClass}-name`,
      type: 'symbol',
      source: 'barriers',
      minzoom: FROM_ZOOM[barrierClass][1],
      filter: onlyClass(barrierClass),
      layout: {
        'symbol-placement': 'line',
        'symbol-spacing': 240,
        'text-field': nameExpression(language),
        'text-font': MEDIUM,
        'text-size': ['interpolate', ['linear'], ['zoom'], 12, 10.5, 17, 14],
        'text-letter-spacing': language === 'zh' ? 0.12 : 0.02,
        'text-padding': 6,
        'text-max-angle': 35,
      },
      paint: {
        'text-color': theme.barriers[barrierClass].text,
        'text-halo-color': theme.halo,
        'text-halo-width': 1.6,
      },
    },
  }));
}
