import type { AreaGeometry } from '#engine/coverage/types.ts';
import { type PackedAreas, packAreas, unpackArea } from '#engine/geometry/packed-areas.ts';
import type { UnitInput } from '#engine/material/types.ts';
import {
  indexOfMaterial,
  type MaterialBoxes,
  takeIndex,
} from '#engine/plan/ground/material-index.ts';
import { memoryOf } from '../protocol.ts';

/** A unit but for its area. */
export type BareUnit = Omit<UnitInput, 'geometry'>;

/** What of many units changes hands without a copy: their areas, and where they lie. */
export interface UnitGround {
  areas: PackedAreas;
  boxes: MaterialBoxes;
}

/** A copy for another thread. */
export const groundOfUnits = (units: readonly UnitInput[]): UnitGround => ({
  areas: packAreas(units.map(({ geometry }) => geometry)),
  boxes: indexOfMaterial(units).boxes,
});

export const bareUnit = ({ geometry: _, ...unit }: UnitInput): BareUnit => unit;

/** The memory that is handed over. */
export function memoryOfUnits({ areas, boxes }: UnitGround): ArrayBuffer[] {
  const { placed, tree } = boxes;
  return [...memoryOf(areas), placed.buffer as ArrayBuffer, ...(tree === null ? [] : [tree])];
}

/** Units with their areas, all of them at once: for a thread that looks at them all. */
export function wholeUnits(bare: readonly BareUnit[], { areas, boxes }: UnitGround): UnitInput[] {
  const units = bare.map((unit, at) => ({ ...unit, geometry: areaAt(areas, at) }));
  takeIndex(units, boxes);
  return units;
}

/** Which of the packed areas a unit has. Not copied by a message: there the unit has its area itself. */
const PLACE = Symbol('place among the areas');

/**
 * Units whose areas become objects when somebody looks at them: on the page few ever are, and a hundred thousand of them
 * would be a second's work. They copy as plain units do.
 */
export class LazyUnits {
  readonly units: UnitInput[] = [];
  readonly #ground: UnitGround;
  readonly #property: PropertyDescriptor;

  constructor(ground: UnitGround) {
    this.#ground = ground;
    const { areas } = ground;
    this.#property = {
      enumerable: true,
      configurable: true,
      get(this: UnitInput & { [PLACE]: number }): AreaGeometry {
        const value = areaAt(areas, this[PLACE]);
        // The same object each time: much is kept with it.
        Object.defineProperty(this, 'geometry', { value, enumerable: true });
        return value;
      },
    };
  }

  /** The next ones, in the order of the areas. */
  add(bare: readonly BareUnit[]): void {
    for (const unit of bare) {
      const place = this.units.length;
      const placed: object = Object.assign(unit, { [PLACE]: place });
      this.units.push(Object.defineProperty(placed, 'geometry', this.#property) as UnitInput);
    }
  }

  /** All are there. */
  finish(): UnitInput[] {
    takeIndex(this.units, this.#ground.boxes);
    return this.units;
  }
}

/** The type says that a unit has one. */
const areaAt = (areas: PackedAreas, at: number): AreaGeometry =>
  unpackArea(areas, at) as AreaGeometry;
