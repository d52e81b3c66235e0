/** What the reader can switch on and off on the map, in the order of the legend. */
export const LAYER_TOGGLES = [
  'findings',
  'communities',
  'labels',
  'estates',
  'facilities',
  'units',
  'roads',
  'water',
  'railways',
  'ridges',
] as const;
export type LayerToggle = (typeof LAYER_TOGGLES)[number];
export type LayerVisibility = Readonly<Record<LayerToggle, boolean>>;

export const ALL_LAYERS: LayerVisibility = {
  findings: true,
  communities: true,
  labels: true,
  estates: true,
  facilities: true,
  units: true,
  roads: true,
  water: true,
  railways: true,
  ridges: true,
};

/** The classes of linear features (DOMAIN: barrier), in drawing order from below. */
export const BARRIER_CLASSES = [
  'ridge',
  'river',
  'canal',
  'wall',
  'path',
  'local',
  'collector',
  'arterial',
  'expressway',
  'railway',
] as const;
export type BarrierClass = (typeof BARRIER_CLASSES)[number];

/** The toggle that each class of barrier belongs to. */
export const TOGGLE_OF_CLASS: Readonly<Record<BarrierClass, LayerToggle>> = {
  expressway: 'roads',
  arterial: 'roads',
  collector: 'roads',
  local: 'roads',
  path: 'roads',
  wall: 'roads',
  river: 'water',
  canal: 'water',
  railway: 'railways',
  ridge: 'ridges',
};

/** Reads what was remembered; anything unknown or broken falls back to “shown”. */
export function parseLayers(remembered: string | null): LayerVisibility {
  if (remembered === null) return ALL_LAYERS;
  const hidden = new Set(remembered.split(','));
  return Object.fromEntries(LAYER_TOGGLES.map((toggle) => [toggle, !hidden.has(toggle)])) as Record<
    LayerToggle,
    boolean
  >;
}

/** The hidden layers, for {@link parseLayers}. */
export const printLayers = (layers: LayerVisibility): string =>
  LAYER_TOGGLES.filter((toggle) => !layers[toggle]).join(',');
