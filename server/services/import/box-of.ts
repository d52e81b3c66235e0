/** West, south, east, north. */
export type Box = readonly [number, number, number, number];

/** The box of all positions in GeoJSON documents, checked or not; null where there are none. */
export function boxOf(documents: readonly unknown[]): Box | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const stack: unknown[] = [...documents];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      const [lon, lat] = value as unknown[];
      if (typeof lon === 'number' && typeof lat === 'number') extend(box, lon, lat);
      else for (const inner of value) stack.push(inner);
      continue;
    }
    const { features, geometry, coordinates } = value as Record<string, unknown>;
    stack.push(features, geometry, coordinates);
  }
  return box[0] <= box[2] ? box : null;
}

function extend(box: [number, number, number, number], lon: number, lat: number): void {
  box[0] = Math.min(box[0], lon);
  box[1] = Math.min(box[1], lat);
  box[2] = Math.max(box[2], lon);
  box[3] = Math.max(box[3], lat);
}

/** Whether two boxes meet, one of them widened by a margin. */
export const isNear = (a: Box, b: Box, margin: number): boolean =>
  a[0] <= b[2] + margin && a[2] >= b[0] - margin && a[1] <= b[3] + margin && a[3] >= b[1] - margin;
