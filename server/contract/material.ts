import { Type } from 'typebox';
import { BARRIER_CLASSES } from '#engine/barriers/types.ts';
import { MessageSchema } from './problem.ts';

/** GeoJSON that is checked by the reader of the format, which gives places; only described here. */
export const geoJson = (description: string) => Type.Unknown({ description });

/** Sets of features that requests carry, or may carry, as the readers of GeoJSON take them. */
export const MATERIAL_MEMBERS = {
  communities: geoJson('FeatureCollection of Polygon and MultiPolygon features'),
  jurisdiction: geoJson('The outline: a Polygon, MultiPolygon, Feature or FeatureCollection'),
  barriers: geoJson(
    'FeatureCollection of roads, waters, railways and ridges: LineString and MultiLineString, waters also Polygon and MultiPolygon, with class (expressway, arterial, …; also in Chinese) or the tags of OpenStreetMap',
  ),
  estates: geoJson(
    'FeatureCollection of estates: Polygon and MultiPolygon with dwellings, households, population, occupancy (0–1), houseType',
  ),
  buildings: geoJson(
    'FeatureCollection of footprints: Polygon and MultiPolygon with kind (or building) and levels (or building:levels)',
  ),
  residentialAreas: geoJson(
    'FeatureCollection of ground in residential use; a building of no stated kind counts as homes there and nowhere else',
  ),
  facilities: geoJson(
    'FeatureCollection of Point features with kind (service-centre, elderly-care, …), spaceSquareMetres, community',
  ),
  units: geoJson(
    'FeatureCollection of units: Polygon and MultiPolygon with community, households, householdsEstimated, population, dwellings, estates',
  ),
} as const;

/** A day of the calendar. */
export const requiredDay = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description });

/** Which jurisdiction of the register is meant. */
export const REGISTER_MEMBERS = {
  jurisdiction: Type.String({ minLength: 1, maxLength: 200, description: 'Code or id' }),
  datetime: Type.Optional(requiredDay('A day; default today. Only communities have a history')),
} as const;

/** What was assumed or left out when the data was read. */
export const NotesSchema = Type.Array(MessageSchema, {
  description: 'What had to be assumed or left out when the data was read',
});

/** Which barrier a stretch of border follows. */
export const BarrierReferenceSchema = Type.Object({
  id: Type.String(),
  class: Type.Enum([...BARRIER_CLASSES]),
  name: Type.Optional(Type.String()),
  nameEn: Type.Optional(Type.String()),
});
