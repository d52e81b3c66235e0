import { createCommunityNames, createEstateNames, type Name } from './names.ts';
import { pointAt } from './plane.ts';
import { createRandom } from './random.ts';
import type { TownModel } from './town-model.ts';

export const COMMUNITY_KINDS = ['urban', 'converted', 'village', 'park'] as const;
export type CommunityKind = (typeof COMMUNITY_KINDS)[number];

/** Codes and names, given once to the sound town: planted faults do not change them. */
export interface Labels {
  communities: { code: string; name: Name; kind: CommunityKind }[];
  /** Per face. */
  units: string[];
  estates: { id: string; name: Name }[];
}

/** No province of China has a code that begins with 99. */
export const JURISDICTION_CODE = '990101001';

/** First serial number of each kind, after the manner of the statistical code of communities. */
const FIRST_SERIAL: Record<CommunityKind, number> = {
  urban: 1,
  converted: 1,
  village: 201,
  park: 401,
};
const KIND_NAMES: Record<CommunityKind, Name> = {
  urban: { zh: '社区', en: 'Community' },
  converted: { zh: '社区', en: 'Community' },
  village: { zh: '村', en: 'Village' },
  park: { zh: '园区社区', en: 'Park Community' },
};

export function labelTown(model: TownModel): Labels {
  const order = readingOrder(model);
  const rank = new Map(order.map((community, i) => [community, i]));
  const dealName = createCommunityNames(createRandom(model.seed, 'community names'));
  const serials = new Map<number, number>();
  const communities: Labels['communities'] = [];
  for (const community of order) {
    const kind = kindOf(model, community);
    const first = FIRST_SERIAL[kind];
    const serial = serials.get(first) ?? first;
    serials.set(first, serial + 1);
    const name = dealName();
    const suffix = KIND_NAMES[kind];
    communities[community] = {
      code: JURISDICTION_CODE + String(serial).padStart(3, '0'),
      kind,
      name: { zh: name.zh + suffix.zh, en: `${name.en} ${suffix.en}` },
    };
  }
  const faces = model.plots.map((plot) => plot.face);
  const rankOf = (face: number) => rank.get(model.communityOf[face] ?? -1) ?? order.length;
  faces.sort((a, b) => {
    const [p, q] = [pointAt(model.plots, a), pointAt(model.plots, b)];
    return rankOf(a) - rankOf(b) || q.place[1] - p.place[1] || a - b;
  });
  const units: string[] = [];
  const digits = Math.max(4, String(faces.length).length);
  faces.forEach((face, i) => {
    units[face] = String(i + 1).padStart(digits, '0');
  });
  return { communities, units, estates: labelEstates(model, units) };
}

/** Communities from north-west to south-east, in bands as one reads. */
function readingOrder(model: TownModel): number[] {
  const band = model.layout.radius * 0.5;
  const places = Array.from({ length: model.communityCount }, (_, community) => {
    const own = model.plots.filter((plot) => model.communityOf[plot.face] === community);
    const area = own.reduce((sum, plot) => sum + plot.area, 0);
    const middle = (i: 0 | 1) =>
      own.reduce((sum, plot) => sum + plot.area * plot.place[i], 0) / area;
    return { community, row: -Math.floor(middle(1) / band), x: middle(0) };
  });
  return places.sort((a, b) => a.row - b.row || a.x - b.x).map(({ community }) => community);
}

function kindOf(model: TownModel, community: number): CommunityKind {
  const sums = { area: 0, works: 0, fields: 0, households: 0, rural: 0 };
  for (const plot of model.plots) {
    if (model.communityOf[plot.face] !== community) continue;
    const households = model.households[plot.face] ?? 0;
    const isRural = plot.landUse === 'village' || plot.landUse === 'farmland';
    sums.area += plot.area;
    sums.households += households;
    if (plot.zone === 'works') sums.works += plot.area;
    if (isRural) sums.fields += plot.area;
    if (isRural) sums.rural += households;
  }
  if (sums.works > 0.5 * sums.area) return 'park';
  const ruralShare = sums.rural / sums.households;
  if (ruralShare > 0.085 && sums.fields > 0.27 * sums.area) return 'village';
  return ruralShare > 0.055 ? 'converted' : 'urban';
}

function labelEstates(model: TownModel, units: readonly string[]): Labels['estates'] {
  const dealName = createEstateNames(createRandom(model.seed, 'estate names'));
  const firstUnit = model.compounds.map(
    (compound) => compound.plots.map((face) => pointAt(units, face)).sort()[0] ?? '',
  );
  const order = model.compounds.map((_, i) => i);
  order.sort((a, b) => (pointAt(firstUnit, a) < pointAt(firstUnit, b) ? -1 : 1));
  const estates: Labels['estates'] = [];
  const digits = Math.max(3, String(order.length).length);
  order.forEach((estate, i) => {
    const name = dealName(pointAt(model.compounds, estate).houseType);
    estates[estate] = { id: `E${String(i + 1).padStart(digits, '0')}`, name };
  });
  return estates;
}
