import { auditCoverage } from '../../coverage/audit.ts';
import { areaText } from '../../coverage/format-figures.ts';
import type { Finding, Message } from '../../coverage/types.ts';
import { HAIRLINE_METRES, presentOutline, STRIP_METRES } from './present-outline.ts';
import type { SuggestInput } from './types.ts';

/** Units, or places, that are named; the rest are counted. */
const MOST_NAMED = 3;

/**
 * What keeps units from tiling the ground of the communities: shapes that cannot be used, overlaps, ground in no unit. It is told
 * before anything is drawn from them, or a suggestion that fails by it could not be understood.
 */
export function tellUnits({ units, communities, jurisdiction }: SuggestInput): Message[] {
  if (units.length === 0) return [];
  const outline = jurisdiction?.geometry ?? presentOutline(communities);
  const { findings } = auditCoverage(
    units.map(({ id, geometry }) => ({ id, geometry })),
    outline === null ? null : { geometry: outline },
  );
  const wide = findings.filter(({ widthMetres }) => (widthMetres ?? 0) >= HAIRLINE_METRES);
  const ofKind = (kind: Finding['kind'], from = wide): Finding[] =>
    from.filter((finding) => finding.kind === kind);
  const messages: Message[] = [];
  const invalid = [...ofKind('invalid', findings), ...ofKind('unchecked', findings)];
  if (invalid.length > 0) messages.push(invalidText(invalid));
  const overlaps = ofKind('overlap');
  if (overlaps.length > 0) messages.push(overlapText(overlaps));
  // Without any outline a hole may be another jurisdiction's ground.
  const gaps = outline === null ? [] : ofKind('gap');
  const isStrip = ({ widthMetres }: Finding): boolean =>
    widthMetres !== null && widthMetres <= STRIP_METRES;
  const strips = gaps.filter(isStrip);
  if (strips.length > 0) messages.push(stripText(strips));
  const lost = gaps.filter((gap) => !isStrip(gap));
  if (lost.length > 0) messages.push(gapText(lost));
  return messages;
}

function invalidText(findings: readonly Finding[]): Message {
  const [first] = findings;
  const ids = [...new Set(findings.flatMap(({ communities }) => communities))];
  const named = listed(ids);
  return {
    zh: `${ids.length} 个地块的图形无效（${named.zh}），其范围不计入任何方案；请先修正图形。例如：${first!.message.zh}`,
    en: `The ${ids.length === 1 ? 'shape of 1 unit is' : `shapes of ${ids.length} units are`} not valid (${named.en}), and no suggestion has their ground: mend them first. For one: ${first!.message.en}`,
  };
}

function overlapText(findings: readonly Finding[]): Message {
  const [first] = findings;
  const area = areaText(areaOf(findings));
  const pair = first!.communities;
  return {
    zh: `地块有 ${findings.length} 处相互重叠，共 ${area.zh}（最大一处：${pair.join('、')}）：重叠范围只计入其中一个，户数则各自计入；请核对地块。`,
    en: `Units overlap in ${findings.length} ${findings.length === 1 ? 'place' : 'places'}, ${area.en} together (largest: ${pair.join(' and ')}): that ground counts to one of them, the households of both count. Check the units.`,
  };
}

function stripText(findings: readonly Finding[]): Message {
  const area = areaText(areaOf(findings));
  const count = findings.length;
  return {
    zh: `有 ${count} 处宽不超过 ${STRIP_METRES} 米的狭长范围（共 ${area.zh}）不在任何地块内：各处随离其最近的地块。`,
    en: `${area.en} in ${count} ${count === 1 ? 'strip' : 'strips'} no wider than ${STRIP_METRES} m ${count === 1 ? 'lies' : 'lie'} in no unit: each place goes with the unit nearest to it.`,
  };
}

function gapText(findings: readonly Finding[]): Message {
  const [first] = findings;
  const area = areaText(areaOf(findings));
  const [x, y] = first!.location ?? [];
  const place = x === undefined || y === undefined ? '' : `${x.toFixed(6)}, ${y.toFixed(6)}`;
  return {
    zh: `有 ${findings.length} 处、共 ${area.zh}的范围不在任何地块内（最大一处：${place}）：调整不能使它失去归属，涉及它的方案会被舍去；请补全地块。`,
    en: `${area.en} in ${findings.length} ${findings.length === 1 ? 'place lie' : 'places lie'} in no unit (largest at ${place}): suggestions that would leave that ground in no community are dropped. Complete the units.`,
  };
}

const areaOf = (findings: readonly Finding[]): number =>
  findings.reduce((sum, { areaSquareMetres }) => sum + (areaSquareMetres ?? 0), 0);

function listed(ids: readonly string[]): Message {
  const named = ids.slice(0, MOST_NAMED);
  const rest = ids.length - named.length;
  return {
    zh: `${named.join('、')}${rest > 0 ? ` 等 ${ids.length} 个` : ''}`,
    en: `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
  };
}
