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
import { describeHoles } from './describe-holes.ts';
import { canonicalRing } from './flat-ring.ts';
import { findFourLimits } from './four-limits.ts';
import { GroundBeyond } from './ground-beyond.ts';
import { NamedLines } from './named-lines.ts';
import { doubtShape } from './shape-doubt.ts';
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
   * Four limits and course of a community. Each connected part is described by its outer border. An invalid
   * shape is described as it stands, and a note says so.
   * @throws NoBoundaryError for a community without a shape, without area, or around half of the globe
   */
  describe(community: CommunityInput): BoundaryDescription {
    const name = nameOf(community);
    const doubt = doubtShape(community);
    if (doubt?.kind === 'unusable') throw noBoundary(name, doubt.why);
    const parts = shellsOf(community).map((rings) => this.describePart(community.id, rings));
    const sorted = parts
      .filter((part) => part !== null)
      .sort((a, b) => b.areaSquareMetres - a.areaSquareMetres || byPlace(a, b));
    const [main] = sorted;
    if (main === undefined) throw new Error(`no part of ${community.id} has area`);
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
      notes: [
        ...(doubt === null ? [] : [invalidNote(doubt.why)]),
        ...boundaryNotes(sorted, this.ground),
      ],
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
    return {
      areaSquareMetres: polygonArea([ring.positions, ...holes]),
      limits,
      course,
      ...describeHoles(own, holes, ground),
      text: { limits: limitsText(limits), course: course.text },
    };
  }
}

/**
 * Describes one boundary in words: see {@link BoundaryDescriber}.
 * @throws NoBoundaryError for a community without a shape, without area, or around half of the globe
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

function noBoundary(name: Message, why: Message): NoBoundaryError {
  return new NoBoundaryError({
    zh: `“${name.zh}”没有可供描述的图形：${why.zh}`,
    en: `${name.en} has no boundary to describe: ${why.en}`,
  });
}

const invalidNote = ({ zh, en }: Message): Message => ({
  zh: `图形无效，以上文字未必可靠：${zh}`,
  en: `its shape is invalid, and the text may be wrong: ${en}`,
});

/** Parts of equal size: the more western, then the more southern one first. */
function byPlace(a: PartDescription, b: PartDescription): number {
  const [p, q] = [a.course.start.position, b.course.start.position];
  return p[0]! - q[0]! || p[1]! - q[1]!;
}

const prefixed = (heading: Message | null, text: Message): Message =>
  heading === null ? text : { zh: heading.zh + text.zh, en: heading.en + text.en };

const paragraphs = (texts: readonly Message[]): Message => ({
  zh: texts.map(({ zh }) => zh).join('\n'),
  en: texts.map(({ en }) => en).join('\n'),
});
