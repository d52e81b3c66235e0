import type { InputProblem } from '#contract/input-problem.ts';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type {
  AreaGeometry,
  CommunityInput,
  JurisdictionInput,
  Message,
} from '#engine/coverage/types.ts';
import type {
  BuildingInput,
  EstateInput,
  FacilityInput,
  UnitInput,
} from '#engine/material/types.ts';
import type { Result } from '#engine/result.ts';
import { readBarriers } from '../../formats/geojson/read-barriers.ts';
import { readBuildings } from '../../formats/geojson/read-buildings.ts';
import { readCommunities } from '../../formats/geojson/read-communities.ts';
import { readEstates } from '../../formats/geojson/read-estates.ts';
import { readFacilities } from '../../formats/geojson/read-facilities.ts';
import { readFeatures } from '../../formats/geojson/read-features.ts';
import { readJurisdiction } from '../../formats/geojson/read-jurisdiction.ts';
import { readUnits } from '../../formats/geojson/read-units.ts';
import { loadTagTable } from '../import/load-tag-table.ts';
import { refuseGeodata } from '../read-body.ts';

type Read<T> = Result<T & { vertices: number; notes: Message[] }, InputProblem[]>;
/** An outline with what is on record of it: households and the like. */
export type RecordedJurisdiction = JurisdictionInput & {
  properties?: Readonly<Record<string, unknown>>;
};

type Place = { pointer: string; maxVertices: number };

/**
 * Reads the sets of features in a request's body, each at its JSON pointer: shares the vertex cap, and collects
 * the problems and notes of all. A member that is not there is undefined; one with problems is read as if it
 * were not there, until {@link finish}.
 */
export class MaterialReader {
  readonly #problems: InputProblem[] = [];
  readonly #notes: Message[] = [];
  #verticesLeft: number;

  constructor(maxVertices: number) {
    this.#verticesLeft = maxVertices;
  }

  /** Shapes that are missing or cross themselves pass: whoever works with them says so. */
  communities(document: unknown, member = 'communities'): CommunityInput[] | undefined {
    return this.#read(document, member, (place) =>
      readCommunities(document, { ...place, allowNullGeometry: true, uniqueIds: true }),
    )?.communities;
  }

  /** With its record where it is a single feature. */
  jurisdiction(document: unknown): RecordedJurisdiction | undefined {
    const read = this.#read(document, 'jurisdiction', (place) => readJurisdiction(document, place));
    if (read === undefined) return undefined;
    const properties = recordOf(document);
    return { ...read.jurisdiction, ...(properties === undefined ? {} : { properties }) };
  }

  barriers(document: unknown): BarrierSource[] | undefined {
    return this.#read(document, 'barriers', (place) =>
      readBarriers(document, loadTagTable(), place),
    )?.barriers;
  }

  estates(document: unknown): EstateInput[] | undefined {
    return this.#read(document, 'estates', (place) => readEstates(document, place))?.estates;
  }

  buildings(document: unknown): BuildingInput[] | undefined {
    return this.#read(document, 'buildings', (place) => readBuildings(document, place))?.buildings;
  }

  residentialAreas(document: unknown): AreaGeometry[] | undefined {
    const read = this.#read(document, 'residentialAreas', (place) =>
      readFeatures(document, ['Polygon', 'MultiPolygon'], { ...place, allowEmpty: true }),
    );
    return read?.features.flatMap(({ geometry }) => (geometry === null ? [] : [geometry]));
  }

  facilities(document: unknown): FacilityInput[] | undefined {
    return this.#read(document, 'facilities', (place) => readFacilities(document, place))
      ?.facilities;
  }

  units(document: unknown): UnitInput[] | undefined {
    return this.#read(document, 'units', (place) => readUnits(document, place))?.units;
  }

  /**
   * What was assumed or left out, each said once.
   * @throws DomainError `invalid-geodata` or `too-many-vertices` with every problem
   */
  finish(): Message[] {
    if (this.#problems.length > 0) throw refuseGeodata(this.#problems);
    const notes = this.#notes;
    return notes.filter((note, index) => notes.findIndex(({ en }) => en === note.en) === index);
  }

  #read<T>(document: unknown, member: string, read: (place: Place) => Read<T>): T | undefined {
    if (document === undefined) return undefined;
    const place = { pointer: `/${member}`, maxVertices: Math.max(0, this.#verticesLeft) };
    const result = read(place);
    if (!result.ok) {
      this.#problems.push(...result.error);
      return undefined;
    }
    this.#verticesLeft -= result.value.vertices;
    this.#notes.push(...result.value.notes);
    return result.value;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The properties of a Feature, or of the only one of a FeatureCollection. */
function recordOf(document: unknown): Record<string, unknown> | undefined {
  if (!isRecord(document)) return undefined;
  const { features } = document;
  const feature = Array.isArray(features) && features.length === 1 ? features[0] : document;
  return isRecord(feature) && isRecord(feature.properties) ? feature.properties : undefined;
}
