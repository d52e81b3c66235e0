export const HOUSE_TYPES = ['high-rise', 'multi-storey', 'villa', 'apartment', 'village'] as const;
export type HouseType = (typeof HOUSE_TYPES)[number];

export const LAND_USES = [
  'residential',
  'village',
  'mixed',
  'commercial',
  'public',
  'school',
  'park',
  'industrial',
  'construction',
  'farmland',
  'forest',
] as const;
export type LandUse = (typeof LAND_USES)[number];

/** Where in the town a unit lies, as far as it decides what stands there. */
export type Zone = 'centre' | 'middle' | 'foothill' | 'edge' | 'works' | 'hill';

/** Usual households per m² of unit. */
export const DENSITY: Record<HouseType, number> = {
  'high-rise': 0.017,
  'multi-storey': 0.013,
  villa: 0.0022,
  apartment: 0.018,
  village: 0.0042,
};
/** The same where no estate stands. */
export const SCATTERED_DENSITY: Partial<Record<LandUse, number>> = {
  mixed: 0.0032,
  village: 0.002,
  commercial: 0.0005,
  industrial: 0.0003,
  farmland: 0.00004,
};

/** Weights, about per cent. */
export const LAND_USE_SHARES: Record<Zone, readonly (readonly [LandUse, number])[]> = {
  centre: [
    ['residential', 50],
    ['mixed', 12],
    ['commercial', 16],
    ['school', 6],
    ['park', 8],
    ['public', 6],
    ['construction', 2],
  ],
  middle: [
    ['residential', 52],
    ['mixed', 9],
    ['commercial', 10],
    ['school', 6],
    ['park', 10],
    ['public', 5],
    ['construction', 5],
    ['village', 3],
  ],
  foothill: [
    ['residential', 46],
    ['village', 14],
    ['mixed', 6],
    ['park', 14],
    ['public', 4],
    ['school', 3],
    ['farmland', 8],
    ['forest', 5],
  ],
  edge: [
    ['residential', 26],
    ['village', 24],
    ['farmland', 26],
    ['park', 6],
    ['construction', 7],
    ['mixed', 5],
    ['public', 3],
    ['school', 3],
  ],
  works: [
    ['industrial', 50],
    ['residential', 20],
    ['commercial', 8],
    ['construction', 8],
    ['mixed', 6],
    ['park', 8],
  ],
  hill: [
    ['forest', 86],
    ['village', 8],
    ['park', 6],
  ],
};
export const HOUSE_TYPE_SHARES: Record<Zone, readonly (readonly [HouseType, number])[]> = {
  centre: [
    ['multi-storey', 46],
    ['high-rise', 38],
    ['apartment', 16],
  ],
  middle: [
    ['high-rise', 58],
    ['multi-storey', 28],
    ['apartment', 8],
    ['villa', 6],
  ],
  foothill: [
    ['villa', 34],
    ['multi-storey', 36],
    ['high-rise', 30],
  ],
  edge: [
    ['high-rise', 52],
    ['multi-storey', 30],
    ['villa', 18],
  ],
  works: [
    ['apartment', 55],
    ['multi-storey', 45],
  ],
  hill: [['villa', 100]],
};
