import { byCodePoint } from '../coverage/context.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, JurisdictionInput, Message, Position } from '../coverage/types.ts';
import { AreaLocator } from './area-locator.ts';
import { boxOf, type FlatRing } from './flat-ring.ts';
import type { BorderFeature } from './types.ts';

/** What lies at a place, as far as it is known. */
export type Ground = Exclude<BorderFeature, { kind: 'barrier' }>;

/**
 * How far outside a border is looked for what lies beyond it, in metres: at once, then across the small
 * gaps of borders that were drawn twice, then across the width of a road that is left out between.
 */
const REACHES = [0.5, 5, 20] as const;

/** A community as ground that is found. */
export interface KnownArea {
  ground: Ground & { kind: 'community' };
  locator: AreaLocator;
}

/** Finds what lies on the other side of a community's border. */
export class GroundBeyond {
  private readonly areas: readonly KnownArea[];
  private readonly outline: AreaLocator | null;
  private readonly outside: Ground;

  constructor(communities: readonly CommunityInput[], jurisdiction: JurisdictionInput | undefined) {
    const areas = communities.flatMap((community): KnownArea[] => {
      const { id, geometry } = community;
      if (geometry === null) return [];
      const ground = { kind: 'community' as const, id, name: nameOf(community) };
      return [{ ground, locator: new AreaLocator(geometry) }];
    });
    // Where communities overlap, the answer must not hang on the order of the input.
    areas.sort((a, b) => byCodePoint(a.ground.id, b.ground.id));
    this.areas = areas;
    this.outline = jurisdiction === undefined ? null : new AreaLocator(jurisdiction.geometry);
    this.outside = { kind: 'jurisdiction', name: jurisdictionName(jurisdiction) };
  }

  /** The communities that can lie beyond a border, to be found among. */
  near({ frame, positions }: FlatRing): readonly KnownArea[] {
    const box = boxOf(positions);
    const reach = REACHES.at(-1)!;
    const [padX, padY] = [reach / frame.metresPerDegreeLon, reach / frame.metresPerDegreeLat];
    return this.areas.filter(({ locator }) =>
      locator.meets(box.west - padX, box.south - padY, box.east + padX, box.north + padY),
    );
  }

  /**
   * What lies beyond a place on the border of a community.
   * @param at the place a number of metres outside the border
   * @param among those of {@link near}
   */
  find(own: string, at: (metres: number) => Position, among: readonly KnownArea[]): Ground {
    for (const reach of REACHES) {
      const place = at(reach);
      const area = among.find(
        ({ ground, locator }) => ground.id !== own && locator.contains(place),
      );
      if (area !== undefined) return area.ground;
    }
    if (this.outline === null) return { kind: 'unknown' };
    // A border may run a little inside the outline that it is meant to follow.
    const isInside = REACHES.every((reach) => this.outline!.contains(at(reach)));
    return isInside ? { kind: 'unassigned' } : this.outside;
  }

  /** The communities that lie in a hole, by id; given places inside it. */
  communitiesAt(own: string, places: readonly Position[]): string[] {
    const found = this.areas.filter(
      ({ ground, locator }) => ground.id !== own && places.some((place) => locator.contains(place)),
    );
    return found.map(({ ground }) => ground.id);
  }

  /** Is it known what belongs to the jurisdiction? */
  get hasOutline(): boolean {
    return this.outline !== null;
  }

  /** Do all the places lie outside the jurisdiction? False where its outline is unknown. */
  isOutside(places: readonly Position[]): boolean {
    const { outline } = this;
    return outline !== null && !places.some((place) => outline.contains(place));
  }

  nameOf(id: string): Message {
    const area = this.areas.find(({ ground }) => ground.id === id);
    return area?.ground.name ?? { zh: id, en: id };
  }
}

function jurisdictionName(jurisdiction: JurisdictionInput | undefined): Message | null {
  const zh = jurisdiction?.name?.trim();
  const en = jurisdiction?.nameEn?.trim();
  const any = zh || en;
  return any ? { zh: zh || any, en: en || any } : null;
}
