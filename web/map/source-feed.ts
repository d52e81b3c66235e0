import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import type { GeoJSONSource } from 'maplibre-gl';

/** Positions that are copied to the map's worker at once: some twenty milliseconds of the page. */
const MOST_POSITIONS = 24_000;

interface Piece {
  /** Takes the place of all that was there. */
  isFirst: boolean;
  changed: readonly Feature[];
  removed: readonly string[];
  /** Once it is there. */
  done?: () => void;
}

/**
 * Feeds a source of the map. What is large goes in pieces with a turn of the page in between; what comes later waits
 * until they are there, and a new whole drops what is left of the one before.
 *
 * Each piece waits until the tiles of the one before are drawn anew. In MapLibre 6.17 two loads of a tile that overlap, and a change of style on
 * top of them, leave the page with the features of the first and the shapes of the second (the worker forgets that it still owes
 * the second's features when the first is done: `WorkerTileState.removeParsing`): highlights then fail with “feature index out of bounds”.
 */
export class SourceFeed {
  readonly #source: GeoJSONSource;
  readonly #drawn: () => Promise<void>;
  #waiting: Piece[] = [];
  #isBusy = false;

  /** @param drawn resolves once no tile of the source is on its way any more */
  constructor(source: GeoJSONSource, drawn: () => Promise<void>) {
    this.#source = source;
    this.#drawn = drawn;
  }

  /** @param done is told once all of it is there */
  set({ features }: FeatureCollection, done: () => void = () => undefined): void {
    const pieces = piecesOf(features);
    this.#waiting = (pieces.length === 0 ? [[]] : pieces).map((changed, at) => ({
      isFirst: at === 0,
      changed,
      removed: [],
      ...(at >= pieces.length - 1 ? { done } : {}),
    }));
    this.#feed();
  }

  /** Takes some features for others, by the `id` of their properties. */
  update(changed: readonly Feature[], removed: readonly string[]): void {
    const pieces = piecesOf(changed);
    const count = Math.max(1, pieces.length);
    // Shared out as well: the map looks at each position of what goes.
    const share = Math.ceil(removed.length / count);
    for (let at = 0; at < count; at++) {
      this.#waiting.push({
        isFirst: false,
        changed: pieces[at] ?? [],
        removed: removed.slice(at * share, (at + 1) * share),
      });
    }
    // Much of a town comes with a plan that is opened: there is enough to do in that turn.
    if (pieces.length > 1) setTimeout(() => this.#feed());
    else this.#feed();
  }

  /** The first piece at once: an edit is one piece. */
  #feed(): void {
    if (this.#isBusy) return;
    const piece = this.#waiting.shift();
    if (piece === undefined) return;
    this.#isBusy = true;
    this.#send(piece)
      .then(() => {
        piece.done?.();
        return this.#drawn();
      })
      .catch((error: unknown) => console.error('The map did not take what it was given.', error))
      .finally(() => {
        this.#isBusy = false;
        this.#feed();
      });
  }

  #send({ isFirst, changed, removed }: Piece): Promise<void> {
    if (isFirst) {
      return this.#source.setData({ type: 'FeatureCollection', features: [...changed] });
    }
    return this.#source.updateData({ remove: [...removed], add: [...changed] });
  }
}

/** Features in pieces of about as many positions; one that is larger is a piece of its own. */
export function piecesOf(features: readonly Feature[]): Feature[][] {
  const pieces: Feature[][] = [];
  let piece: Feature[] = [];
  let positions = 0;
  for (const feature of features) {
    const own = positionsOf(feature.geometry);
    if (piece.length > 0 && positions + own > MOST_POSITIONS) {
      pieces.push(piece);
      piece = [];
      positions = 0;
    }
    piece.push(feature);
    positions += own;
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}

function positionsOf(geometry: Geometry | null): number {
  if (geometry === null) return 0;
  if (geometry.type === 'GeometryCollection') {
    return geometry.geometries.reduce((sum, one) => sum + positionsOf(one), 0);
  }
  return count(geometry.coordinates);
}

function count(coordinates: Position | Position[] | Position[][] | Position[][][]): number {
  const [first] = coordinates;
  if (first === undefined || typeof first === 'number') return 1;
  if (typeof first[0] === 'number') return coordinates.length;
  return (coordinates as Position[][][]).reduce((sum, inner) => sum + count(inner), 0);
}
