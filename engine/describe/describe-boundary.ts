import { BarrierIndex } from '../barriers/barrier-index.ts';
import { BARRIER_TOLERANCE_METRES } from '../barriers/match-border.ts';
import type { Barrier } from '../barriers/types.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, JurisdictionInput, Message, Position } from '../coverage/types.ts';
import { polygonArea } from '../geometry/geodesic.ts';
import { ENGINE_VERSION } from '../version.ts';
import { describeCourse } from './boundary-course.ts';
import { boundaryNotes, limitsText, partHeading } from './boundary-text.ts';
import { completeNames } from './complete-names.ts';
import { canonicalRing } from './flat-ring.ts';
import { findFourLimits } from './four-limits.ts';
import { GroundBeyond } from './ground-beyond.ts';
import { NamedLines } from './named-lines.ts';
import { traceBorder } from './trace-border.ts';
import type { BoundaryDescription, PartDescription } from './types.ts';

/** What boundaries are described with. */
export interface DescribeContext {
  /** All communities around, the one described among them or not. */
  communities: readonly CommunityInput[];
  barriers: readonly Barrier[];
  /** Without it, what lies beyond the outermost borders is unknown. */
  jurisdiction?: JurisdictionInput;
}

export interface DescribeOptions {
  /** How far from a barrier a border may run and still follow it. Metres, default 20. */
  toleranceMetres?: number;
}

/** Thrown for a community that has no boundary to describe. */
export class NoBoundaryError extends Error {
  readonly text: Message;

  constructor(text: Message) {
    super(text.en);
    this.name = 'NoBoundaryError';
    this.text = text;
  }
}

/** Describes many boundaries with the same surroundings, which are prepared once. */
export class BoundaryDescriber {
  private readonly index: BarrierIndex;
  private readonly lines: NamedLines;
  private readonly ground: GroundBeyond;
  private readonly toleranceMetres: number;

  constructor(context: DescribeContext, options: DescribeOptions = {}) {
    const barriers = completeNames(context.barriers);
    this.index = new BarrierIndex(barriers);
    this.lines = new NamedLines(barriers);
    this.ground = new GroundBeyond(context.communities, context.jurisdiction);
    this.toleranceMetres = options.toleranceMetres ?? BARRIER_TOLERANCE_METRES;
  }

  /**
   * Four limits and course of a community. Each connected part is described by its outer border.
   * @throws NoBoundaryError for a community without a shape, or without area
   */
  describe(community: CommunityInput): BoundaryDescription {
    const name = nameOf(community);
    const parts = shellsOf(community).map((rings) => this.describePart(community.id, rings));
    const sorted = parts
      .filter((part) => part !== null)
      .sort((a, b) => b.areaSquareMetres - a.areaSquareMetres || byPlace(a, b));
    const [main] = sorted;
    if (main === undefined) throw noBoundary(name);
    const texts = sorted.map((part, i) => {
      const heading = partHeading(i, sorted.length, part.areaSquareMetres);
      return {
        limits: prefixed(heading, part.text.limits),
        course: prefixed(heading, part.text.course),
      };
    });
    return {
      version: ENGINE_VERSION,
      community: community.id,
      name,
      limits: main.limits,
      course: main.course,
      parts: sorted,
      text: {
        limits: paragraphs(texts.map(({ limits }) => limits)),
        course: paragraphs(texts.map(({ course }) => course)),
      },
      notes: boundaryNotes(sorted, (id) => this.ground.nameOf(id)),
    };
  }

  private describePart(own: string, rings: readonly Position[][]): PartDescription | null {
    const [shell, ...holes] = rings;
    const ring = shell === undefined ? null : canonicalRing(shell);
    if (ring === null) return null;
    const { index, ground, lines, toleranceMetres } = this;
    const runs = traceBorder({ ring, own, index, ground, toleranceMetres });
    const limits = findFourLimits(runs, { lines, ground });
    const course = describeCourse(runs, ring.positions[0]!, { lines, ground });
    const inHoles = holes.map((hole) => ground.communitiesAt(own, placesInside(hole)));
    const empty = holes.filter((_, i) => inHoles[i]!.length === 0);
    return {
      areaSquareMetres: polygonArea([ring.positions, ...holes]),
      limits,
      course,
      enclosed: [...new Set(inHoles.flat())],
      emptyHoles: {
        count: empty.length,
        areaSquareMetres: empty.reduce((sum, hole) => sum + polygonArea([hole]), 0),
      },
      text: { limits: limitsText(limits), course: course.text },
    };
  }
}

/**
 * Describes one boundary in words: see {@link BoundaryDescriber}.
 * @throws NoBoundaryError for a community without a shape, or without area
 */
export function describeBoundary(
  community: CommunityInput,
  context: DescribeContext,
  options: DescribeOptions = {},
): BoundaryDescription {
  return new BoundaryDescriber(context, options).describe(community);
}

const shellsOf = ({ geometry }: CommunityInput): readonly Position[][][] =>
  geometry === null
    ? []
    : geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.coordinates;

function noBoundary(name: Message): NoBoundaryError {
  return new NoBoundaryError({
    zh: `“${name.zh}”没有可供描述的图形：图形缺失，或面积为零`,
    en: `${name.en} has no boundary to describe: its shape is missing, or has no area`,
  });
}

/** Parts of equal size: the more western, then the more southern one first. */
function byPlace(a: PartDescription, b: PartDescription): number {
  const [p, q] = [a.course.start.position, b.course.start.position];
  return p[0]! - q[0]! || p[1]! - q[1]!;
}

/** Places just inside a hole, at its convex corners. */
function placesInside(hole: readonly Position[]): Position[] {
  const ring = canonicalRing(hole);
  if (ring === null) return [];
  const { positions } = ring;
  return positions.slice(1).flatMap((b, i) => {
    const a = positions[i]!;
    const c = positions[i + 2] ?? positions[1]!;
    const turn = (b[0]! - a[0]!) * (c[1]! - b[1]!) - (b[1]! - a[1]!) * (c[0]! - b[0]!);
    // Where the clockwise ring turns to the right, the triangle lies inside near its corner.
    if (turn >= 0) return [];
    const middle = [(a[0]! + c[0]!) / 2, (a[1]! + c[1]!) / 2];
    return [[b[0]! + 0.01 * (middle[0]! - b[0]!), b[1]! + 0.01 * (middle[1]! - b[1]!)]];
  });
}

const prefixed = (heading: Message | null, text: Message): Message =>
  heading === null ? text : { zh: heading.zh + text.zh, en: heading.en + text.en };

const paragraphs = (texts: readonly Message[]): Message => ({
  zh: texts.map(({ zh }) => zh).join('\n'),
  en: texts.map(({ en }) => en).join('\n'),
});
