import { barrierLabelLayers, barrierLayers } from './barrier-layers.ts';
import { communityLabelLayers, groundLayers, outlineLayers } from './community-layers.ts';
import { compareLayers } from './compare-layers.ts';
import { findingMarkLayers, findingShapeLayers } from './finding-layers.ts';
import type { LayerContext, TownLayer } from './layer-context.ts';
import { centreLayers, materialLabelLayers, materialLayers } from './material-layers.ts';
import { sketchLayers } from './sketch-layers.ts';

/** All layers of the map from the ground up. */
export function townLayers(context: LayerContext): TownLayer[] {
  return [
    ...groundLayers(context),
    ...materialLayers(context),
    ...barrierLayers(context),
    ...outlineLayers(context),
    ...findingShapeLayers(),
    ...barrierLabelLayers(context),
    ...materialLabelLayers(context),
    ...centreLayers(context),
    ...communityLabelLayers(context),
    ...findingMarkLayers(),
    ...compareLayers(context),
    ...sketchLayers(context),
  ];
}
