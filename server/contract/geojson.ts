import { type TSchema, Type } from 'typebox';

/** The media type of features and collections of them (RFC 7946). */
export const GEOJSON_MEDIA_TYPE = 'application/geo+json';

const Coordinates = Type.Array(Type.Unknown(), { description: '[lon, lat] in WGS 84, nested' });

const geometryOf = (...types: [string, ...string[]]) =>
  Type.Object({ type: Type.Enum(types), coordinates: Coordinates });

/** A GeoJSON Polygon or MultiPolygon. */
export const AreaGeometrySchema = geometryOf('Polygon', 'MultiPolygon');

/** Any geometry that the service answers with. */
export const GeometrySchema = geometryOf(
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
);

const Properties = Type.Record(Type.String(), Type.Unknown());

/** A feature whose geometry follows `geometry`. */
export const featureSchema = <T extends TSchema>(geometry: T) =>
  Type.Object({
    type: Type.Literal('Feature'),
    id: Type.Optional(Type.Union([Type.String(), Type.Number()])),
    geometry,
    properties: Type.Union([Properties, Type.Null()]),
  });

/** A collection of features whose geometries follow `geometry`. */
export const featureCollectionSchema = <T extends TSchema>(geometry: T) =>
  Type.Object({
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(featureSchema(geometry)),
  });

/** A hyperlink of OGC API (RFC 8288). */
export const LinkSchema = Type.Object({
  href: Type.String(),
  rel: Type.String(),
  type: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
});

export interface Link {
  href: string;
  rel: string;
  type?: string;
  title?: string;
}
