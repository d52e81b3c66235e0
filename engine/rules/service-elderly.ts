import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import type { FacilityInput } from '../material/types.ts';
import { FIELDS } from './fields.ts';
import {
  COMMUNITY,
  communityFinding,
  countedNames,
  FACILITY,
  namedList,
  uncheckedFinding,
} from './findings.ts';
import { groupByFigure, uncheckedFigures } from './group-by-figure.ts';
import { type Figure, readFigure } from './read-figure.ts';
import { AREA_TEXT, apart, fallsBelow, numberText } from './rule-text.ts';
import { takeMeasure, uncheckedMeasures } from './take-measure.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

/** Kind of the premises for residents' care of the elderly at home (居家养老服务照料中心). */
const ELDERLY_CARE = 'elderly-care';

/**
 * `service.elderly`: enough space for the care of the elderly at home for every hundred households, and no place
 * too small. The space is the community's own figure, else the sum of its places on record.
 */
export const serviceElderly: RuleModule = {
  id: 'service.elderly',
  thresholds: {
    minSquareMetresPer100Households: { min: 0 },
    minPlaceSquareMetres: { min: 0 },
  },
  reads: ['communities.elderlySpaceSquareMetres', 'communities.households', 'facilities'],
  evaluate(rule, context) {
    const places = new Map(
      context.communities.map((community) => [
        community,
        context.facilitiesOf(community).filter(({ kind }) => kind === ELDERLY_CARE),
      ]),
    );
    const space = groupByFigure(context.communities, (community) =>
      spaceOf(community, places.get(community)!),
    );
    const households = takeMeasure(
      context,
      'households',
      space.known.map(({ community }) => community),
    );
    const totals = new Map(space.known.map(({ community, value }) => [community, value]));
    const sizes = new Map(
      households.known.map(({ community, result }) => [community, result.value]),
    );
    return [
      ...context.communities.flatMap((community) =>
        judge(rule, context, community, {
          total: totals.get(community),
          households: sizes.get(community),
          places: places.get(community)!,
        }),
      ),
      ...uncheckedFigures(rule, space, SUBJECT, SPACE),
      ...uncheckedMeasures(rule, households.missing, SUBJECT),
      ...uncheckedPlaces(rule, [...places.values()].flat()),
      ...withoutPlaces(
        rule,
        // Less than one place has to have is a fault already, and none at all is the other test's.
        space.known.flatMap(({ community, value }) =>
          places.get(community)!.length === 0 && value >= rule.thresholds.minPlaceSquareMetres!
            ? [community]
            : [],
        ),
      ),
    ];
  },
};

const SUBJECT = {
  zh: '居家养老用房是否足够',
  en: 'whether there is enough space for the care of the elderly',
};
const SPACE = {
  word: 'elderly-space',
  zh: '居家养老用房面积',
  en: 'space for the care of the elderly',
};

const hasSpace = (place: FacilityInput): place is FacilityInput & { spaceSquareMetres: number } =>
  place.spaceSquareMetres !== undefined;

/** A place without its space makes the sum too short to be one. */
function spaceOf({ properties }: CommunityInput, places: readonly FacilityInput[]): Figure {
  const recorded = readFigure(properties, FIELDS.elderlySpaceSquareMetres);
  if (recorded.state !== 'missing' || places.length === 0 || !places.every(hasSpace))
    return recorded;
  return {
    state: 'known',
    value: places.filter(hasSpace).reduce((sum, place) => sum + place.spaceSquareMetres, 0),
  };
}

interface Known {
  total: number | undefined;
  households: number | undefined;
  places: readonly FacilityInput[];
}

function judge(
  rule: PolicyRule,
  context: RuleContext,
  community: CommunityInput,
  { total, households, places }: Known,
): Finding[] {
  const { minSquareMetresPer100Households: least, minPlaceSquareMetres } = rule.thresholds;
  const ratio = total === undefined || !households ? null : (total / households) * 100;
  const isShort = ratio !== null && fallsBelow(ratio, least!);
  const small = places.filter(hasSpace).filter((p) => p.spaceSquareMetres < minPlaceSquareMetres!);
  // Whatever places there are, together they are too small for one.
  const isTooLittle =
    places.length === 0 && total !== undefined && total > 0 && total < minPlaceSquareMetres!;
  if (!isShort && !isTooLittle && small.length === 0) return [];
  const name = nameOf(community);
  const parts: Message[] = [
    ...(isShort ? [ratioText(ratio, least!)] : []),
    ...(small.length > 0 ? [placesText(small, minPlaceSquareMetres!)] : []),
    ...(isTooLittle ? [totalText(total, minPlaceSquareMetres!)] : []),
  ];
  return [
    communityFinding(rule, context, community, {
      figures: {
        ...(ratio === null
          ? {}
          : { squareMetresPer100Households: Number(ratio.toFixed(2)), threshold: least! }),
        ...(isTooLittle
          ? { squareMetres: total, minPlaceSquareMetres: minPlaceSquareMetres! }
          : {}),
        ...(small.length === 0
          ? {}
          : {
              smallPlaces: small.map(({ id }) => id).join(', '),
              minPlaceSquareMetres: minPlaceSquareMetres!,
            }),
      },
      message: {
        zh: `“${name.zh}”居家养老用房不足：${parts.map(({ zh }) => zh).join('；')}。`,
        en: `${name.en} has too little space for the care of the elderly: ${parts.map(({ en }) => en).join('; ')}.`,
      },
    }),
  ];
}

function ratioText(ratio: number, least: number): Message {
  const [{ en: has }, { en: wanted }] = apart(ratio, least, numberText(1));
  return {
    zh: `每百户 ${has} 平方米，少于 ${wanted} 平方米`,
    en: `${has} m² per 100 households, less than ${wanted} m²`,
  };
}

function totalText(total: number, least: number): Message {
  const [has, wanted] = apart(total, least, AREA_TEXT);
  return {
    zh: `每处不少于 ${wanted.zh}，而各处共 ${has.zh}`,
    en: `each place has to have ${wanted.en}, but all together have ${has.en}`,
  };
}

function placesText(
  small: readonly (FacilityInput & { spaceSquareMetres: number })[],
  least: number,
): Message {
  const list = namedList(
    small.map((place) => {
      const [text] = apart(place.spaceSquareMetres, least, AREA_TEXT);
      return { ...place, note: { zh: ` ${text.zh}`, en: text.en } };
    }),
    ': ',
  );
  const wanted = AREA_TEXT.plain(least);
  return {
    zh: `每处不少于 ${wanted.zh}，而${list.zh}`,
    en: `each place has to have ${wanted.en}, but ${list.en}`,
  };
}

function uncheckedPlaces(rule: PolicyRule, places: readonly FacilityInput[]): Finding[] {
  const without = places.filter((place) => !hasSpace(place));
  if (without.length === 0) return [];
  const who = countedNames(without, FACILITY);
  return [
    uncheckedFinding(rule, {
      reason: 'no-place-space',
      communities: [],
      figures: { facilities: without.map(({ id }) => id).join(', ') },
      message: {
        zh: `未检查每处居家养老用房的面积：${who.zh}没有面积记录。`,
        en: `Not checked whether each place for the care of the elderly is large enough: no space on record for ${who.en}.`,
      },
    }),
  ];
}

/** Communities of which the space is on record as a whole: how it is divided is not known. */
function withoutPlaces(rule: PolicyRule, communities: readonly CommunityInput[]): Finding[] {
  if (communities.length === 0) return [];
  const who = countedNames(communities, COMMUNITY);
  return [
    uncheckedFinding(rule, {
      reason: 'no-places',
      communities: communities.map(({ id }) => id),
      message: {
        zh: `未检查每处居家养老用房的面积：${who.zh}只有总面积，没有逐处的记录。`,
        en: `Not checked whether each place for the care of the elderly is large enough: only the space in all is on record for ${who.en}.`,
      },
    }),
  ];
}
