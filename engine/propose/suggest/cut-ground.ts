import { PREPARE_DEFAULTS } from '../../barriers/prepare/options.ts';
import type { BarrierSource } from '../../barriers/types.ts';
import type { AreaGeometry, Message, Position } from '../../coverage/types.ts';
import type { UnitInput } from '../../material/types.ts';
import { allocateHouseholds } from '../../units/allocate-households.ts';
import { type BuildUnitsInput, buildUnits } from '../../units/build-units.ts';
import type {
  HouseholdNote,
  HouseholdOptions,
  HouseholdSources,
} from '../../units/household-types.ts';
import { shareInside } from '../../units/share-inside.ts';
import type { UnitNote, UnitSet } from '../../units/types.ts';
import type { UnitOptions } from '../../units/unit-options.ts';
import { householdText } from './texts.ts';

/** What units are cut from, and what their households are known from. */
export type GroundMaterial = Omit<BuildUnitsInput, 'communities' | 'estates' | 'jurisdiction'> &
  Omit<HouseholdSources, 'jurisdiction'> &
  Pick<BuildUnitsInput, 'jurisdiction'>;

export interface CutGround {
  set: UnitSet;
  /** What the reader of suggestions must know: conflicts and assumptions of the figures, blocks that paths divide. */
  notes: Message[];
}

export interface CutOptions {
  units?: UnitOptions;
  households?: HouseholdOptions;
  /** Households that a community may have at most: no unit should have more. Left out: any number. */
  mostHouseholds?: number;
}

/** Notes on figures that are told one by one. */
const MOST_NOTES = 6;

/**
 * Units for suggestions: cut along the barriers, with their households. A block that alone has more households than a community may
 * have could never be part of one; where nobody chose the classes that cut, such blocks are divided by the paths in them, and
 * that is told.
 * @throws as {@link buildUnits} and {@link allocateHouseholds}
 */
export function cutGround(material: GroundMaterial, options: CutOptions = {}): CutGround {
  const { barriers } = material;
  const most = options.mostHouseholds ?? Number.POSITIVE_INFINITY;
  const first = cut(material, barriers, options.units ?? {}, options);
  const large = first.set.units.filter(({ households }) => (households ?? 0) > most);
  if (large.length === 0 || options.units?.prepare?.classes !== undefined) return first;
  // The paths of its whole community: what is divided there should not depend on which block is the largest.
  const concerned = new Set(large.flatMap(({ community }) => community ?? []));
  const within = first.set.units
    .filter((unit) => large.includes(unit) || concerned.has(unit.community ?? ''))
    .map(({ geometry }) => geometry);
  const paths = barriers.filter(
    (barrier) => barrier.class === 'path' && within.some((area) => entersArea(barrier, area)),
  );
  if (paths.length === 0) return first;
  const others = barriers.filter((barrier) => barrier.class !== 'path');
  const second = cut(
    material,
    [...others, ...paths],
    {
      ...options.units,
      previous: first.set.units,
      prepare: { ...options.units?.prepare, classes: [...PREPARE_DEFAULTS.classes, 'path'] },
    },
    options,
  );
  const more = second.set.units.length - first.set.units.length;
  if (more <= 0) return first;
  return { set: second.set, notes: [...second.notes, dividedText(large, most, more)] };
}

function cut(
  material: GroundMaterial,
  barriers: readonly BarrierSource[],
  unitOptions: UnitOptions,
  { households }: CutOptions,
): CutGround {
  const { communities, jurisdiction, estates, buildings, residentialAreas, otherAreas } = material;
  const set = buildUnits(
    {
      barriers,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(communities === undefined || communities.length === 0 ? {} : { communities }),
      ...(estates === undefined ? {} : { estates }),
    },
    unitOptions,
  );
  if (set.units.length === 0) return { set, notes: [] };
  const { units, report } = allocateHouseholds(
    set.units,
    {
      ...(communities === undefined ? {} : { communities }),
      ...(estates === undefined ? {} : { estates }),
      ...(buildings === undefined ? {} : { buildings }),
      ...(residentialAreas === undefined ? {} : { residentialAreas }),
      ...(otherAreas === undefined ? {} : { otherAreas }),
    },
    households,
  );
  return { set: { ...set, units }, notes: groundNotes(set.report, report.notes) };
}

/** Notes on units that bear on what is made of them; how lines were prepared does not. */
const TOLD_KINDS: ReadonlySet<string> = new Set<UnitNote['kind']>([
  'invalid-area',
  'community-overlap',
  'community-outside',
  'community-gap',
  'estate-divided',
  'estate-unchecked',
  'estate-outside',
]);

/** Faults of the shapes that units were made from, conflicts of the figures and what was assumed: the first of each. */
export function groundNotes(
  { notes }: Pick<UnitSet['report'], 'notes'>,
  figures: readonly HouseholdNote[],
): Message[] {
  return [...firstOf(notes.filter(({ kind }) => TOLD_KINDS.has(kind))), ...firstOf(figures)];
}

/** Conflicts of the figures and what was assumed, the first of them. */
export const figureNotes = (notes: readonly HouseholdNote[]): Message[] => firstOf(notes);

function firstOf(notes: readonly { message: Message }[]): Message[] {
  const told = notes.slice(0, MOST_NOTES).map(({ message }) => message);
  const rest = notes.length - told.length;
  if (rest === 0) return told;
  const more: Message = {
    zh: `此类说明另有 ${rest} 条，见 sizhi units。`,
    en: `There ${rest === 1 ? 'is 1 more note' : `are ${rest} more notes`} of this sort: sizhi units lists them.`,
  };
  return [...told, more];
}

function dividedText(large: readonly UnitInput[], most: number, more: number): Message {
  const [first] = [...large].sort((a, b) => (b.households ?? 0) - (a.households ?? 0));
  const size = householdText(first!.households ?? 0, first!.householdsEstimated === true);
  const bound = householdText(most, false);
  const count = large.length;
  return {
    zh: `${count} 个街坊单独就超过上限 ${bound} 户（最大 ${size} 户），因此其中的小路也参与划分，多划出 ${more} 个地块；可用 --classes 指定参与划分的类别。`,
    en: `${count} ${count === 1 ? 'block alone has' : 'blocks alone have'} more than ${bound} households (the largest ${size}): the paths in ${count === 1 ? 'it' : 'them'} cut as well, which gives ${more} more units. --classes says what is to cut.`,
  };
}

/** Does some stretch of a line lie in an area? */
function entersArea({ geometry }: BarrierSource, area: AreaGeometry): boolean {
  const lines: readonly (readonly Position[])[] =
    geometry.type === 'LineString'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates.flat()
        : geometry.coordinates;
  return lines.some((line) =>
    line.some((to, i) => i > 0 && shareInside(line[i - 1]!, to, area) > 0),
  );
}
