import { signal } from '@preact/signals';
import type { Feature, Geometry } from 'geojson';
import type { Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { unitAt, unitsUnder } from './ground.ts';
import type { MapPointer, ToolMap } from './tool.ts';

/** Radii in pixels; the first takes the unit under the pointer alone. */
const RADII = [0, 14, 30, 56] as const;
/** Between two reports of the pointer the brush is put down this often. Pixels. */
const STEP = 6;
const CORNERS = 32;

/** A round brush over units, `[` and `]` for its size. */
export class Brush {
  readonly #units: readonly UnitInput[];
  readonly #map: ToolMap;
  readonly #size = signal(0);
  /** On the ground: without a mouse the map moves under the crosshair, and the pointer stays where it is. */
  #last: Position | null = null;

  constructor(units: readonly UnitInput[], map: ToolMap) {
    this.#units = units;
    this.#map = map;
  }

  /** It takes the unit under the pointer alone. */
  get isSingle(): boolean {
    return this.#size.peek() === 0;
  }

  /** The next stroke begins anew. */
  lift(): void {
    this.#last = null;
  }

  /** The units that a stroke runs over, from where the pointer was last. */
  stroke({ point, position }: MapPointer): UnitInput[] {
    const from = this.#last === null ? point : this.#map.project(this.#last);
    this.#last = position;
    const steps = Math.max(1, Math.ceil(Math.hypot(point.x - from.x, point.y - from.y) / STEP));
    const found = new Set<UnitInput>();
    for (let i = 1; i <= steps; i++) {
      const share = i / steps;
      const x = from.x + share * (point.x - from.x);
      const y = from.y + share * (point.y - from.y);
      for (const unit of this.#under(this.#map.unproject({ x, y }))) found.add(unit);
    }
    return [...found];
  }

  /** What the map shows of it: its rim, and without one the unit under the pointer, if it may be taken. */
  features(at: Position, mayTake: (unit: UnitInput) => boolean): Feature[] {
    const [rx, ry] = this.#radiusAt(at);
    if (rx === 0) {
      const unit = unitAt(this.#units, at);
      if (unit === null || !mayTake(unit)) return [];
      return [
        { type: 'Feature', geometry: unit.geometry as Geometry, properties: { role: 'area' } },
      ];
    }
    const [x = 0, y = 0] = at;
    const ring = Array.from({ length: CORNERS + 1 }, (_, i): Position => {
      const angle = (2 * Math.PI * i) / CORNERS;
      return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
    });
    const line = { type: 'LineString' as const, coordinates: ring };
    return [{ type: 'Feature', geometry: line, properties: { role: 'line' } }];
  }

  /** @returns whether the key was for the brush */
  key(key: string): boolean {
    if (key !== '[' && key !== ']') return false;
    const next = this.#size.peek() + (key === ']' ? 1 : -1);
    this.#size.value = Math.max(0, Math.min(RADII.length - 1, next));
    return true;
  }

  #under(at: Position): UnitInput[] {
    const radius = this.#radiusAt(at);
    if (radius[0] > 0) return unitsUnder(this.#units, at, radius);
    const unit = unitAt(this.#units, at);
    return unit === null ? [] : [unit];
  }

  #radiusAt([lon = 0, lat = 0]: Position): readonly [number, number] {
    const metres = (RADII[this.#size.peek()] ?? 0) * this.#map.metresPerPixel();
    const { metresPerDegreeLon, metresPerDegreeLat } = localFrame(lon, lat);
    return [metres / metresPerDegreeLon, metres / metresPerDegreeLat];
  }
}
