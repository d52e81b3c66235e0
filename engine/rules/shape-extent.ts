import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { communityFinding } from './findings.ts';
import { apart, type FigureText, goesAbove, LARGE_AREA_TEXT, LENGTH_TEXT } from './rule-text.ts';
import { type Measured, takeMeasure, uncheckedMeasures } from './take-measure.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

interface Extent {
  id: string;
  /** Member of `figures`. */
  figure: string;
  subject: Message;
  text: FigureText;
  says(value: Message, most: Message): Message;
}

/** What must not be too large, by the name of its threshold. */
const EXTENTS: Readonly<Record<string, Extent>> = {
  maxAreaSquareMetres: {
    id: 'area',
    figure: 'areaSquareMetres',
    text: LARGE_AREA_TEXT,
    subject: { zh: '面积是否过大', en: 'whether the area is too large' },
    says: (value, most) => ({
      zh: `面积 ${value.zh}，超过 ${most.zh}`,
      en: `its area is ${value.en}, more than ${most.en}`,
    }),
  },
  maxStraightMetres: {
    id: 'furthest-straight',
    figure: 'furthestStraightMetres',
    text: LENGTH_TEXT,
    subject: {
      zh: '到服务中心的直线距离是否过远',
      en: 'whether the service centre is too far in a straight line',
    },
    says: (value, most) => ({
      zh: `最远处到服务中心的直线距离 ${value.zh}，超过 ${most.zh}`,
      en: `its furthest place is ${value.en} from the service centre, more than ${most.en}`,
    }),
  },
  maxWalkingMetres: {
    id: 'furthest-walking',
    figure: 'furthestWalkingMetres',
    text: LENGTH_TEXT,
    subject: {
      zh: '到服务中心的步行距离是否过远',
      en: 'whether the walk to the service centre is too long',
    },
    says: (value, most) => ({
      zh: `到服务中心最远须步行 ${value.zh}，超过 ${most.zh}`,
      en: `the furthest walk to the service centre is ${value.en}, more than ${most.en}`,
    }),
  },
};

/**
 * `shape.extent`: not too large for people to reach their service centre. The straight distance, to the far corners of
 * the community, stands in where the walk, from its homes, is not known.
 */
export const shapeExtent: RuleModule = {
  id: 'shape.extent',
  thresholds: Object.fromEntries(
    Object.keys(EXTENTS).map((name) => [name, { min: 1, optional: true as const }]),
  ),
  reads: ['facilities', 'barriers'],
  evaluate(rule, context) {
    const tests = Object.keys(EXTENTS).filter((name) => rule.thresholds[name] !== undefined);
    const measured = tests.map((name): Taken => {
      const { known, missing } = takeMeasure(context, EXTENTS[name]!.id);
      return {
        name,
        values: new Map(known.map(({ community, result }) => [community, result.value])),
        missing,
      };
    });
    return [
      ...context.communities.flatMap((community) => tooLarge(rule, context, community, measured)),
      ...uncheckedExtents(rule, measured),
    ];
  },
};

/** What one measure lacks the others mostly lack as well: each reason is told with the first of them. */
function uncheckedExtents(rule: PolicyRule, measured: readonly Taken[]): Finding[] {
  const told = new Set<string>();
  return measured.flatMap(({ name, missing }) => {
    const fresh = missing.filter(({ community, result }) => {
      const key = `${result.reason}\u0000${community.id}`;
      return !told.has(key) && told.add(key);
    });
    return uncheckedMeasures(rule, fresh, EXTENTS[name]!.subject);
  });
}

interface Taken extends Pick<Measured, 'missing'> {
  /** Of the threshold. */
  name: string;
  values: ReadonlyMap<CommunityInput, number>;
}

function tooLarge(
  rule: PolicyRule,
  context: RuleContext,
  community: CommunityInput,
  measured: readonly Taken[],
): Finding[] {
  const walks = measured.find(({ name }) => name === 'maxWalkingMetres')?.values;
  const exceeded = measured.flatMap(({ name, values }) => {
    if (name === 'maxStraightMetres' && walks?.has(community)) return [];
    const value = values.get(community);
    const most = rule.thresholds[name]!;
    return value !== undefined && goesAbove(value, most) ? [{ name, most, value }] : [];
  });
  if (exceeded.length === 0) return [];
  const called = nameOf(community);
  const parts = exceeded.map(({ name, value, most }) => {
    const extent = EXTENTS[name]!;
    return extent.says(...apart(value, most, extent.text));
  });
  return [
    communityFinding(rule, context, community, {
      figures: Object.fromEntries(
        exceeded.flatMap(({ name, value, most }) => [
          [EXTENTS[name]!.figure, Math.round(value)],
          [name, most],
        ]),
      ),
      message: {
        zh: `“${called.zh}”范围过大：${parts.map(({ zh }) => zh).join('；')}。`,
        en: `${called.en} is too large: ${parts.map(({ en }) => en).join('; ')}.`,
      },
    }),
  ];
}
