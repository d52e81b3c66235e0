import type { CommunityInput, Message } from '../coverage/types.ts';
import type { UnitInput } from '../material/types.ts';
import { sumInOrder } from './apportion.ts';
import type { HouseholdGround } from './household-ground.ts';
import { HouseholdNotes } from './household-notes.ts';
import type { QuantityName, QuantityResult } from './household-quantity.ts';
import type { HouseholdSettings } from './household-settings.ts';
import type { BuildingReport, HouseholdNote, HouseholdShare } from './household-types.ts';
import type { PlacedBuilding, PlacedEstate } from './spread-estates.ts';

/** What the notes are written from. */
export interface Reported {
  units: readonly UnitInput[];
  communities: readonly CommunityInput[];
  ground: HouseholdGround;
  estates: readonly PlacedEstate[];
  buildings: readonly PlacedBuilding[];
  households: QuantityResult;
  population: QuantityResult;
  settings: HouseholdSettings;
}

const isInKnownEstate = (building: PlacedBuilding, estates: readonly PlacedEstate[]): boolean =>
  building.estate >= 0 && estates[building.estate]!.households.state !== 'unknown';

/** Buildings by what became of them. */
export function reportBuildings(
  buildings: readonly PlacedBuilding[],
  estates: readonly PlacedEstate[],
  defaultLevels: number,
): BuildingReport {
  const homes = buildings.filter(({ use }) => use === 'residential');
  const outside = buildings.filter(({ parcel }) => parcel < 0);
  return {
    given: buildings.length,
    residential: homes.length,
    householdsByRule: sumInOrder(homes.map(({ households }) => households)),
    inEstates: homes.filter((building) => isInKnownEstate(building, estates)).length,
    outside: outside.length,
    outsideHouseholdsByRule: sumInOrder(
      outside.map(({ use, households }) => (use === 'residential' ? households : 0)),
    ),
    levelsAssumed: homes.filter(({ isLevelAssumed }) => isLevelAssumed).length,
    useAssumed: homes.filter(({ isUseAssumed }) => isUseAssumed).length,
    defaultLevels,
  };
}

/** All that the reader of the figures must know: conflicts of the data, and what was assumed. */
export function writeNotes(reported: Reported): HouseholdNote[] {
  const notes = new HouseholdNotes();
  noteQuantity(notes, 'households', reported.households, reported);
  noteQuantity(notes, 'population', reported.population, reported);
  noteEstates(notes, reported);
  noteBuildings(notes, reported);
  const { units, ground } = reported;
  notes.addAll(
    'unit-without-place',
    'note',
    ground.unplaced.map((unit) => units[unit]!),
    (names) => ({
      zh: `无法判定地块 ${names.zh} 位于哪个社区（几何求交失败），按不属任何社区处理；请为其注明 community`,
      en: `it could not be told which community ${names.en} lies in (the shapes could not be intersected): taken to lie in none; name the community of the unit`,
    }),
  );
  return notes.list();
}

const QUANTITIES: Record<QuantityName, Message> = {
  households: { zh: '常住户数', en: 'households' },
  population: { zh: '常住人口', en: 'people' },
};

function noteQuantity(
  notes: HouseholdNotes,
  name: QuantityName,
  { shares, disagreement, beside, unreadable }: QuantityResult,
  { communities, units }: Reported,
): void {
  const what = QUANTITIES[name];
  const byId = new Map(communities.map((community) => [community.id, community]));
  for (const { area, given, counted, estimated, difference } of shares) {
    const concerned = area === null ? [] : [byId.get(area)!];
    const figures = { [name]: given ?? 0, counted, estimated, difference };
    const where = (names: Message) =>
      area === null ? { zh: '各地块合计', en: 'all units together' } : names;
    if (given !== null && difference < 0) {
      notes.add('exceeds-total', 'conflict', concerned, figures, (names) => ({
        zh: `${where(names).zh}：${what.zh}登记为 ${given}，楼盘与地块自带数合计 ${counted + estimated}，多出 ${-difference}；未作调整，请核对`,
        en: `${where(names).en}: ${given} ${what.en} on record, but its estates and units have ${counted + estimated}, ${-difference} more; nothing was changed, settle which is right`,
      }));
    }
    if (given !== null && difference > 0) {
      notes.add('nobody-to-take', 'conflict', concerned, figures, (names) => ({
        zh: `${where(names).zh}：${what.zh}登记为 ${given}，其中 ${difference} 没有地块可以分入（没有地块，或各地块都自带数）`,
        en: `${where(names).en}: of ${given} ${what.en} on record, no unit could take ${difference} (there is none, or all have figures of their own)`,
      }));
    }
  }
  const areasBy = (wanted: HouseholdShare['basis']) =>
    shares.filter(({ basis }) => basis === wanted);
  noteBasis(notes, 'spread-over-area', areasBy('area'), byId, (where) => ({
    zh: `${where.zh}：没有可用的建筑，${what.zh}余数按面积分摊`,
    en: `${where.en}: no buildings to spread over, so the remaining ${what.en} were spread over area`,
  }));
  noteBasis(notes, 'unspecified-buildings', areasBy('unspecified-buildings'), byId, (where) => ({
    zh: `${where.zh}：没有标明为居住的建筑，${what.zh}余数按用途不明的建筑分摊；给出居住用地可更准确`,
    en: `${where.en}: no building is known to be residential, so the remaining ${what.en} were spread over those of no stated kind; residential land use would tell them apart`,
  }));
  if (disagreement !== null) {
    const { communities: sum, total, isGiven } = disagreement;
    notes.add('totals-disagree', 'conflict', communities, { sum, total }, () => ({
      zh: `各社区${what.zh}之和为 ${sum}，总数为 ${total}，两者不符；以社区为准${isGiven ? `，差额 ${total - sum} 计入不属任何社区的地块` : ''}，请核对`,
      en: `the communities have ${sum} ${what.en} together, but the total given is ${total}; those of the communities stand${isGiven ? `, and units in no community took the other ${total - sum}` : ''}: settle which is right`,
    }));
  }
  for (const { units: indexes, value } of beside) {
    const own = sumInOrder(indexes.map((unit) => units[unit]![name] ?? 0));
    if (value <= own) continue;
    const concerned = indexes.map((unit) => units[unit]!);
    notes.add('estates-exceed-unit', 'conflict', concerned, { own, estates: value }, (names) => ({
      zh: `地块 ${names.zh} 自带${what.zh} ${own}，其中楼盘合计 ${value}；保留地块的数，请核对`,
      en: `${names.en}: ${own} ${what.en} by the figures of the units, but the estates in them have ${value}; those of the units stand, settle which is right`,
    }));
  }
  notes.addAll('unreadable-figure', 'conflict', unreadable, (names) => ({
    zh: `社区 ${names.zh} 的${what.zh}（${name}）不是数字，按未知处理`,
    en: `${name} of ${names.en} is no number, and counts as unknown`,
  }));
}

/** One note for all areas whose rest was spread in the same way. */
function noteBasis(
  notes: HouseholdNotes,
  kind: HouseholdNote['kind'],
  shares: readonly HouseholdShare[],
  communities: ReadonlyMap<string, CommunityInput>,
  say: (where: Message) => Message,
): void {
  if (shares.length === 0) return;
  const concerned = shares.flatMap(({ area }) => (area === null ? [] : [communities.get(area)!]));
  const rest = shares.length > concerned.length;
  const figures = { count: shares.length, spread: sumInOrder(shares.map((s) => s.estimated)) };
  notes.add(kind, 'note', concerned, figures, (names) => {
    if (concerned.length === 0) return say({ zh: '各地块', en: 'all units' });
    return say({
      zh: `${names.zh}${rest ? '及其余地块' : ''}`,
      en: `${names.en}${rest ? ' and the units outside them' : ''}`,
    });
  });
}

function noteEstates(notes: HouseholdNotes, { estates, ground, settings }: Reported): void {
  const pick = (isWanted: (placed: PlacedEstate) => boolean) =>
    estates.filter(isWanted).map(({ estate }) => estate);
  notes.addAll(
    'unreadable-figure',
    'conflict',
    pick((e) => e.households.unreadable.length > 0 || e.population.state === 'unreadable'),
    (names) => ({
      zh: `楼盘 ${names.zh} 的户数、套数、入住率（0–1）或人口不是合理的数字，按未知处理`,
      en: `households, dwellings, occupancy (0–1) or population of ${names.en} is no such number, and counts as unknown`,
    }),
  );
  notes.addAll(
    'estate-outside',
    'conflict',
    pick(({ place }) => place === 'outside'),
    (names) => ({
      zh: `楼盘 ${names.zh} 不在任何地块内，其户数未计入`,
      en: `${names.en} lies in no unit; its households were not counted`,
    }),
  );
  notes.addAll(
    'estate-mostly-outside',
    'conflict',
    pick(({ place }) => place === 'mostly-outside'),
    (names) => ({
      zh: `楼盘 ${names.zh} 大部分在各地块之外，其户数仍全部计入`,
      en: `most of ${names.en} lies outside all units; all its households were counted`,
    }),
  );
  notes.addAll(
    'estate-without-place',
    'conflict',
    pick(({ place }) => place === 'unknown'),
    (names) => ({
      zh: `楼盘 ${names.zh} 没有可用的图形，也没有地块列出它，其户数未计入`,
      en: `${names.en} has no usable shape, and no unit lists it; its households were not counted`,
    }),
  );
  notes.addAll(
    'estate-without-figures',
    'note',
    pick(({ households }) => households.state === 'unknown'),
    (names) => ({
      zh: `楼盘 ${names.zh} 既无常住户数也无房屋套数，其中的建筑按一般建筑估算`,
      en: `neither households nor dwellings of ${names.en} are on record; the buildings in it are estimated like any other`,
    }),
  );
  notes.addAll(
    'occupancy-assumed',
    'note',
    pick(({ households }) => households.state === 'capacity'),
    (names) => ({
      zh: `楼盘 ${names.zh} 没有入住率，按房屋套数的 ${settings.assumedOccupancy * 100}% 估算`,
      en: `the occupancy of ${names.en} is not on record: estimated with ${settings.assumedOccupancy * 100} % of the dwellings`,
    }),
  );
  notes.addAll(
    'occupancy-of-homes',
    'note',
    pick(({ households }) => households.isOccupancyOfHomes),
    (names) => ({
      zh: `单身公寓 ${names.zh} 的入住率超过 0.5：每套按半户计时入住率（户数 / 套数）不会超过 0.5，因此按“有人居住的套数比例”理解，折半计户`,
      en: `the occupancy of the apartment blocks ${names.en} exceeds 0.5, which households / dwellings cannot where a home counts one half: read as the share of homes lived in, and halved`,
    }),
  );
  notes.addAll(
    'estate-split',
    'note',
    pick(
      ({ parcels }) => new Set(parcels.map(({ parcel }) => ground.parcels[parcel]!.unit)).size > 1,
    ),
    (names) => ({
      zh: `楼盘 ${names.zh} 跨多个地块，按建筑面积（无建筑时按占地）分摊，为估算`,
      en: `${names.en} lies in several units and was divided by floor space, without buildings by area: an estimate`,
    }),
  );
}

function noteBuildings(notes: HouseholdNotes, { buildings, estates, settings }: Reported): void {
  const { outside, outsideHouseholdsByRule, levelsAssumed, useAssumed } = reportBuildings(
    buildings,
    estates,
    settings.defaultLevels,
  );
  if (outside > 0) {
    const figures = { outside, households: outsideHouseholdsByRule };
    notes.add('buildings-outside', 'note', [], figures, () => ({
      zh: `${outside} 栋建筑（估算 ${outsideHouseholdsByRule} 户）不在任何地块内，未计入`,
      en: `${outside} buildings (${outsideHouseholdsByRule} households by the rule) lie in no unit and were not counted`,
    }));
  }
  if (useAssumed > 0) {
    notes.add('use-assumed', 'note', [], { buildings: useAssumed }, () => ({
      zh: `${useAssumed} 栋建筑没有类别，所在地的用途也未知，按住宅估算`,
      en: `${useAssumed} ${useAssumed === 1 ? 'building is' : 'buildings are'} of no stated kind, on ground of no known use: estimated as homes`,
    }));
  }
  if (levelsAssumed > 0) {
    const figures = { buildings: levelsAssumed, levels: settings.defaultLevels };
    notes.add('levels-assumed', 'note', [], figures, () => ({
      zh: `${levelsAssumed} 栋居住建筑没有层数，按 ${settings.defaultLevels} 层估算`,
      en: `${levelsAssumed} residential buildings have no levels on record: estimated with ${settings.defaultLevels}`,
    }));
  }
}
