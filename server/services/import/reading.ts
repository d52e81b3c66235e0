import type { InputProblem } from '#contract/input-problem.ts';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import type { AreaGeometry, Message } from '#engine/coverage/types.ts';
import type { GeometryOf, GeometryType } from '../../formats/geojson/check-geometry.ts';
import { type FeatureInput, readFeatures } from '../../formats/geojson/read-features.ts';

export const AREA_TYPES = ['Polygon', 'MultiPolygon'] as const;

/** A feature that has a geometry. */
export type Feature<T extends GeometryType> = FeatureInput<T> & { geometry: GeometryOf<T> };

/** Reads the sets of one import: shares the vertex cap, collects problems and notes. */
export class Reading {
  readonly problems: InputProblem[] = [];
  readonly notes: Message[] = [];
  readonly #maxVertices: number;
  #vertices = 0;

  constructor(maxVertices: number) {
    this.#maxVertices = maxVertices;
  }

  /** The features of a set; none when there are problems. */
  features<T extends GeometryType>(
    document: unknown,
    member: string,
    types: readonly T[],
    options: { idField?: string | undefined; nameField?: string | undefined; allowEmpty?: boolean },
  ): Feature<T>[] {
    const read = readFeatures(document, types, {
      ...options,
      uniqueIds: true,
      maxVertices: Math.max(0, this.#maxVertices - this.#vertices),
      pointer: `/${member}`,
    });
    if (!read.ok) {
      this.problems.push(...read.error);
      return [];
    }
    this.#vertices += read.value.vertices;
    this.notes.push(...read.value.notes);
    const features = read.value.features.filter(hasGeometry);
    for (const [index, { id, geometry }] of features.entries()) {
      this.checkValidity(geometry, this.#placeOfGeometry(member, document, index), id);
    }
    return features;
  }

  /** JSON pointer of a feature: a document may be a collection, one feature or a geometry. */
  placeOf(member: string, document: unknown, index: number): string {
    return isRecord(document) && Array.isArray(document.features)
      ? `/${member}/features/${index}`
      : `/${member}`;
  }

  #placeOfGeometry(member: string, document: unknown, index: number): string {
    const place = this.placeOf(member, document, index);
    const isBare = isRecord(document) && 'coordinates' in document;
    return isBare ? place : `${place}/geometry`;
  }

  /**
   * Reports every reason why an area is not valid; other geometries have none.
   * @param pointer of the geometry
   */
  checkValidity(geometry: object, pointer: string, id?: string): void {
    if (!isArea(geometry)) return;
    for (const fault of findInvalid(geometry)) {
      const ring = geometry.type === 'Polygon' ? `${fault.ring}` : `${fault.polygon}/${fault.ring}`;
      const [lon, lat] = fault.location ?? [];
      this.problems.push({
        code: fault.kind,
        message: fault.message,
        pointer: `${pointer}/coordinates/${ring}`,
        ...(id === undefined ? {} : { id }),
        ...(lon === undefined || lat === undefined ? {} : { location: [lon, lat] }),
      });
    }
  }
}

const isArea = (geometry: object): geometry is AreaGeometry =>
  'type' in geometry && (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon');

function hasGeometry<T extends GeometryType>(feature: FeatureInput<T>): feature is Feature<T> {
  return feature.geometry !== null;
}

/** A JSON object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
