import { byCodePoint } from '../coverage/context.ts';
import { findInvalid } from '../coverage/find-invalid.ts';
import { findingId } from '../coverage/finding-id.ts';
import { listText } from '../coverage/format-figures.ts';
import { nameOf } from '../coverage/name-of.ts';
import type {
  AreaGeometry,
  CommunityInput,
  Finding,
  Message,
  Severity,
} from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { remember } from '../measure/remember.ts';
import { placeInside } from './place-inside.ts';
import type { PolicyRule, RuleContext } from './types.ts';

/** The severity of a rule for findings about these communities: any new one makes it a new matter. */
export function severityFor(
  { severity }: PolicyRule,
  { newCommunities }: RuleContext,
  communities: readonly string[],
): Severity {
  if (typeof severity === 'string') return severity;
  return communities.some((id) => newCommunities.has(id))
    ? severity.newCommunity
    : severity.existingCommunity;
}

/** A rule that one community breaks. */
export function communityFinding(
  rule: PolicyRule,
  context: RuleContext,
  community: CommunityInput,
  details: { message: Message; figures: Record<string, number | string> },
): Finding {
  const { geometry } = community;
  const place = geometry === null ? null : placeOf(geometry);
  return {
    id: findingId(rule.id, [community.id]),
    rule: rule.id,
    kind: 'policy',
    severity: severityFor(rule, context, [community.id]),
    communities: [community.id],
    areaSquareMetres: place?.areaSquareMetres ?? null,
    widthMetres: null,
    location: place?.location ?? null,
    geometry,
    fixes: [],
    clause: rule.clause,
    ...details,
  };
}

/** A rule that many communities break in the same way, told once. */
export function groupFinding(
  rule: PolicyRule,
  context: RuleContext,
  communities: readonly CommunityInput[],
  details: { reason: string; message: Message; figures: Record<string, number | string> },
): Finding {
  const ids = [...new Set(communities.map(({ id }) => id))].sort(byCodePoint);
  const { reason, ...rest } = details;
  return {
    id: findingId(rule.id, [reason]),
    rule: rule.id,
    kind: 'policy',
    severity: severityFor(rule, context, ids),
    communities: ids,
    areaSquareMetres: null,
    widthMetres: null,
    location: null,
    geometry: null,
    fixes: [],
    detail: reason,
    clause: rule.clause,
    ...rest,
  };
}

/** Members of one group that a rule had no data to judge, and why. */
export interface UncheckedGroup {
  /** Stable word for the reason: it is the finding's `detail` and makes its id. */
  reason: string;
  communities: readonly string[];
  message: Message;
  figures?: Record<string, number | string>;
}

/** A rule that could not be judged: an `info` that is neither a pass nor a fault. */
export function uncheckedFinding(rule: PolicyRule, group: UncheckedGroup): Finding {
  return {
    id: findingId(rule.id, ['unchecked', group.reason]),
    rule: rule.id,
    kind: 'unchecked',
    severity: 'info',
    communities: [...new Set(group.communities)].sort(byCodePoint),
    areaSquareMetres: null,
    widthMetres: null,
    location: null,
    geometry: null,
    message: group.message,
    fixes: [],
    detail: group.reason,
    clause: rule.clause,
    ...(group.figures && { figures: group.figures }),
  };
}

/** Someone to be named in a message, with what is to be said of them there. */
export interface Named {
  id: string;
  name?: string;
  nameEn?: string;
  note?: Message;
}

/** “3 communities (A, B and C)”; with notes “2 communities (A: 380 and B: 410)”. */
export function countedNames(
  members: readonly Named[],
  noun: { zh: string; one: string; many: string },
): Message {
  const list = namedList(members, ': ');
  return {
    // The count stands before the list already.
    zh: `${members.length} 个${noun.zh}（${list.zh.replace(/等 \d+ 个$/, '等')}）`,
    en: `${members.length} ${members.length === 1 ? noun.one : noun.many} (${list.en})`,
  };
}

/** “A”, “A and B”, “A, B and 3 others”, each with its note. */
export function namedList(members: readonly Named[], beforeNote: string, most = 4): Message {
  const shown = members.slice(0, most);
  const rest = members.length - shown.length;
  const zh = shown.map((member) => `“${nameOf(member).zh}”${member.note?.zh ?? ''}`).join('、');
  const names = members.map((member) => {
    const { zh: name, en } = nameOf(member);
    return { zh: name, en: member.note ? `${en}${beforeNote}${member.note.en}` : en };
  });
  return { zh: rest > 0 ? `${zh}等 ${members.length} 个` : zh, en: listText(names, most).en };
}

export const COMMUNITY = { zh: '社区', one: 'community', many: 'communities' };
export const UNIT = { zh: '地块', one: 'unit', many: 'units' };
export const FACILITY = { zh: '设施', one: 'facility', many: 'facilities' };
export const ESTATE = { zh: '楼盘', one: 'estate', many: 'estates' };

/** Problems that leave a shape without a place or an area to compute. */
const UNMEASURABLE: ReadonlySet<string> = new Set([
  'no-geometry',
  'empty',
  'non-finite',
  'out-of-range',
  'unclosed-ring',
  'too-few-points',
  'too-many-crossings',
]);

/** How large an area is and where its label goes; null for one that cannot be measured. */
const placeOf = remember((geometry: AreaGeometry) =>
  findInvalid(geometry).some(({ kind }) => UNMEASURABLE.has(kind))
    ? null
    : { areaSquareMetres: geodesicArea(geometry), location: placeInside(geometry) },
);
