import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { geodesicArea, geodesicDistance, ringMeasure } from '../../geometry/geodesic.ts';
import { CommunityShapes } from '../../rules/community-shapes.ts';
import { placeInside } from '../../rules/place-inside.ts';
import { sumStretches } from './border-cost.ts';
import { communityAfter, type Draft } from './draft.ts';
import { type Ground, householdsOf } from './ground.ts';
import { narrowPlaces } from './narrow-places.ts';
import { offBand } from './size-bounds.ts';
import type { ScorePart } from './types.ts';
import { ringsOf } from './unite-units.ts';

/**
 * What a household that changes its community weighs, in metres of border across open ground; so does one
 * outside the band that a community ought to keep, the further communities are drawn out, and the way to their centre.
 */
export const WEIGHTS = {
  moved: 0.2,
  offBand: 1,
  excessPerimeter: 0.1,
  /** A metre that a neck lacks, or that a spike is too long: a neck is a road that leads to half of the homes. */
  narrow: 2,
  meanDistance: 0.2,
};
/** Real communities have a perimeter half as long again as a circle's: that much is no fault. */
const USUAL_PERIMETER = 1.5;
/** A waist of this share of the diameter of a circle of the same area is none. */
const USUAL_WAIST = 0.25;

/** Scores drafts: smaller is better, every part in metres of border across open ground. */
export class Scorer {
  private readonly ground: Ground;
  private places: Position[] | null = null;
  private centreUnits: Map<number, Position> | null = null;

  constructor(ground: Ground) {
    this.ground = ground;
  }

  score(draft: Draft, geometries: readonly AreaGeometry[], moved: number): ScorePart[] {
    return [
      this.borders(draft),
      {
        id: 'moved-households',
        value: round(WEIGHTS.moved * moved),
        figures: { households: moved },
      },
      this.sizes(draft),
      this.shapes(geometries),
      this.distances(draft),
    ];
  }

  private borders(draft: Draft): ScorePart {
    const { communityOf, edges } = this.ground;
    const after = communityAfter(draft, communityOf);
    const [drawn, removed] = [newSums(), newSums()];
    for (const {
      units: [a, b],
      borders,
    } of edges) {
      const was = communityOf[a] !== communityOf[b];
      const is = after[a] !== after[b];
      if (was === is) continue;
      const sums = sumStretches(borders.flatMap(({ stretches }) => stretches));
      const into = is ? drawn : removed;
      into.cost += sums.cost;
      into.lengthMetres += sums.lengthMetres;
      into.namedMetres += sums.namedMetres;
    }
    return {
      id: 'new-border',
      value: round(drawn.cost - removed.cost),
      figures: {
        lengthMetres: round(drawn.lengthMetres),
        namedMetres: round(drawn.namedMetres),
        removedMetres: round(removed.lengthMetres),
      },
    };
  }

  private sizes(draft: Draft): ScorePart {
    const { bounds } = this.ground;
    const sizes = draft.communities.map(({ units }) => householdsOf(this.ground, units));
    const off = sizes.reduce((sum, size) => sum + offBand(size, bounds.target), 0);
    return {
      id: 'size-band',
      value: round(WEIGHTS.offBand * off),
      figures: {
        householdsOffBand: off,
        // A replan may come to the conclusion that nothing is to be changed.
        ...(sizes.length === 0
          ? {}
          : { leastHouseholds: Math.min(...sizes), mostHouseholds: Math.max(...sizes) }),
      },
    };
  }

  private shapes(geometries: readonly AreaGeometry[]): ScorePart {
    const shapes = geometries.map(shapeOf);
    const sum = (of: (shape: Shape) => number): number =>
      shapes.reduce((total, shape) => total + of(shape), 0);
    const excess = sum(({ excessMetres }) => excessMetres);
    const narrow = sum(({ neckMetres, spikeMetres }) => neckMetres + spikeMetres);
    return {
      id: 'compactness',
      value: round(WEIGHTS.excessPerimeter * excess + WEIGHTS.narrow * narrow),
      figures: {
        leastPolsbyPopper: Number(
          Math.min(1, ...shapes.map(({ polsbyPopper }) => polsbyPopper)).toFixed(3),
        ),
        // A replan may come to the conclusion that nothing is to be changed.
        ...(shapes.length === 0
          ? {}
          : {
              narrowestWaistMetres: Math.round(
                Math.min(...shapes.map(({ waistMetres }) => waistMetres)),
              ),
              longestSpikeMetres: Math.round(
                Math.max(...shapes.map(({ spikeMetres }) => spikeMetres)),
              ),
            }),
      },
    };
  }

  /** To the service centre, where there is one; a community without any is measured from its middle. */
  private distances(draft: Draft): ScorePart {
    const places = this.unitPlaces();
    const centres = this.centres();
    let value = 0;
    let furthest = 0;
    let without = 0;
    for (const { units } of draft.communities) {
      const own = units.flatMap((u) => centres.get(u) ?? []);
      if (own.length === 0) without++;
      const goals = own.length > 0 ? own : [this.middleOf(units)];
      const households = householdsOf(this.ground, units);
      if (households === 0) continue;
      const sum = units.reduce((total, u) => {
        const nearest = Math.min(...goals.map((goal) => geodesicDistance(places[u]!, goal)));
        return total + nearest * this.ground.households[u]!;
      }, 0);
      furthest = Math.max(furthest, sum / households);
      value += (WEIGHTS.meanDistance * sum) / households;
    }
    return {
      id: 'service-distance',
      value: round(value),
      figures: { furthestMeanMetres: round(furthest), withoutServiceCentre: without },
    };
  }

  private middleOf(units: readonly number[]): Position {
    const places = this.unitPlaces();
    let [x, y, total] = [0, 0, 0];
    for (const u of units) {
      const weight = this.ground.households[u]! + 1e-6;
      x += places[u]![0]! * weight;
      y += places[u]![1]! * weight;
      total += weight;
    }
    return [x / total, y / total];
  }

  private unitPlaces(): readonly Position[] {
    this.places ??= this.ground.units.map(({ geometry }) => placeInside(geometry));
    return this.places;
  }

  /** Places of service centres by the unit that they lie in. */
  centres(): ReadonlyMap<number, Position[]> {
    const { units, input } = this.ground;
    if (this.centreUnits === null) {
      this.centreUnits = new Map();
      const centres = (input.facilities ?? []).filter(({ kind }) => kind === 'service-centre');
      if (centres.length > 0) {
        const index = new Map(units.map(({ id }, u) => [id, u]));
        const shapes = new CommunityShapes(units.map(({ id, geometry }) => ({ id, geometry })));
        for (const { position } of centres) {
          const unit = shapes.at(position);
          if (unit !== null) this.centreUnits.set(index.get(unit.id)!, position);
        }
      }
    }
    return new Map([...this.centreUnits].map(([unit, position]) => [unit, [position]]));
  }
}

export interface Shape {
  /** Perimeter beyond what is usual for the area. */
  excessMetres: number;
  /** 4πA/P² */
  polsbyPopper: number;
  waistMetres: number;
  /** What the waist lacks to what is usual for the area. */
  neckMetres: number;
  spikeMetres: number;
}

/** How far a shape is drawn out, drawn together and jutting out. */
export function shapeOf(geometry: AreaGeometry): Shape {
  const area = geodesicArea(geometry);
  const perimeter = ringsOf(geometry).reduce((sum, ring) => sum + ringMeasure(ring).perimeter, 0);
  const usual = USUAL_PERIMETER * 2 * Math.sqrt(Math.PI * area);
  const { waistMetres, diameterMetres, spikeMetres } = narrowPlaces(geometry);
  return {
    excessMetres: Math.max(0, perimeter - usual),
    polsbyPopper: (4 * Math.PI * area) / perimeter ** 2,
    waistMetres,
    neckMetres: Math.max(0, USUAL_WAIST * diameterMetres - waistMetres),
    spikeMetres,
  };
}

const newSums = () => ({ cost: 0, lengthMetres: 0, namedMetres: 0 });

const round = (value: number): number => Math.round(value * 10) / 10;
