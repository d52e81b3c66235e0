import { findInvalid } from '../coverage/find-invalid.ts';
import { areaText, lengthText } from '../coverage/format-figures.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { AreaGeometry, Finding, Fix, Message } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { sharedBorders } from '../graph/shared-borders.ts';
import { FIELDS } from '../rules/fields.ts';
import { readFigure } from '../rules/read-figure.ts';
import { areaBox, boxesMeet } from './ground/area-box.ts';
import { indexOfMaterial } from './ground/material-index.ts';
import { communityOf } from './recount.ts';
import type { Operation, PlanCommunity, PlanContext, PlanState } from './types.ts';

/** Of the communities that may take something, so many are offered. */
const MOST_OFFERED = 3;

/**
 * All that a plan can do at once about a finding: the fixes of the audit, which knows the coverage alone, and those that take
 * the plan with its units and estates.
 *
 * - A part that lies apart goes to the community that it borders on, the longest border first.
 * - A community inside another joins it.
 * - An estate that is cut goes, with its units, to the community that has most of it; what of it is in none is filled.
 * - A community that is too small joins a neighbour that the rule holds fit, the smallest first.
 *
 * Whether an operation can be done is for `canApply` to say; what it does to the other rules, for the audit.
 * @param plan the plan that the finding is about; a finding of another plan gives what still makes sense, or nothing
 */
export function fixesOf(finding: Finding, plan: PlanState, context: PlanContext): Fix[] {
  const further = FURTHER[finding.kind === 'policy' ? finding.rule : finding.kind];
  return [...finding.fixes, ...(further?.(finding, plan, context) ?? [])];
}

type Further = (finding: Finding, plan: PlanState, context: PlanContext) => Fix[];

const FURTHER: Readonly<Partial<Record<string, Further>>> = {
  'non-contiguous': giveAwayPart,
  enclave: joinSurrounding,
  'estate.whole': keepEstateWhole,
  'size.merge': joinNeighbour,
};

function giveAwayPart({ communities: [id], geometry }: Finding, plan: PlanState): Fix[] {
  if (id === undefined || !plan.communities.has(id) || !isArea(geometry)) return [];
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return parts.flatMap((coordinates): Fix[] => {
    const part: AreaGeometry = { type: 'Polygon', coordinates };
    const area = areaText(geodesicArea(part));
    const which: Message =
      parts.length === 1
        ? { zh: '飞地', en: 'Give the detached part' }
        : { zh: `${area.zh}的飞地`, en: `Give the part of ${area.en}` };
    const most = parts.length === 1 ? MOST_OFFERED : 1;
    return bordering(part, plan, id)
      .slice(0, most)
      .map(({ community, metres }) => {
        const [name, length] = [nameOf(community), lengthText(metres)];
        const label: Message = {
          zh: `${which.zh}划入“${name.zh}”（共有边界 ${length.zh}）`,
          en: `${which.en} to ${name.en} (${length.en} of shared border)`,
        };
        return fix(
          { operation: 'transfer-area', parameters: { area: part, to: community.id, from: [id] } },
          label,
        );
      });
  });
}

/** Communities that an area borders on, but for its own, the longest border first. */
function bordering(
  area: AreaGeometry,
  { communities }: PlanState,
  own: string,
): { community: PlanCommunity; metres: number }[] {
  const near = [...communities.values()].filter(
    ({ id, geometry }) =>
      id !== own &&
      boxesMeet(areaBox(geometry), areaBox(area)) &&
      findInvalid(geometry).length === 0,
  );
  if (findInvalid(area).length > 0) return [];
  return sharedBorders([area, ...near.map(({ geometry }) => geometry)])
    .flatMap(({ areas: [first, second], lengthMetres }) => {
      const community = first === 0 && second !== null ? near[second - 1] : undefined;
      return community === undefined ? [] : [{ community, metres: lengthMetres }];
    })
    .sort((a, b) => b.metres - a.metres);
}

function joinSurrounding({ communities: [inner, outer] }: Finding, plan: PlanState): Fix[] {
  const around = plan.communities.get(outer ?? '');
  if (inner === undefined || around === undefined || !plan.communities.has(inner)) return [];
  return [mergeInto(inner, around, '')];
}

function joinNeighbour({ communities: [id], figures }: Finding, { communities }: PlanState): Fix[] {
  const small = communities.get(id ?? '');
  if (small === undefined) return [];
  const fit = String(figures?.fitNeighbours ?? '').split(', ');
  return fit
    .flatMap((one) => communities.get(one) ?? [])
    .slice(0, MOST_OFFERED)
    .map((neighbour) => {
      const [own, other] = [small, neighbour].map(({ properties }) =>
        readFigure(properties, FIELDS.households),
      );
      const sum =
        own?.state === 'known' && other?.state === 'known' ? own.value + other.value : null;
      return mergeInto(small.id, neighbour, sum === null ? '' : sum.toLocaleString('en-US'));
    });
}

function mergeInto(id: string, into: PlanCommunity, households: string): Fix {
  const name = nameOf(into);
  const known = households !== '';
  return fix(
    { operation: 'merge', parameters: { communities: [id, into.id], into: into.id } },
    {
      zh: `并入“${name.zh}”${known ? `（合并后 ${households} 户）` : ''}`,
      en: `Merge into ${name.en}${known ? ` (${households} households then)` : ''}`,
    },
  );
}

/** Shares of the estate are told in the finding's figures, by community. */
function keepEstateWhole(finding: Finding, plan: PlanState, context: PlanContext): Fix[] {
  const { figures = {}, location } = finding;
  const shares = Object.entries(figures)
    .flatMap(([key, share]) => {
      const community = key.startsWith('share.') ? plan.communities.get(key.slice(6)) : undefined;
      return community === undefined || typeof share !== 'number' ? [] : [{ community, share }];
    })
    .sort((a, b) => b.share - a.share);
  const estate = String(figures.estate ?? '');
  if (shares.length === 1 && shares[0] !== undefined && location !== null) {
    const { community } = shares[0];
    const name = nameOf(community);
    return [
      fix(
        { operation: 'fill-gap', parameters: { at: location, to: community.id } },
        {
          zh: `未划入的部分连同所在空白划入“${name.zh}”`,
          en: `Give the gap that holds its rest to ${name.en}`,
        },
      ),
    ];
  }
  const units = unitsOfEstate(estate, finding.geometry, context);
  return shares.slice(0, MOST_OFFERED).flatMap(({ community, share }): Fix[] => {
    const moving = units.filter((unit) => communityOf(plan, unit) !== community.id);
    if (moving.length === 0) return [];
    const name = nameOf(community);
    const percent = `${Math.round(share * 100)}%`;
    return [
      fix(
        {
          operation: 'transfer-units',
          parameters: { moves: [{ units: moving.map(({ id }) => id), to: community.id }] },
        },
        {
          zh: `楼盘所在地块整体划入“${name.zh}”（现占 ${percent}）`,
          en: `Give all units of the estate to ${name.en} (${percent} of it now)`,
        },
      ),
    ];
  });
}

/** Units that the estate is entered in; without such entries none: what merely touches its outline is not meant. */
function unitsOfEstate(estate: string, geometry: Finding['geometry'], { units }: PlanContext) {
  if (units === undefined || !isArea(geometry)) return [];
  return indexOfMaterial(units)
    .meeting(areaBox(geometry))
    .filter((unit) => unit.estates?.includes(estate) === true);
}

function isArea(geometry: Finding['geometry']): geometry is AreaGeometry {
  return geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';
}

const fix = ({ operation, parameters }: Operation, label: Message): Fix => ({
  operation,
  parameters: { ...parameters },
  label,
});
