/** What is drawn in one go: some layers one after the other, or some of the tiles of one layer. */
export interface PicturePart {
  layers: readonly string[];
  /** Of a layer that is drawn in several goes: which of them this is, and how many there are. */
  go: number;
  goes: number;
}

/** A layer that a picture shows. */
export interface ShownLayer {
  id: string;
  /** It can be drawn in as many goes. */
  tiles: number;
}

/** What a layer is taken to cost before it was drawn: rather too much, for a part that takes too long holds up the moving. Milliseconds. */
const UNKNOWN = 20;
/** No layer costs less. Milliseconds. */
const LEAST = 0.1;
/** How much the last time counts against those before it, where it was shorter. A longer one counts alone. */
const NEWEST = 0.5;

/** Shares a picture out into parts that take about the same time. What a layer takes it learns by and by. */
export class PictureParts {
  /** Milliseconds, the whole layer. */
  readonly #costs = new Map<string, number>();

  /**
   * @param longest milliseconds that a part should take at most
   * @param most about how many parts there may be, for the picture has to be there in time: then they take longer
   */
  plan(
    layers: readonly ShownLayer[],
    { longest, most }: { longest: number; most: number },
  ): PicturePart[] {
    const whole = layers.reduce((sum, { id }) => sum + this.#costOf(id), 0);
    const budget = Math.max(longest, whole / most);
    const parts: PicturePart[] = [];
    let some: string[] = [];
    let sum = 0;
    const close = (): void => {
      if (some.length > 0) parts.push({ layers: some, go: 0, goes: 1 });
      some = [];
      sum = 0;
    };
    for (const { id, tiles } of layers) {
      const cost = this.#costOf(id);
      if (sum + cost > budget) close();
      const goes = Math.max(1, Math.min(tiles, Math.ceil(cost / budget)));
      if (goes > 1) {
        for (let go = 0; go < goes; go++) parts.push({ layers: [id], go, goes });
      } else {
        some.push(id);
        sum += cost;
      }
    }
    close();
    return parts;
  }

  /** @param took milliseconds */
  learn({ layers, goes }: PicturePart, took: number): void {
    const expected = layers.reduce((sum, id) => sum + this.#costOf(id), 0) / goes;
    const change = took / expected;
    const weighed = change > 1 ? change : 1 - NEWEST + NEWEST * change;
    for (const id of layers) this.#costs.set(id, Math.max(LEAST, this.#costOf(id) * weighed));
  }

  #costOf(id: string): number {
    return this.#costs.get(id) ?? UNKNOWN;
  }
}
