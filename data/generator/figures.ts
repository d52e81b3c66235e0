import type { HouseType } from './land-use.ts';
import { createRandom, type Random } from './random.ts';
import type { TownModel } from './town-model.ts';

/** Residents and homes of a unit. */
export interface UnitFigures {
  /** 管辖户数: homes, whether lived in or not. */
  dwellings: number;
  /** 常住户数: homes lived in, one in an apartment block counting one half. */
  households: number;
  population: number;
}

/** Share of homes lived in, from–to. */
const OCCUPIED: Record<HouseType | 'scattered', readonly [number, number]> = {
  'high-rise': [0.62, 0.95],
  'multi-storey': [0.84, 0.97],
  villa: [0.42, 0.72],
  apartment: [0.6, 0.92],
  village: [0.8, 0.97],
  scattered: [0.8, 0.98],
};
const PERSONS_PER_HOUSEHOLD: Record<HouseType | 'scattered', number> = {
  'high-rise': 2.95,
  'multi-storey': 2.75,
  villa: 3.2,
  apartment: 2.5,
  village: 3.7,
  scattered: 2.8,
};

/** Per face; each estate has one occupancy, on all its units. */
export function countPeople(model: TownModel): UnitFigures[] {
  const random = createRandom(model.seed, 'people');
  const estates = model.compounds.map((compound) => drawRates(compound.houseType, random));
  return model.plots.map((plot) => {
    const scattered = drawRates('scattered', random);
    const rates = plot.estate === null ? scattered : (estates[plot.estate] ?? scattered);
    const households = model.households[plot.face] ?? 0;
    return {
      dwellings: Math.ceil(households * rates.dwellingsPerHousehold),
      households,
      population: Math.round(households * rates.personsPerHousehold),
    };
  });
}

function drawRates(houseType: HouseType | 'scattered', random: Random) {
  const [low, high] = OCCUPIED[houseType];
  const counted = houseType === 'apartment' ? 0.5 : 1;
  return {
    dwellingsPerHousehold: 1 / (random.between(low, high) * counted),
    personsPerHousehold: PERSONS_PER_HOUSEHOLD[houseType] * random.between(0.93, 1.07),
  };
}

/** Premises of a community, m²: enough for its households by YH 二(三), rounded up to ten. */
export function planPremises(
  model: TownModel,
  community: number,
  households: number,
): { service: number; elderly: number } {
  const random = createRandom(model.seed, `premises ${community}`);
  const tens = (value: number) => 10 * Math.ceil(value / 10);
  return {
    service: tens(Math.max(800, 0.6 * households * random.between(1.04, 1.4))),
    elderly: tens(Math.max(300, 0.3 * households * random.between(1.04, 1.3))),
  };
}
