import { randomUUID } from 'node:crypto';
import type { Position } from '#engine/coverage/types.ts';
import { box, ring } from '../../helpers/squares.ts';

export interface TestFeature {
  type: 'Feature';
  id?: string;
  geometry: { type: string; coordinates: unknown } | null;
  properties: Record<string, unknown> | null;
}
export interface TestCollection {
  type: 'FeatureCollection';
  features: TestFeature[];
}

export const feature = (
  properties: Record<string, unknown>,
  coordinates: Position[][],
): TestFeature => ({ type: 'Feature', geometry: { type: 'Polygon', coordinates }, properties });

export const collection = (...features: TestFeature[]): TestCollection => ({
  type: 'FeatureCollection',
  features,
});

/** A code that no other test uses. */
export const freshCode = (): string => `T-${randomUUID().slice(0, 13)}`;

/**
 * A town of `columns` × `rows` square communities of 100 m, coded A1, B1, …, with its outline.
 * Its borders match: an audit of it finds nothing.
 */
export function squareTown(code: string, columns = 2, rows = 2) {
  const communities: TestFeature[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const name = `${String.fromCharCode(65 + column)}${row + 1}`;
      const corners = [column * 100, row * 100, column * 100 + 100, row * 100 + 100] as const;
      communities.push(
        feature({ code: name, name: `${name}社区`, kind: 'urban', households: 2000 }, [
          box(...corners),
        ]),
      );
    }
  }
  return {
    jurisdiction: feature({ code, name: '测试镇', kind: 'town' }, [outline(columns, rows)]),
    communities: collection(...communities),
  };
}

/** With a vertex wherever communities meet on it: an outline without would be a mismatch. */
function outline(columns: number, rows: number): Position[] {
  const along = (count: number) => Array.from({ length: count }, (_, index) => index * 100);
  return ring(
    ...along(columns).map((east) => [east, 0] as const),
    ...along(rows).map((north) => [columns * 100, north] as const),
    ...along(columns).map((east) => [columns * 100 - east, rows * 100] as const),
    ...along(rows).map((north) => [0, rows * 100 - north] as const),
  );
}

/** A grid of square communities as the body of an import, for tests of many. */
export function gridImport(code: string, columns: number, rows: number): string {
  const features: TestFeature[] = [];
  for (let index = 0; index < columns * rows; index++) {
    const west = 120 + (index % columns) * 0.001;
    const south = 30 + Math.floor(index / columns) * 0.001;
    const [east, north] = [west + 0.001, south + 0.001].map((value) => Number(value.toFixed(6)));
    const [w, s] = [west, south].map((value) => Number(value.toFixed(6)));
    features.push(
      feature({ code: `C${index}`, name: `第${index}社区` }, [
        [
          [w!, s!],
          [east!, s!],
          [east!, north!],
          [w!, north!],
          [w!, s!],
        ],
      ]),
    );
  }
  return JSON.stringify({ code, name: '大镇', communities: collection(...features) });
}
