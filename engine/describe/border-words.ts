import { isNamed } from '../barriers/barrier-index.ts';
import type { BarrierClass, BarrierReference } from '../barriers/types.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { Message, Position } from '../coverage/types.ts';
import type { BorderFeature } from './types.ts';

/** How features are called in boundary texts. */

/** A nameless barrier by its class: never an invented name. */
const NAMELESS: Readonly<Record<BarrierClass, Message>> = {
  expressway: { zh: '无名快速路', en: 'an unnamed expressway' },
  arterial: { zh: '无名道路', en: 'an unnamed road' },
  collector: { zh: '无名道路', en: 'an unnamed road' },
  local: { zh: '无名道路', en: 'an unnamed road' },
  path: { zh: '无名小路', en: 'an unnamed path' },
  river: { zh: '无名河道', en: 'an unnamed watercourse' },
  canal: { zh: '无名渠道', en: 'an unnamed canal' },
  railway: { zh: '铁路线', en: 'a railway line' },
  ridge: { zh: '山脊线', en: 'a ridge line' },
  wall: { zh: '围墙', en: 'a wall' },
};

const STREETS: readonly BarrierClass[] = ['arterial', 'collector', 'local', 'path'];

/** Do these meet at a junction of streets? An expressway has none: it is crossed. */
export const isStreetCrossing = (barriers: readonly BarrierReference[]): boolean =>
  barriers.every(({ class: kind }) => STREETS.includes(kind));

/** Classes whose English names take the article: the Qingxi River, but Renhe Avenue. */
const WITH_ARTICLE: readonly BarrierClass[] = ['expressway', 'river', 'canal', 'railway', 'ridge'];

export function barrierWords(barrier: BarrierReference): Message {
  if (!isNamed(barrier)) return NAMELESS[barrier.class];
  const { zh, en } = nameOf(barrier);
  const takesArticle = WITH_ARTICLE.includes(barrier.class) && /^[A-Z]/.test(en);
  return { zh, en: takesArticle ? `the ${en}` : en };
}

/** What stretches are taken together: one name, one class of nameless barriers, one neighbour. */
export function featureKey(feature: BorderFeature): string {
  switch (feature.kind) {
    case 'barrier':
      return isNamed(feature.barrier)
        ? `named ${nameOf(feature.barrier).zh}`
        : `nameless ${NAMELESS[feature.barrier.class].zh}`;
    case 'community':
      return `community ${feature.id}`;
    default:
      return feature.kind;
  }
}

export const isNamedBarrier = (feature: BorderFeature): boolean =>
  feature.kind === 'barrier' && isNamed(feature.barrier);

/** As a limit: “至…”, “bounded by …”. Null where only coordinates would tell. */
export function limitWords(feature: BorderFeature): Message | null {
  switch (feature.kind) {
    case 'barrier':
      return barrierWords(feature.barrier);
    case 'community':
      return { zh: `${feature.name.zh}界`, en: `the boundary of ${feature.name.en}` };
    case 'jurisdiction':
      return outlineWords(feature.name);
    case 'unassigned':
      return { zh: '未划入任何社区的地块', en: 'land that belongs to no community' };
    case 'unknown':
      return null;
  }
}

/** As a course: “沿…”, “along …”. */
export function courseWords(feature: BorderFeature): Message {
  switch (feature.kind) {
    case 'barrier':
      return wrap(barrierWords(feature.barrier), '沿', 'along ');
    case 'community':
      return {
        zh: `沿与${feature.name.zh}的分界线`,
        en: `along the boundary with ${feature.name.en}`,
      };
    case 'jurisdiction':
      return wrap(outlineWords(feature.name), '沿', 'along ');
    case 'unassigned':
      return {
        zh: '沿与未划入任何社区的地块的分界线',
        en: 'along land that belongs to no community',
      };
    case 'unknown':
      return { zh: '沿边界线', en: 'along a line that follows no road or water' };
  }
}

export const outlineWords = (name: Message | null): Message =>
  name === null
    ? { zh: '辖区界', en: 'the boundary of the jurisdiction' }
    : { zh: `${name.zh}界`, en: `the boundary of ${name.en}` };

const wrap = ({ zh, en }: Message, before: string, beforeEn: string): Message => ({
  zh: before + zh,
  en: beforeEn + en,
});

/** “120°01′47.0″”: to a tenth of a second, about three metres. */
function degreesText(value: number): string {
  const tenths = Math.round(Math.abs(value) * 36_000);
  const degrees = Math.floor(tenths / 36_000);
  const minutes = Math.floor((tenths % 36_000) / 600);
  const seconds = ((tenths % 600) / 10).toFixed(1);
  return `${degrees}°${String(minutes).padStart(2, '0')}′${seconds.padStart(4, '0')}″`;
}

export const longitudeWords = (lon: number): Message => ({
  zh: `${lon < 0 ? '西' : '东'}经${degreesText(lon)}`,
  en: `longitude ${degreesText(lon)}${lon < 0 ? 'W' : 'E'}`,
});

export const latitudeWords = (lat: number): Message => ({
  zh: `${lat < 0 ? '南' : '北'}纬${degreesText(lat)}`,
  en: `latitude ${degreesText(lat)}${lat < 0 ? 'S' : 'N'}`,
});

/** Both, as boundary surveys write a point. */
export const placeWords = ([lon, lat]: Position): Message => ({
  zh: `${longitudeWords(lon!).zh}、${latitudeWords(lat!).zh}`,
  en: `${degreesText(lat!)}${lat! < 0 ? 'S' : 'N'}, ${degreesText(lon!)}${lon! < 0 ? 'W' : 'E'}`,
});
