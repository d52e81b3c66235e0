import { geodesicArea } from '../../geometry/geodesic.ts';
import { findInvalid } from '../find-invalid.ts';
import { findingId } from '../finding-id.ts';
import { areaText } from '../format-figures.ts';
import { nameOf } from '../name-of.ts';
import { vertexPosition } from '../trace-region.ts';
import type { AreaGeometry, Message, Position } from '../types.ts';
import { describeDuplicates } from './describe-duplicates.ts';
import {
  concernedBy,
  cornerKey,
  type DescribeInput,
  figuresOf,
  idsOf,
  namesOf,
} from './describe-input.ts';
import type { RepairRegion } from './regions.ts';
import type { Decision } from './resolve-faces.ts';
import { boundaryOf, faceBeyond, isInside } from './scope.ts';
import type { RepairChange, RepairChangeKind } from './types.ts';

/** Puts what was done into changes, for people and programs. */
export function describeChanges(input: DescribeInput): RepairChange[] {
  return new ChangeDescriber(input).changes();
}

class ChangeDescriber {
  private readonly input: DescribeInput;

  constructor(input: DescribeInput) {
    this.input = input;
  }

  changes(): RepairChange[] {
    const { decisions } = this.input.resolution;
    const settled = decisions.filter(({ to }) => to !== null);
    return [
      ...settled.filter((item) => !isSnapped(item)).map((item) => this.settledRegion(item)),
      ...this.snappedBorders(settled.filter(isSnapped)),
      ...this.addedVertices(),
      ...this.mended(),
      ...describeDuplicates(this.input),
    ];
  }

  private settledRegion({ kind, region, to, isAsGiven }: Decision): RepairChange {
    const { measure } = region;
    const takers = [...to!];
    const from = region.owners.filter((owner) => !takers.includes(owner));
    const changeKind: RepairChangeKind =
      kind === 'gap'
        ? 'fill-gap'
        : kind === 'overlap'
          ? 'resolve-overlap'
          : kind === 'crumb'
            ? 'join-crumb'
            : 'clip';
    const ids = idsOf(this.input.scope, [...takers, ...region.owners]);
    return {
      id: findingId(`repair.${changeKind}`, [...ids, cornerKey(region)]),
      kind: changeKind,
      communities: ids,
      from: idsOf(this.input.scope, from),
      to: idsOf(this.input.scope, takers),
      ...figuresOf(region),
      message: this.settledText(changeKind, measure.areaSquareMetres, region.owners, takers, {
        isAlongMiddle: isAsGiven !== true,
      }),
    };
  }

  private settledText(
    kind: RepairChangeKind,
    areaSquareMetres: number,
    claimants: readonly number[],
    takers: readonly number[],
    { isAlongMiddle }: { isAlongMiddle: boolean },
  ): Message {
    const area = areaText(areaSquareMetres);
    const among = namesOf(this.input.scope, claimants);
    const to = namesOf(this.input.scope, takers);
    const isDivided = takers.length > 1;
    const how: Message = isAlongMiddle
      ? { zh: '沿中线分给', en: 'divided along the middle' }
      : { zh: '分给', en: 'divided' };
    if (kind === 'clip') {
      return {
        zh: `${among.zh}超出辖区的 ${area.zh} 已裁去。`,
        en: `${area.en} of ${among.en} beyond the jurisdiction cut off.`,
      };
    }
    if (kind === 'join-crumb') {
      return {
        zh: `${among.zh}被隔开的一小块 ${area.zh} 划入${to.zh}。`,
        en: `${area.en} of ${among.en}, cut off from the rest of it, given to ${to.en}.`,
      };
    }
    if (kind === 'fill-gap') {
      return isDivided
        ? {
            zh: `管理空白 ${area.zh} ${how.zh}${to.zh}。`,
            en: `Gap of ${area.en} ${how.en} between ${to.en}.`,
          }
        : { zh: `管理空白 ${area.zh} 划入${to.zh}。`, en: `Gap of ${area.en} given to ${to.en}.` };
    }
    return isDivided
      ? {
          zh: `${among.zh}重叠的 ${area.zh} ${how.zh}${to.zh}。`,
          en: `Overlap of ${area.en} of ${among.en} ${how.en}.`,
        }
      : {
          zh: `${among.zh}重叠的 ${area.zh} 归${to.zh}。`,
          en: `Overlap of ${area.en} of ${among.en} given to ${to.en}.`,
        };
  }

  /** One change for each group of communities, with all its hairlines. */
  private snappedBorders(decisions: readonly Decision[]): RepairChange[] {
    const groups = new Map<string, { owners: number[]; items: Decision[] }>();
    for (const item of decisions) {
      const owners = concernedBy(this.input.scope, item);
      const group = groups.get(owners.join()) ?? { owners, items: [] };
      group.items.push(item);
      groups.set(owners.join(), group);
    }
    return [...groups.values()].map(({ owners, items }) => {
      const ids = idsOf(this.input.scope, owners);
      const takers = new Set(items.flatMap(({ to }) => [...to!]));
      const losers = items.flatMap(({ region, to }) =>
        region.owners.filter((owner) => !to!.includes(owner)),
      );
      const widest = items.reduce((a, b) =>
        b.region.measure.widthMetres > a.region.measure.widthMetres ? b : a,
      ).region.measure;
      const areaSquareMetres = items.reduce(
        (sum, { region }) => sum + region.measure.areaSquareMetres,
        0,
      );
      const area = areaText(areaSquareMetres);
      const where = this.borderText(owners, items);
      return {
        id: findingId('repair.snap-border', ids),
        kind: 'snap-border',
        communities: ids,
        from: idsOf(this.input.scope, losers),
        to: idsOf(this.input.scope, takers),
        geometry: multiPolygonOf(items.map(({ region }) => region)),
        areaSquareMetres,
        widthMetres: widest.widthMetres,
        location: widest.location,
        message: {
          zh: `${where.zh}并为一条线：${items.length} 处细缝，共 ${area.zh}。`,
          en: `${where.en} made one line: ${hairlines(items.length)}, ${area.en} in all.`,
        },
      };
    });
  }

  private borderText(owners: readonly number[], items: readonly Decision[]): Message {
    const { scope } = this.input;
    const name = namesOf(scope, owners);
    if (owners.length > 1) return { zh: `${name.zh}的共同边界`, en: `The border of ${name.en}` };
    const isAtOutline =
      scope.arrangement.hasJurisdiction &&
      items.some(
        ({ kind, region }) =>
          kind === 'outside' ||
          boundaryOf(scope, region.faces).some((h) => !isInside(scope, faceBeyond(scope, h))),
      );
    return isAtOutline
      ? {
          zh: `${name.zh}的边界与辖区边界`,
          en: `The border of ${name.en} and the jurisdiction's outline`,
        }
      : { zh: `${name.zh}自身的边界`, en: `The border of ${name.en} with itself` };
  }

  private addedVertices(): RepairChange[] {
    const { scope, traced, geometries, dropped, invalid } = this.input;
    const { noded } = scope.arrangement;
    const outline = scope.communities.length;
    return [...traced.addedTo]
      .filter(([owner]) => {
        // Where an invalid ring crosses itself it gets a vertex too: that is told as its mending.
        if (invalid.has(owner)) return false;
        const before = owner === outline ? scope.jurisdiction : scope.communities[owner]!.geometry;
        return geometries[owner] !== before && !dropped.has(owner);
      })
      .map(([owner, vertices]) => {
        const places = [...new Set(vertices)]
          .map((vertex) => vertexPosition(noded, vertex))
          .sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
        const name =
          owner === outline
            ? { zh: '辖区边界', en: "the jurisdiction's outline" }
            : {
                zh: `“${nameOf(scope.communities[owner]!).zh}”`,
                en: namesOf(this.input.scope, [owner]).en,
              };
        const ids = owner === outline ? [] : idsOf(this.input.scope, [owner]);
        const count = places.length;
        return {
          id: findingId('repair.add-vertices', ids),
          kind: 'add-vertices',
          communities: ids,
          from: [],
          to: ids,
          geometry: { type: 'MultiPoint', coordinates: places },
          areaSquareMetres: null,
          widthMetres: null,
          location: places[0] ?? null,
          message: {
            zh: `${name.zh}补上相邻边界的 ${count} 个折点。`,
            en: `${count} ${count === 1 ? 'vertex' : 'vertices'} of the other side added to the border of ${name.en}.`,
          },
        } satisfies RepairChange;
      });
  }

  private mended(): RepairChange[] {
    const { scope, geometries, invalid, excluded, dropped } = this.input;
    return [...invalid]
      .filter((owner) => !excluded.has(owner) && !dropped.has(owner))
      .filter((owner) => findInvalid(geometries[owner]!).length === 0)
      .map((owner) => {
        const community = scope.communities[owner]!;
        const problems = findInvalid(community.geometry);
        const name = nameOf(community);
        return {
          id: findingId('repair.mend-invalid', [community.id]),
          kind: 'mend-invalid',
          communities: [community.id],
          from: [],
          to: [community.id],
          geometry: geometries[owner]!,
          areaSquareMetres: geodesicArea(geometries[owner]!),
          widthMetres: null,
          location: problems.find(({ location }) => location !== null)?.location ?? null,
          message: {
            zh: `“${name.zh}”的无效图形按奇偶规则改为有效图形：${problems[0]!.message.zh}`,
            en: `The invalid geometry of ${name.en} made valid by the even–odd rule: ${problems[0]!.message.en}`,
          },
        } satisfies RepairChange;
      });
  }
}

const isSnapped = ({ kind, isHairline }: Decision): boolean => isHairline && kind !== 'crumb';

const hairlines = (count: number): string => `${count} ${count === 1 ? 'hairline' : 'hairlines'}`;

function multiPolygonOf(regions: readonly RepairRegion[]): AreaGeometry | null {
  const polygons = regions.flatMap(({ measure }) =>
    measure.geometry === null ? [] : [measure.geometry.coordinates as Position[][]],
  );
  if (polygons.length === 0) return null;
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons };
}
