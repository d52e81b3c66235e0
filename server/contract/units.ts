import { type Static, Type } from 'typebox';
import { BARRIER_CLASSES } from '#engine/barriers/types.ts';
import { AreaGeometrySchema, featureSchema } from './geojson.ts';
import {
  BarrierReferenceSchema,
  geoJson,
  MATERIAL_MEMBERS,
  NotesSchema,
  REGISTER_MEMBERS,
} from './material.ts';
import { MessageSchema } from './problem.ts';

const metres = (fallback: number, maximum: number, description: string) =>
  Type.Optional(
    Type.Number({ minimum: 0, maximum, default: fallback, description: `${description}. Metres` }),
  );

/** How barriers are made ready to cut; the defaults are the engine's. */
const PrepareOptionsSchema = Type.Object(
  {
    classes: Type.Optional(
      Type.Array(Type.Enum([...BARRIER_CLASSES]), {
        minItems: 1,
        description: 'Classes that cut; by default all but path',
      }),
    ),
    keepLinks: Type.Optional(
      Type.Boolean({ default: false, description: 'Slip roads and ramps cut as well' }),
    ),
    tunnelsFromMetres: metres(100, 1e5, 'Tunnels from this length on part nothing on the ground'),
    mergeCarriagewaysWithinMetres: metres(
      40,
      500,
      'Carriageways of one name at most this far apart become one line',
    ),
    closeWithinMetres: metres(15, 500, 'Dangling ends are extended at most this far'),
    lakesFromSquareMetres: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1e9,
        default: 10_000,
        description: 'Smaller compact waters bound nothing',
      }),
    ),
  },
  { additionalProperties: false },
);

/** How units are cut; the defaults are the engine's. */
export const UnitOptionsSchema = Type.Object(
  {
    minAreaSquareMetres: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1e8,
        default: 2000,
        description: 'Smaller blocks are crumbs and join a neighbour',
      }),
    ),
    minWidthMetres: metres(15, 1000, 'Blocks narrower than this are crumbs as well'),
    toleranceMetres: metres(20, 200, 'A border this near a barrier follows it'),
    prepare: Type.Optional(PrepareOptionsSchema),
  },
  { additionalProperties: false },
);

/** What households are known from besides estates and buildings; see `HouseholdOptions` of the engine. */
export const HouseholdOptionsSchema = Type.Object(
  {
    totalHouseholds: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1e9,
        multipleOf: 0.5,
        description: 'Of all units together; kept to the household',
      }),
    ),
    totalPopulation: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e9 })),
    defaultLevels: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 200,
        default: 6,
        description: 'Storeys of buildings whose levels are not known',
      }),
    ),
    floorSpacePerHousehold: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1e5, default: 110, description: 'm²' }),
    ),
    assumedOccupancy: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        default: 1,
        description: 'Of estates with dwellings of unknown occupancy',
      }),
    ),
    personsPerHousehold: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 100,
        description: 'Estimates the population where none is known; by default it stays unknown',
      }),
    ),
  },
  { additionalProperties: false },
);

const { barriers, units } = MATERIAL_MEMBERS;
const communities = Type.Optional(MATERIAL_MEMBERS.communities);
const jurisdiction = Type.Optional(MATERIAL_MEMBERS.jurisdiction);
const settings = {
  options: Type.Optional(UnitOptionsSchema),
  households: Type.Optional(HouseholdOptionsSchema),
} as const;
const footprints = {
  buildings: Type.Optional(MATERIAL_MEMBERS.buildings),
  residentialAreas: Type.Optional(MATERIAL_MEMBERS.residentialAreas),
} as const;
const homes = { estates: Type.Optional(MATERIAL_MEMBERS.estates), ...footprints } as const;

/** Body of `POST /units` from which units are cut. */
export const CutUnitsRequestSchema = Type.Object(
  {
    jurisdiction,
    communities,
    barriers,
    ...homes,
    ...settings,
  },
  { additionalProperties: false, title: 'Units cut from barriers' },
);

/** Body of `POST /units` that brings its own units. */
export const SuppliedUnitsRequestSchema = Type.Object(
  {
    units,
    jurisdiction: Type.Optional(
      geoJson('The outline as a Feature: its households and population are totals of all units'),
    ),
    communities,
    barriers: Type.Optional(barriers),
    ...homes,
    ...settings,
  },
  { additionalProperties: false, title: 'Units supplied' },
);

/** Body of `POST /units` that names a register. */
export const RegisterUnitsRequestSchema = Type.Object(
  {
    register: Type.Object(
      {
        ...REGISTER_MEMBERS,
        units: Type.Optional(
          Type.Enum(['cut', 'registered'], {
            default: 'cut',
            description: 'Cut anew from the barriers, or those of the register',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    ...footprints,
    ...settings,
  },
  { additionalProperties: false, title: 'Units of the register' },
);

export const UnitsRequestSchema = Type.Union([
  CutUnitsRequestSchema,
  SuppliedUnitsRequestSchema,
  RegisterUnitsRequestSchema,
]);
export type CutUnitsRequest = Static<typeof CutUnitsRequestSchema>;
export type SuppliedUnitsRequest = Static<typeof SuppliedUnitsRequestSchema>;
export type RegisterUnitsRequest = Static<typeof RegisterUnitsRequestSchema>;
export type UnitSettings = Static<typeof UnitOptionsSchema>;
export type HouseholdSettings = Static<typeof HouseholdOptionsSchema>;

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Ids = Type.Array(Type.String());
const Lengths = Type.Record(Type.String(), Type.Number(), {
  description: 'Metres by class of barrier; `none` for what follows none',
});

/** A run of a border along one barrier, or along none. */
export const StretchSchema = Type.Object({
  barrier: nullable(BarrierReferenceSchema),
  lengthMetres: Type.Number(),
  coordinates: Type.Array(Type.Array(Type.Number())),
});

const QuantitySchema = Type.Object({
  given: nullable(Type.Number({ description: 'Sum of the totals given' })),
  allocated: Type.Number({ description: 'What the units have together' }),
  counted: Type.Number(),
  estimated: Type.Number(),
  unitsUnknown: Type.Integer(),
  areas: Type.Array(
    Type.Object({
      area: nullable(Type.String({ description: 'Id of the community; null: all others' })),
      given: nullable(Type.Number()),
      counted: Type.Number(),
      estimated: Type.Number(),
      basis: Type.String({ description: 'What the rest was spread over' }),
      difference: Type.Number({
        description: 'given − counted − estimated; not 0 only in a conflict',
      }),
    }),
  ),
});

/** How households came to units: the wire form of HouseholdReport. */
export const HouseholdReportSchema = Type.Object({
  households: QuantitySchema,
  population: QuantitySchema,
  buildings: Type.Record(Type.String(), Type.Number()),
  notes: Type.Array(
    Type.Object({
      kind: Type.String(),
      severity: Type.Enum(['conflict', 'note']),
      ids: Ids,
      figures: Type.Record(Type.String(), Type.Number()),
      message: MessageSchema,
    }),
    { description: 'Conflicts of the data first, then what was assumed' },
  ),
});

const UnitNoteSchema = Type.Object({
  kind: Type.String(),
  barriers: Ids,
  lengthMetres: Type.Number(),
  location: nullable(Type.Array(Type.Number())),
  message: MessageSchema,
  units: Type.Optional(Ids),
  communities: Type.Optional(Ids),
  estates: Type.Optional(Ids),
  areaSquareMetres: Type.Optional(nullable(Type.Number())),
});

/** How units came about: the wire form of UnitReport. */
export const UnitReportSchema = Type.Object({
  barriers: Type.Object({
    given: Type.Integer(),
    used: Type.Integer(),
    lengthMetres: Type.Number(),
  }),
  units: Type.Integer(),
  areaSquareMetres: Type.Number(),
  crumbsAbsorbed: Type.Integer(),
  crumbAreaSquareMetres: Type.Number(),
  estatesKeptWhole: Type.Integer(),
  borderShareOnBarriers: Type.Number({ description: 'Of the borders between units, 0–1' }),
  borderLengthMetres: Type.Number(),
  borderLengthByClass: Lengths,
  notes: Type.Array(UnitNoteSchema),
});

/** Answer of `POST /units`, and what `sizhi units --format json` prints. */
/** What the graph of neighbours tells, units by their ids. */
const GraphSchema = Type.Object({
  pairs: Type.Integer({ description: 'Pairs of units that share a border' }),
  components: Type.Integer({ description: 'Connected areas' }),
  articulationUnits: Type.Array(Type.String(), {
    description: 'Units without which others are cut off from the rest',
  }),
  enclosed: Type.Array(Type.Object({ units: Ids, by: Type.String() }), {
    description: 'Units that lie inside one other, and border no outside',
  }),
  islandLinks: Type.Array(
    Type.Object({
      units: Type.Array(Type.String(), { minItems: 2, maxItems: 2 }),
      distanceMetres: Type.Number(),
      between: Type.Array(Type.Array(Type.Number()), { minItems: 2, maxItems: 2 }),
    }),
    {
      description:
        'For each area that lies apart: the nearest unit of another, to be approved as a link',
    },
  ),
});

export const UnitsSchema = Type.Object(
  {
    version: Type.String({ description: 'Version of the engine' }),
    supplied: Type.Boolean({ description: 'The units came with the request; nothing was cut' }),
    report: UnitReportSchema,
    households: nullable(HouseholdReportSchema),
    units: Type.Object(
      {
        type: Type.Literal('FeatureCollection'),
        features: Type.Array(featureSchema(AreaGeometrySchema)),
      },
      {
        description:
          'properties: community (id or null), households, householdsEstimated, population, dwellings, estates, areaSquareMetres; what is unknown is left out',
      },
    ),
    borders: Type.Array(
      Type.Object({
        units: Type.Array(nullable(Type.String()), {
          minItems: 2,
          maxItems: 2,
          description: 'Ids; the second is null where the first lies at the outline',
        }),
        lengthMetres: Type.Number(),
        stretches: Type.Array(StretchSchema),
      }),
    ),
    graph: GraphSchema,
    notes: NotesSchema,
  },
  { title: 'Units' },
);
