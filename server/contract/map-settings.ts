import { type Static, Type } from 'typebox';

/** What the map may show below the town; none unless the operator has configured one. */
export const BasemapSchema = Type.Object({
  kind: Type.Enum(['raster', 'pmtiles'], {
    description: 'raster: tiles by address; pmtiles: one file, read piece by piece',
  }),
  url: Type.String({
    description:
      'Of raster tiles: an address with {z}, {x} and {y}; of a file: its address on this server, relative to the root',
  }),
  attribution: Type.String({ description: 'Plain text, shown on the map; may be empty' }),
});
export type Basemap = Static<typeof BasemapSchema>;

/** Answer of `GET /map-settings`. */
export const MapSettingsSchema = Type.Object(
  { basemap: Type.Union([BasemapSchema, Type.Null()]) },
  { title: 'MapSettings' },
);
export type MapSettings = Static<typeof MapSettingsSchema>;

/** Where the operator's `.pmtiles` file is served. */
export const BASEMAP_FILE = 'basemap.pmtiles';
