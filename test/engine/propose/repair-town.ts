import type { Barrier, BarrierClass } from '#engine/barriers/types.ts';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type {
  AreaGeometry,
  AuditOptions,
  AuditResult,
  CommunityInput,
} from '#engine/coverage/types.ts';
import type { SuggestInput, Suggestion } from '#engine/propose/suggest/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import { at, box, community, polygon } from '../../helpers/squares.ts';

/** No rules but those of the coverage itself. */
export const NO_RULES: Policy = {
  id: 'none',
  name: { zh: '无', en: 'none' },
  source: { zh: '测试', en: 'a test' },
  rules: [],
};

/** A named line through points in metres. */
export const road = (
  name: string,
  kind: BarrierClass,
  ...points: readonly (readonly [number, number])[]
): Barrier => ({
  id: name,
  class: kind,
  name,
  geometry: {
    type: 'LineString',
    coordinates: points.map(([east, north]) => at(east, north)),
  },
});

export function inputOf(
  communities: readonly CommunityInput[],
  more: Partial<SuggestInput> = {},
): SuggestInput {
  return { communities, units: [], barriers: [], policy: NO_RULES, ...more };
}

/** A column of land 400 m high between two, with a gap 40 m wide between 480 and 520 m. */
export const gapTown = (): CommunityInput[] => [
  community('A', polygon(box(0, 0, 480, 400))),
  community('B', polygon(box(520, 0, 1000, 400))),
  community('N', polygon(box(0, 400, 1000, 700))),
  community('S', polygon(box(0, -300, 1000, 0))),
];

/** Two that both claim 40 m between 480 and 520 m. */
export const overlapTown = (): CommunityInput[] => [
  community('A', polygon(box(0, 0, 520, 400))),
  community('B', polygon(box(480, 0, 1000, 400))),
];

export function afterwards(input: SuggestInput, suggestion: Suggestion): CommunityInput[] {
  const now = new Map(
    [...suggestion.matched, ...suggestion.communities].map((one) => [one.id, one]),
  );
  return input.communities.map((one) => now.get(one.id) ?? one);
}

/** The audit of the coverage as a suggestion would have it. */
export function auditAfter(
  input: SuggestInput,
  suggestion: Suggestion,
  options: AuditOptions = {},
): AuditResult {
  const outline: AreaGeometry | undefined = suggestion.outline ?? input.jurisdiction?.geometry;
  return auditCoverage(
    afterwards(input, suggestion),
    outline === undefined ? null : { geometry: outline },
    options,
  );
}
