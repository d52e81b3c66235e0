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

/**
 * Where the people of a community live: its estates, and those of its units that have households but no
 * estate. An estate belongs to the community that its inner point lies in; a unit to the one that it names.
 * What is recorded with 0 households is no home; what has no figure on record is one.
 */
export function homesOf(community: CommunityInput, context: MeasureContext): Home[] {
  const estates = estatesIn(community, context.estates ?? []).map((estate) => ({
    name: nameOf(estate.estate),
    position: estate.position,
  }));
  const isWithoutEstates = context.estates === undefined;
  const units = (unitsOf(community, context) ?? []).flatMap((unit): Home[] => {
    const isHome = (unit.households ?? 0) > 0;
    const hasEstates = !isWithoutEstates && (unit.estates ?? []).length > 0;
    const position = isHome && !hasEstates ? PLACE(unit.geometry) : null;
    return position === null ? [] : [{ name: unitName(unit), position }];
  });
  return [...estates, ...units];
}

const unitName = ({ id }: UnitInput): Message => ({ zh: `地块 ${id}`, en: `unit ${id}` });

interface PlacedEstate {
  estate: EstateInput;
  position: Position;
}

const PLACED_ESTATES = remember((estates: readonly EstateInput[]): PlacedEstate[] =>
  estates.flatMap((estate) => {
    const households = readFigure(estate.properties, 'households');
    const isEmpty = households.state === 'known' && households.value === 0;
    const position = estate.geometry === null || isEmpty ? null : PLACE(estate.geometry);
    return position === null ? [] : [{ estate, position }];
  }),
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
