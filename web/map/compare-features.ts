import type { Feature, Geometry } from 'geojson';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { MovedGround } from '#engine/plan/diff.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { Suggestion } from '#engine/propose/suggest/types.ts';
import { formatCount } from '../i18n/format.ts';
import { type Language, textsIn } from '../i18n/language.ts';
import { DraftTown } from '../state/draft/draft-town.ts';
import { nextTurn } from '../state/next-turn.ts';
import type { Town } from '../state/town.ts';
import { ringsOf } from './colour-communities.ts';
import { labelPoint } from './label-points.ts';

/** Ground under this is a hair of the drawing: without a figure on the map. m². */
const LEAST_LABELLED = 200;

/** Ground that changes hands, outlined, with the households that move with it. */
export function movedFeatures(
  moved: readonly MovedGround[],
  language: Language,
  pointed: number | null,
): Feature[] {
  return moved.flatMap(({ geometry, households, areaSquareMetres }, index): Feature[] => {
    const isPointed = index === pointed;
    const area = {
      type: 'Feature',
      geometry: geometry as Geometry,
      properties: { role: isPointed ? 'pointed' : 'moved' },
    } as const;
    const at = labelPoint(geometry);
    if (at === null || areaSquareMetres < LEAST_LABELLED) return [area];
    const { compare } = textsIn(language);
    const count = households?.value;
    const text =
      count === undefined || count === null
        ? ''
        : compare.households(formatCount(count, language), households?.estimated === true);
    return [
      area,
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: at },
        properties: { role: 'figure', text },
      },
    ];
  });
}

/** Ground that would change hands, outlined. */
export const pieceFeatures = (moved: readonly { geometry: AreaGeometry }[]): Feature[] =>
  moved.map(({ geometry }) => ({
    type: 'Feature',
    geometry: geometry as Geometry,
    properties: { role: 'moved' },
  }));

/** What a suggestion draws, as outlines. */
export const suggestionFeatures = ({ communities }: Suggestion): Feature[] =>
  communities.map(({ geometry }) => ({
    type: 'Feature',
    geometry: geometry as Geometry,
    properties: { role: 'suggested' },
  }));

/** Vertices of areas whose names find their places in one turn of the page: some ten milliseconds. */
const PLACED_AT_ONCE = 15_000;

/**
 * Another state of the town on the page, in the colours that its communities have there. Where names go is worked out with turns of
 * the page in between, but for communities that are the same: all of a large town at once took 0.4 s.
 */
export async function townBefore(shown: Town, before: PlanState, colours: number): Promise<Town> {
  const drawn = new Map<unknown, number>();
  shown.communities.forEach(({ geometry }, index) => {
    drawn.set(geometry, index);
  });
  const labels = new Map<string, [number, number] | null>();
  let vertices = 0;
  for (const { id, geometry } of before.communities.values()) {
    const label = shown.drawing?.labels[drawn.get(geometry) ?? -1];
    if (label !== undefined) {
      labels.set(id, label);
      continue;
    }
    labels.set(id, labelPoint(geometry));
    vertices += ringsOf(geometry).reduce((sum, ring) => sum + ring.length, 0);
    if (vertices < PLACED_AT_ONCE) continue;
    vertices = 0;
    await nextTurn();
  }
  const known = new Map(
    shown.communities.map(({ id }, index) => [id, shown.drawing?.colours[index] ?? 0]),
  );
  return new DraftTown(shown, before, colours, { colours: known, labels }).of(before);
}
