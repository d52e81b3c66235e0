import type { AdjustmentSettings } from '#contract/descriptions.ts';
import { DomainError } from '#contract/domain-error.ts';
import type { BarrierSource } from '#engine/barriers/types.ts';
import { InconsistentCoverageError } from '#engine/coverage/label-faces.ts';
import { TooTangledError } from '#engine/coverage/node-edges.ts';
import type { CommunityInput, JurisdictionInput, Message } from '#engine/coverage/types.ts';
import { describeAdjustment } from '#engine/describe/describe-adjustment.ts';
import { BoundaryDescriber, NoBoundaryError } from '#engine/describe/describe-boundary.ts';
import { linesToName } from '#engine/describe/lines-to-name.ts';
import type { BoundaryDescription } from '#engine/describe/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { refuseShape } from '../read-body.ts';

interface Surroundings {
  jurisdiction?: JurisdictionInput;
  barriers: BarrierSource[];
  notes: Message[];
}

export interface BoundariesInput extends Surroundings {
  communities: CommunityInput[];
  /** Ids, or codes, of those to describe; left out: all. */
  only?: readonly string[];
  toleranceMetres?: number;
}

/**
 * Describes boundaries in words.
 * @returns the answer of `POST /descriptions`
 * @throws DomainError `invalid-body` for an id in `only` that no community has
 */
export function runDescriptions(input: BoundariesInput): object {
  const { communities, jurisdiction, barriers, notes, toleranceMetres } = input;
  const describer = new BoundaryDescriber(
    {
      communities,
      barriers: linesToName(barriers),
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
    },
    toleranceMetres === undefined ? {} : { toleranceMetres },
  );
  const descriptions: BoundaryDescription[] = [];
  const undescribed: { community: string; message: Message }[] = [];
  for (const community of pick(communities, input.only)) {
    try {
      descriptions.push(describer.describe(community));
    } catch (error) {
      if (!(error instanceof NoBoundaryError)) throw error;
      undescribed.push({ community: community.id, message: error.text });
    }
  }
  return { version: ENGINE_VERSION, descriptions, undescribed, notes };
}

function pick(
  communities: readonly CommunityInput[],
  only: readonly string[] | undefined,
): readonly CommunityInput[] {
  if (only === undefined) return communities;
  const isMeant = ({ id, properties }: CommunityInput, reference: string): boolean =>
    id === reference || properties?.code === reference;
  const unknown = only.flatMap((reference, index) =>
    communities.some((community) => isMeant(community, reference)) ? [] : [index],
  );
  if (unknown.length > 0) {
    throw refuseShape(
      unknown.slice(0, 100).map((index) => ({
        code: 'unknown-community',
        pointer: `/only/${index}`,
        message: { zh: '没有该编号的社区', en: 'is the id of no community given' },
      })),
    );
  }
  return communities.filter((community) => only.some((reference) => isMeant(community, reference)));
}

export interface AdjustmentInput extends Surroundings {
  before: CommunityInput[];
  after: CommunityInput[];
  units?: UnitInput[];
  options?: AdjustmentSettings;
}

/**
 * Puts the difference of two states into words.
 * @returns the answer of `POST /descriptions`
 * @throws DomainError `invalid-geometry` when the shapes cannot be compared
 */
export function runAdjustment(input: AdjustmentInput): object {
  const { before, after, jurisdiction, barriers, units, options, notes } = input;
  const context = {
    barriers: linesToName(barriers),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(units === undefined ? {} : { units }),
  };
  try {
    const adjustment = describeAdjustment(before, after, context, options);
    return { version: adjustment.version, adjustment, notes };
  } catch (error) {
    if (error instanceof TooTangledError || error instanceof InconsistentCoverageError) {
      throw cannotCompare();
    }
    if (error instanceof NoBoundaryError) throw noBoundary(error.text);
    throw error;
  }
}

const cannotCompare = (): DomainError =>
  new DomainError('invalid-geometry', {
    zh: '两份方案的图形过于纠缠，无法比较；请先用 POST /audits 检查并修正。',
    en: 'The shapes of the two states are too tangled to be compared; audit them with POST /audits and mend them first.',
  });

const noBoundary = (text: Message): DomainError =>
  new DomainError('invalid-geometry', {
    zh: `两份方案中有的社区图形无法描述：${text.zh}。`,
    en: `The shape of a community cannot be described: ${text.en}.`,
  });
