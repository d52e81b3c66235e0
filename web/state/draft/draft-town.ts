import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { PlanCommunity, PlanState } from '#engine/plan/types.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { colourGreedily, findNeighbours, ringsOf } from '../../map/colour-communities.ts';
import { labelPoint } from '../../map/label-points.ts';
import type { Drawing } from '../../worker/protocol.ts';
import { type Community, type Town, textOf } from '../town.ts';
import type { DraftDrawing } from './types.ts';

type Box = [west: number, south: number, east: number, north: number];

/**
 * The communities of a draft as the page shows them. Whatever an operation leaves alone stays the same object, with the
 * same colour, so that the list and the map draw anew what has changed and nothing else.
 */
export class DraftTown {
  readonly #base: Town;
  readonly #colours: number;
  readonly #shown = new WeakMap<PlanCommunity, Community>();
  readonly #labels = new WeakMap<AreaGeometry, [number, number] | null>();
  readonly #boxes = new WeakMap<AreaGeometry, Box>();
  /** A community that comes back by undo has the colour that it had. */
  readonly #colourOf = new Map<string, number>();

  /**
   * @param colours how many fills there are
   * @param drawing of the first state, where that has been worked out
   */
  constructor(base: Town, first: PlanState, colours: number, drawing: DraftDrawing | null = null) {
    this.#base = base;
    this.#colours = colours;
    if (drawing !== null) {
      this.#takeDrawing(first, drawing);
      return;
    }
    const communities = [...first.communities.values()];
    const given = colourGreedily(
      findNeighbours(communities.map(({ geometry }) => geometry)),
      colours,
    );
    communities.forEach(({ id }, index) => {
      this.#colourOf.set(id, given[index] ?? 0);
    });
  }

  of(state: PlanState): Town {
    const list = [...state.communities.values()];
    const drawing: Drawing = {
      colours: list.map((community) => this.#colour(community, state)),
      labels: list.map(({ geometry }) => this.#label(geometry)),
    };
    return { ...this.#base, communities: list.map((one) => this.#community(one)), drawing };
  }

  #takeDrawing(first: PlanState, { colours, labels }: DraftDrawing): void {
    for (const [id, colour] of colours) this.#colourOf.set(id, colour);
    for (const { id, geometry } of first.communities.values()) {
      const label = labels.get(id);
      if (label !== undefined) this.#labels.set(geometry, label);
    }
  }

  #community(community: PlanCommunity): Community {
    const known = this.#shown.get(community);
    if (known !== undefined) return known;
    const { id, name, nameEn, geometry, properties = {} } = community;
    const figure = (field: string): number | null => {
      const read = readFigure(properties, field);
      return read.state === 'known' ? read.value : null;
    };
    const shown: Community = {
      id,
      code: id,
      name: name ?? null,
      nameEn: nameEn ?? null,
      kind: textOf(properties[FIELDS.kind]),
      households: figure(FIELDS.households),
      ...(properties[FIELDS.householdsEstimated] === true ? { householdsEstimated: true } : {}),
      dwellings: figure('dwellings'),
      population: figure(FIELDS.population),
      geometry,
    };
    this.#shown.set(community, shown);
    return shown;
  }

  #label(geometry: AreaGeometry): [number, number] | null {
    const known = this.#labels.get(geometry);
    if (known !== undefined) return known;
    const point = labelPoint(geometry);
    this.#labels.set(geometry, point);
    return point;
  }

  #colour({ id, geometry }: PlanCommunity, state: PlanState): number {
    const known = this.#colourOf.get(id);
    if (known !== undefined) return known;
    const around = new Array<number>(this.#colours).fill(0);
    const box = this.#box(geometry);
    for (const other of state.communities.values()) {
      const colour = this.#colourOf.get(other.id);
      if (colour !== undefined && meet(box, this.#box(other.geometry))) {
        around[colour] = (around[colour] ?? 0) + 1;
      }
    }
    const colour = around.indexOf(Math.min(...around));
    this.#colourOf.set(id, colour);
    return colour;
  }

  #box(geometry: AreaGeometry): Box {
    const known = this.#boxes.get(geometry);
    if (known !== undefined) return known;
    const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const ring of ringsOf(geometry)) {
      for (const [lon = 0, lat = 0] of ring) {
        if (lon < box[0]) box[0] = lon;
        if (lat < box[1]) box[1] = lat;
        if (lon > box[2]) box[2] = lon;
        if (lat > box[3]) box[3] = lat;
      }
    }
    this.#boxes.set(geometry, box);
    return box;
  }
}

const meet = (a: Box, b: Box): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
