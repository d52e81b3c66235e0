import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { GeometryContext } from '../check-geometry.ts';
import { createProblemCollector } from '../problem-collector.ts';
import { type JudgedGeometry, judgeGeometry } from '../read-features.ts';
import { AreaStore } from './area-store.ts';
import { OPEN_BRACE } from './ascii.ts';
import { decodePiece, MOST_TEXT_BYTES, parsePiece } from './decode-piece.ts';
import { PropertyStore } from './property-store.ts';
import { createFeatureScan, type Scannable, scanFeature } from './scan-feature.ts';
import { endOfValue, INCOMPLETE, TOO_DEEP } from './scan-value.ts';

/** The text is no acceptable JSON; the reader of the document finds out what is wrong with it. */
export const FAULTY = -3;
/** Without its packed coordinates, an item is still too long for a string. */
export const OVERSIZE = -4;

/** Stands in a feature for coordinates that are in the store. */
export class PackedGeometry implements JudgedGeometry<PackedGeometry> {
  readonly vertices: number;
  readonly flattened: boolean;

  constructor(vertices: number, flattened: boolean) {
    this.vertices = vertices;
    this.flattened = flattened;
  }

  get geometry(): PackedGeometry {
    return this;
  }
}

/**
 * Stands for the packed coordinates when the rest of a feature goes through `JSON.parse`. No acceptable
 * document holds this string: NUL is refused.
 */
const MARK = '\u0000';
const MARK_TEXT = '"\\u0000"';

/** Levels of the document that a feature lies in: the collection and its array. */
const OUTER_LEVELS = 2;
const AREA_TYPES = ['Polygon', 'MultiPolygon'] as const;

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface FeatureReaderOptions {
  /** Levels of brackets allowed in the whole document. */
  maxDepth: number;
  /** Coordinates beyond so many positions are not kept; the document is going to be refused. */
  maxVertices: number;
  /** Ordinates to make room for at first. */
  ordinates: number;
}

/**
 * Reads the items of a `features` array one by one. Coordinates go to the store, properties are kept as
 * bytes, and `features` holds what `JSON.parse` would give, with a {@link PackedGeometry} in the place
 * of all coordinates that are sound. Area i of the store and the properties i are those of `features[i]`.
 */
export class FeatureReader {
  features: unknown[] = [];
  readonly store: AreaStore;
  readonly properties = new PropertyStore();
  readonly #levels: number;
  readonly #maxVertices: number;
  readonly #scan = createFeatureScan();

  constructor({ maxDepth, maxVertices, ordinates }: FeatureReaderOptions) {
    this.#levels = maxDepth - OUTER_LEVELS;
    this.#maxVertices = maxVertices;
    this.store = new AreaStore(ordinates);
  }

  /** Forgets all features: a later member of the same name replaces the array. */
  clear(): void {
    this.features = [];
    this.store.clear();
    this.properties.clear();
  }

  /**
   * Reads the item that begins at `from`.
   *
   * @param expected ordinates that the document is likely to have in all
   * @returns index behind it, or `INCOMPLETE`, `FAULTY` or `OVERSIZE`, and then nothing was kept
   */
  read(source: Scannable, from: number, expected: number): number {
    const scan = this.#scan;
    if (source.bytes[from] !== OPEN_BRACE) return this.#readOther(source, from);
    const end = scanFeature(source, from, this.#levels, expected, this.store, scan);
    if (end >= 0 && this.#keepFeature(source.bytes, from, end)) return end;
    this.store.dropOpenArea();
    if (end < 0) return end === INCOMPLETE ? INCOMPLETE : FAULTY;
    return end - from - (scan.cutEnd - scan.cutStart) > MOST_TEXT_BYTES ? OVERSIZE : FAULTY;
  }

  /** An item that is no object, and so no feature. */
  #readOther({ bytes, end }: Scannable, from: number): number {
    const traits = { escapes: false, wide: false };
    const next = endOfValue(bytes, from, end, this.#levels, traits);
    if (next < 0) return next === TOO_DEEP ? FAULTY : INCOMPLETE;
    const text = decodePiece(bytes, from, next, traits.wide);
    const value = text === null ? undefined : parsePiece(text);
    if (value === undefined) return next - from > MOST_TEXT_BYTES ? OVERSIZE : FAULTY;
    this.features.push(value);
    this.properties.add(bytes, -1, -1);
    this.store.closeArea(0);
    return next;
  }

  #keepFeature(bytes: Buffer, from: number, end: number): boolean {
    const scan = this.#scan;
    let feature: unknown;
    let packed = false;
    if (scan.cutStart !== -1 && scan.coordinateArrays === 1) {
      const head = decodePiece(bytes, from, scan.cutStart, scan.wide);
      const tail = decodePiece(bytes, scan.cutEnd, end, scan.wide);
      if (head === null || tail === null) return false;
      feature = parsePiece(head + MARK_TEXT + tail);
      if (feature === undefined) return false;
      packed = this.#settlePacked(feature as Json);
    }
    if (!packed) {
      // Repeated names, an unusual geometry, or faults: as any other reader would take it.
      this.store.dropOpenArea();
      const text = decodePiece(bytes, from, end, scan.wide);
      feature = text === null ? undefined : parsePiece(text);
      if (feature === undefined) return false;
      this.#settleParsed(feature as Json);
    }
    this.#keepProperties(bytes, feature as Json);
    this.features.push(feature);
    return true;
  }

  /** Whether the packed coordinates are those of the feature, and of a geometry of their type. */
  #settlePacked({ geometry }: Json): boolean {
    const { store } = this;
    const type = AREA_TYPES[store.openType - 1];
    if (!isJson(geometry) || geometry.coordinates !== MARK || geometry.type !== type) return false;
    geometry.coordinates = new PackedGeometry(store.openVertices, store.flattened);
    this.#closeArea();
    return true;
  }

  /** A geometry that proves sound is packed; with any other the whole document is going to be refused. */
  #settleParsed(feature: Json): void {
    const { geometry } = feature;
    const judged = isJson(geometry) ? judgeGeometry(geometry, AREA_TYPES, nobody()) : null;
    if (judged === null || judged.geometry === null) {
      this.store.closeArea(0);
      return;
    }
    const { vertices, flattened } = judged;
    this.store.putGeometry(judged.geometry);
    feature.geometry = {
      ...(geometry as Json),
      coordinates: new PackedGeometry(vertices, flattened),
    };
    this.#closeArea();
  }

  #closeArea(): void {
    const { store } = this;
    if (store.ordinates > 2 * this.#maxVertices) {
      store.dropOpenArea();
      store.closeArea(0);
    } else store.closeArea(store.openType);
  }

  #keepProperties(bytes: Buffer, { properties }: Json): void {
    const { escapedName, propertiesStart, propertiesEnd } = this.#scan;
    if (!isJson(properties)) this.properties.add(bytes, -1, -1);
    else if (escapedName) this.properties.addObject(properties);
    else this.properties.add(bytes, propertiesStart, propertiesEnd);
  }
}

/** For judging a geometry whose problems are going to be reported later, with the id. */
const nobody = (): GeometryContext => ({ pointer: '', problems: createProblemCollector(0) });

/** {@link judgeGeometry} for the features that a {@link FeatureReader} gives. */
export function judgePacked(
  value: unknown,
  context: GeometryContext,
): JudgedGeometry<PackedGeometry | AreaGeometry> | null {
  if (isJson(value) && value.coordinates instanceof PackedGeometry) return value.coordinates;
  return judgeGeometry(value, AREA_TYPES, context);
}
