import { findInvalid } from '../coverage/find-invalid.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { AreaGeometry, CommunityInput, Message, Position } from '../coverage/types.ts';
import type { EstateInput, UnitInput } from '../material/types.ts';
import { placeInside } from '../rules/place-inside.ts';
import { readFigure } from '../rules/read-figure.ts';
import { type Box, boxOf } from './box-of.ts';
import { lies } from './facilities-of.ts';
import { unitsOf } from './people.ts';
import { remember } from './remember.ts';
import type { MeasureContext } from './types.ts';

/** A place where people live. */
export interface Home {
  name: Message;
  /** The point furthest from the outline of the estate or unit. */
  position: Position;
}

const PLACE = remember((geometry: AreaGeometry): Position | null =>
  findInvalid(geometry).length > 0 ? null : placeInside(geometry),
);

/** The homes of a community, and what may be one for all that is known. */
export interface Homes {
  homes: Home[];
  /** Units without a household figure. */
  unknownUnits: number;
}

/**
 * Where the people of a community live: its estates, and those of its units that have households but no
 * estate. An estate belongs to the community that its inner point lies in; a unit to the one that it names.
 * An estate recorded with 0 households is no home, one without a figure is one; a unit without a figure is
 * none, but counted.
 */
export function homesOf(community: CommunityInput, context: MeasureContext): Homes {
  const estates = estatesIn(community, context.estates ?? []).map((estate) => ({
    name: nameOf(estate.estate),
    position: estate.position,
  }));
  const units = (unitsOf(community, context) ?? []).filter(
    (unit) => context.estates === undefined || (unit.estates ?? []).length === 0,
  );
  const homes = units.flatMap((unit): Home[] => {
    const position = (unit.households ?? 0) > 0 ? PLACE(unit.geometry) : null;
    return position === null ? [] : [{ name: unitName(unit), position }];
  });
  return {
    homes: [...estates, ...homes],
    unknownUnits: units.filter(({ households }) => households === undefined).length,
  };
}

const unitName = ({ id }: UnitInput): Message => ({ zh: `地块 ${id}`, en: `unit ${id}` });

interface PlacedEstate {
  estate: EstateInput;
  position: Position;
}

/** What is recorded with 0 households is no home. */
const isEmpty = ({ properties }: EstateInput): boolean => {
  const households = readFigure(properties, 'households');
  return households.state === 'known' && households.value === 0;
};

const placeOf = ({ geometry }: EstateInput): Position | null =>
  geometry === null ? null : PLACE(geometry);

const PLACED_ESTATES = remember((estates: readonly EstateInput[]): PlacedEstate[] =>
  estates.flatMap((estate) => {
    const position = isEmpty(estate) ? null : placeOf(estate);
    return position === null ? [] : [{ estate, position }];
  }),
);

/** Estates with homes whose shape is missing or invalid, so that nobody knows where they lie. */
export const estatesWithoutPlace = remember((estates: readonly EstateInput[]): EstateInput[] =>
  estates.filter((estate) => !isEmpty(estate) && placeOf(estate) === null),
);

function estatesIn(community: CommunityInput, estates: readonly EstateInput[]): PlacedEstate[] {
  if (community.geometry === null) return [];
  const box = boxOf(community.geometry);
  return PLACED_ESTATES(estates).filter(
    ({ position }) => inBox(position, box) && lies(position, community),
  );
}

const inBox = ([lon, lat]: Position, [west, south, east, north]: Box): boolean =>
  lon! >= west && lon! <= east && lat! >= south && lat! <= north;
