import { BARRIER_TOLERANCE_METRES } from '../barriers/match-border.ts';
import type { Barrier } from '../barriers/types.ts';
import { lengthText, listText } from '../coverage/format-figures.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { Message, Position } from '../coverage/types.ts';
import type { EstateInput } from '../material/types.ts';
import { estatesWithoutPlace, type Home, homesOf } from './homes-of.ts';
import { partsOf } from './parts-of.ts';
import { remember } from './remember.ts';
import { known, missing } from './results.ts';
import { serviceCentres } from './service-centres.ts';
import type { Measure, MeasureContext, MeasureResult } from './types.ts';
import { usableGeometry } from './usable-geometry.ts';
import { type Access, LONGEST_LEG_METRES, WalkingNetwork } from './walking/walking-network.ts';

const NETWORK = remember((barriers: readonly Barrier[]) => new WalkingNetwork(barriers));

export const FURTHEST_WALKING: Measure = {
  id: 'furthest-walking',
  version: 1,
  unit: 'm',
  name: { zh: '到服务中心最远步行距离', en: 'Furthest walking distance to the service centre' },
  source: {
    zh: `沿路网到最近服务中心的最短步行距离，取最远的一处住处（YH 一(二)）。路网为主干路、次干路、支路和小路（快速路不走），相交即相通，断头处距他路不超过 5 米即相接；住处和服务中心以直线走到最近的可达路边，直线不穿越快速路、河流、运河、铁路、山脊和围墙，不超过 ${LONGEST_LEG_METRES} 米。住处为社区内的楼盘，和有住户而无楼盘的地块，取其内部距边界最远的点；两者都没有的，取社区界线各顶点，界线沿河等（20 米内）的视为两岸皆可到。有一处走不到的，不给数值。`,
    en: `Shortest walk to the nearest service centre from the home that is furthest from it (YH 一(二)). People walk along arterial, collector and local roads and paths, not along expressways; roads that cross meet, and one that ends within 5 m of another joins it. Homes and centres lie off the roads by the straight line to the nearest roadside that crosses no expressway, river, canal, railway, ridge or wall, ${LONGEST_LEG_METRES} m at most. Homes are the estates in the community and its units with households but without an estate, each taken at the point furthest from its outline; where there are neither, the vertices of the border, which lie on both sides of a line that the border follows (within 20 m). There is no figure where one of them cannot be reached.`,
  },
  measure(community, context) {
    const usable = usableGeometry(community);
    if (!usable.ok) return usable.why;
    const network = networkOf(context);
    if (!(network instanceof WalkingNetwork)) return network;
    const served = serviceCentres(community, context);
    if (!served.ok) return served.why;
    const starts = served.centres.flatMap(({ position }) => network.accessOf(position) ?? []);
    if (starts.length === 0) {
      const who = listText(served.centres.map(nameOf));
      return missing('centre-off-network', {
        zh: `从${who.zh}走不到任何道路。`,
        en: `No road can be reached on foot from ${who.en}.`,
      });
    }
    const { homes, unknownUnits } = homesOf(community, context);
    const left = leftOut(estatesWithoutPlace(context.estates ?? []), unknownUnits);
    if (homes.length > 0) return furthest(homes, starts, network, { noun: HOMES, notes: left });
    const vertices = partsOf(usable.geometry)
      .flat(2)
      .map((position) => ({ name: placeName(position), position }));
    return furthest(vertices, starts, network, {
      noun: VERTICES,
      onObstacleMetres: context.barrierToleranceMetres ?? BARRIER_TOLERANCE_METRES,
      notes: [TO_VERTICES, ...left],
    });
  },
};

function networkOf({ barriers }: MeasureContext): WalkingNetwork | MeasureResult {
  if (barriers === undefined) {
    return missing('no-barriers', {
      zh: '没有给出道路。',
      en: 'No barriers, and so no roads, are given.',
    });
  }
  const network = NETWORK(barriers);
  if (!network.isEmpty) return network;
  return missing('no-roads', {
    zh: '界线物中没有可步行的道路。',
    en: 'There is no road to walk on among the barriers.',
  });
}

/** How a kind of places is called, by their number. */
type Noun = (count: number) => Message;

const HOMES: Noun = (count) => ({
  zh: `${count} 处住处（楼盘、地块）`,
  en: `${count} ${count === 1 ? 'estate or unit' : 'estates and units'} with homes`,
});
const VERTICES: Noun = (count) => ({
  zh: `界线的 ${count} 个顶点`,
  en: `${count} vertices of the border`,
});
const TO_VERTICES: Message = {
  zh: '社区内没有已知的住处，量至界线各顶点',
  en: 'measured to the vertices of the border, as no homes are known in it',
};

/** What may be a home for all that is known, and is not counted. */
function leftOut(estates: readonly EstateInput[], units: number): Message[] {
  const notes: Message[] = [];
  if (estates.length > 0) {
    const { zh, en } = listText(estates.map(nameOf));
    notes.push({
      zh: `未计入图形缺失或无效的楼盘：${zh}`,
      en: `without ${en}, whose ${estates.length === 1 ? 'shape is' : 'shapes are'} missing or invalid`,
    });
  }
  if (units > 0) {
    notes.push({
      zh: `未计入 ${units} 个户数不明的地块`,
      en: `without ${units} unit${units === 1 ? '' : 's'} whose households are unknown`,
    });
  }
  return notes;
}

const inOne = (notes: readonly Message[]): Message => ({
  zh: notes.map(({ zh }) => zh).join('；'),
  en: notes.map(({ en }) => en).join('; '),
});

function furthest(
  places: readonly Home[],
  starts: readonly Access[],
  network: WalkingNetwork,
  {
    noun,
    onObstacleMetres,
    notes,
  }: { noun: Noun; onObstacleMetres?: number; notes: readonly Message[] },
): MeasureResult {
  const accesses = places.map(({ position }) => network.accessOf(position, onObstacleMetres));
  const joined = accesses.filter((access) => access !== null);
  const distances = network.distancesTo(starts, joined);
  const unreached: Home[] = [];
  let most = 0;
  let next = 0;
  places.forEach((place, i) => {
    const distance = accesses[i] === null ? Number.POSITIVE_INFINITY : distances[next++]!;
    if (Number.isFinite(distance)) most = Math.max(most, distance);
    else unreached.push(place);
  });
  const all = noun(places.length);
  if (unreached.length === 0) return known(most, notes.length === 0 ? {} : { note: inOne(notes) });
  const who = listText(unreached.map(({ name }) => name));
  const rest = lengthText(most);
  const reached = unreached.length < places.length;
  return missing('unreachable-on-foot', {
    zh: `${all.zh}中有 ${unreached.length} 处从服务中心步行走不到：${who.zh}${reached ? `；其余最远 ${rest.zh}` : ''}。`,
    en: `${unreached.length} of ${all.en} cannot be reached on foot from the service centre: ${who.en}${reached ? `; the furthest of the others is ${rest.en} away` : ''}.`,
  });
}

function placeName([lon, lat]: Position): Message {
  const text = [lon, lat].map((value) => String(Number(value!.toFixed(7)))).join(', ');
  return { zh: text, en: `(${text})` };
}
