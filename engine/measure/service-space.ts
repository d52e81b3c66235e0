import { listText } from '../coverage/format-figures.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput } from '../coverage/types.ts';
import { readFigure } from '../rules/read-figure.ts';
import { facilitiesOf } from './facilities-of.ts';
import { HOUSEHOLDS } from './people.ts';
import { estimatedLike, known, missing } from './results.ts';
import type { Measure, MeasureContext, MeasureResult } from './types.ts';

/**
 * Kinds of premises that are service space (社区用房): offices and rooms for service and activities. Homes for
 * the care of the elderly have a norm of their own (YH 二(三)); nurseries and car parks are none of it.
 */
export const SERVICE_SPACE_KINDS: ReadonlySet<string> = new Set([
  'service-centre',
  'service-station',
  'office',
  'culture-sports',
  'elderly-room',
]);

const FIELD = 'serviceSpaceSquareMetres';

/** Service space of a community in m²: as recorded, else the sum over its premises. */
export function serviceSpace(community: CommunityInput, context: MeasureContext): MeasureResult {
  const recorded = readFigure(community.properties, FIELD);
  if (recorded.state === 'known') return known(recorded.value);
  if (recorded.state === 'unreadable') {
    return missing('unreadable-service-space', {
      zh: `社区用房面积写作“${recorded.written}”，不是有效数字。请只用数字填写，不要加逗号或单位。`,
      en: `The service space is not a number: “${recorded.written}”. Write digits only, without commas or units.`,
    });
  }
  const facilities = facilitiesOf(community, context);
  const premises = facilities?.filter(({ kind }) => SERVICE_SPACE_KINDS.has(kind)) ?? [];
  if (premises.length === 0) {
    const isGiven = facilities !== undefined;
    return missing('no-service-space', {
      zh: `没有社区用房记录，${isGiven ? '设施中也没有服务用房' : '也没有给出服务设施'}。`,
      en: `No service space on record, and ${isGiven ? 'none among the facilities' : 'no facilities are given'}.`,
    });
  }
  const unknown = premises.filter(({ spaceSquareMetres }) => spaceSquareMetres === undefined);
  if (unknown.length > 0) {
    const who = listText(unknown.map(nameOf));
    return missing('facilities-without-space', {
      zh: `${who.zh}没有面积记录。`,
      en: `No space on record for ${who.en}.`,
    });
  }
  const sum = premises.reduce((total, { spaceSquareMetres }) => total + spaceSquareMetres!, 0);
  return known(sum, { note: { zh: '由服务设施汇总', en: 'summed from facilities' } });
}

export const SERVICE_SPACE_PER_100_HOUSEHOLDS: Measure = {
  id: 'service-space-per-100-households',
  version: 1,
  unit: 'm2-per-100-households',
  name: { zh: '每百户社区用房面积', en: 'Service space per 100 households' },
  source: {
    zh: '社区用房面积 / 常住户数 × 100（YH 二(三)）。用房面积取登记的 `serviceSpaceSquareMetres`；没有登记的，由服务中心、服务站、办公用房、文体活动室、老年活动室汇总，缺一处面积即不计。',
    en: 'Service space / households × 100 (YH 二(三)). The space is the recorded `serviceSpaceSquareMetres`; where none is, the sum over service centres, service stations, offices, culture and sports rooms and rooms for the elderly, if none of them lacks its space.',
  },
  measure(community, context) {
    const space = serviceSpace(community, context);
    if (space.state === 'missing') return space;
    const households = HOUSEHOLDS.measure(community, context);
    if (households.state === 'missing') return households;
    if (households.value === 0) {
      return missing('zero-households', {
        zh: '没有常住户，无从按户计算。',
        en: 'It has no households to divide by.',
      });
    }
    return known((space.value / households.value) * 100, {
      ...estimatedLike(households),
      ...(space.note === undefined ? {} : { note: space.note }),
    });
  },
};
