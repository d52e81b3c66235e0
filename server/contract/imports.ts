import { type Static, Type } from 'typebox';
import { AuditSummarySchema } from './audits.ts';

/** The sets of features that an import may hold besides the communities. */
export const MATERIAL_KINDS = ['units', 'barriers', 'estates', 'facilities'] as const;
export type MaterialKind = (typeof MATERIAL_KINDS)[number];

const geoJson = (description: string) => Type.Optional(Type.Unknown({ description }));
const text = (description: string, maxLength = 200) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, pattern: '\\S', description }));

/** Body of `POST /imports`. */
export const ImportRequestSchema = Type.Object(
  {
    communities: Type.Unknown({
      description:
        'FeatureCollection of all communities of the jurisdiction: Polygon or MultiPolygon with code, name, nameEn, kind (urban, village, converted, park) and any further properties',
    }),
    jurisdiction: geoJson(
      'The outline: a Feature (with code, name, nameEn, kind), a FeatureCollection or a geometry; without it a known outline stays',
    ),
    units: geoJson(
      'FeatureCollection of Polygon and MultiPolygon; replaces the known units. community null: in none, left out: unknown; households may be halves',
    ),
    barriers: geoJson(
      'FeatureCollection of LineString and MultiLineString with class; waters also Polygon and MultiPolygon, which are stored by their shores with area: true',
    ),
    estates: geoJson(
      'FeatureCollection of Polygon and MultiPolygon; households may be halves (single-person apartments count one half)',
    ),
    facilities: geoJson(
      'FeatureCollection of Point with kind; of Polygon and MultiPolygon a point inside is stored',
    ),
    code: text("Code of the jurisdiction; by default the outline's own", 100),
    name: text("Name of the jurisdiction; by default the outline's own"),
    nameEn: text('English name of the jurisdiction'),
    kind: text('Kind of jurisdiction, for example town or subdistrict', 50),
    policy: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
        description: 'Default policy of the jurisdiction',
      }),
    ),
    effective: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        description: 'The day from which the boundaries are in force; by default today',
      }),
    ),
    fields: Type.Optional(
      Type.Object(
        {
          id: text('Property of a community that holds its code'),
          name: text('Property of a community that holds its name'),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type ImportRequest = Static<typeof ImportRequestSchema>;

const count = () => Type.Integer({ minimum: 0 });

/** What an import did to the communities of the register. */
export const RegisterChangesSchema = Type.Object({
  created: count(),
  changed: count(),
  closed: Type.Integer({ minimum: 0, description: 'No longer in the file: their validity ended' }),
  unchanged: count(),
});
export type RegisterChanges = Static<typeof RegisterChangesSchema>;

/** What an import did to one of the other sets. */
export const MaterialChangesSchema = Type.Object({
  created: count(),
  changed: count(),
  removed: count(),
  unchanged: count(),
});
export type MaterialChanges = Static<typeof MaterialChangesSchema>;

/** Answer of `POST /imports`. */
export const ImportReportSchema = Type.Object(
  {
    dryRun: Type.Boolean({ description: 'True when nothing was written' }),
    jurisdiction: Type.Object({
      id: Type.String(),
      code: Type.String(),
      name: Type.String(),
      change: Type.Enum(['created', 'changed', 'unchanged']),
    }),
    effective: Type.String({ description: 'The day from which the changes are in force' }),
    communities: RegisterChangesSchema,
    units: Type.Optional(MaterialChangesSchema),
    barriers: Type.Optional(MaterialChangesSchema),
    estates: Type.Optional(MaterialChangesSchema),
    facilities: Type.Optional(MaterialChangesSchema),
    notes: Type.Array(Type.Object({ zh: Type.String(), en: Type.String() }), {
      description: 'What had to be assumed',
    }),
    audit: Type.Optional(AuditSummarySchema),
  },
  { title: 'Import' },
);
export type ImportReport = Static<typeof ImportReportSchema>;
