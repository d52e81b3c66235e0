import { type Labels, labelTown } from './labels.ts';
import { drawLayers, type Layers } from './layers.ts';
import { buildModel, type TownModel, type TownParameters } from './town-model.ts';

/** A town as GeoJSON layers, with the mesh they were drawn from. */
export interface Town extends Layers {
  model: TownModel;
  labels: Labels;
}

/**
 * Builds a sound town: its units tile the jurisdiction, each community is the union of its units,
 * and all borders match vertex for vertex.
 * @throws Error when the sizes are out of range or no town came of the seed
 */
export function buildTown(parameters: TownParameters): Town {
  const model = buildModel(parameters);
  const labels = labelTown(model);
  return { ...drawLayers(model, labels), model, labels };
}
