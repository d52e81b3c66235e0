import { auditPacked, DEFAULT_SETTINGS } from '../../coverage/audit.ts';
import { repairOnce } from '../../coverage/repair/repair-once.ts';
import { resolveRepairOptions } from '../../coverage/repair/settings.ts';
import type { AreaGeometry, AuditResult, CommunityInput, Finding } from '../../coverage/types.ts';
import { packAreas } from '../../geometry/packed-areas.ts';
import { err, ok, type Result } from '../../result.ts';
import { guarded } from '../change-ground.ts';
import { composeChange } from '../compose-change.ts';
import { areaBox, boxesMeet, lineBox, ringsOf, uniteBoxes } from '../ground/area-box.ts';
import { insertVertices, VertexSet } from '../ground/insert-vertices.ts';
import { comesInto } from '../ground/local-ground.ts';
import { changedPositions, outcomeOf } from '../ground/outcome-of.ts';
import { liesInsideOutline } from '../match-outline.ts';
import { given, readParameters } from '../parameter-reader.ts';
import { findUnknown, NOTHING_CHANGES, namesIn } from '../reasons.ts';
import type {
  Change,
  OperationDefinition,
  OperationParameters,
  PlanContext,
  PlanState,
  Reason,
} from '../types.ts';

/**
 * Borders of the communities that differ by less than the tolerance (0.1 m when left out) become one of the two lines, vertex for
 * vertex; overlaps and gaps between them that are narrower go with that. The jurisdiction's outline counts as a border.
 */
export const snapBorders: OperationDefinition<'snap-borders'> = {
  kind: 'snap-borders',
  label: { zh: '捕捉边界', en: 'Snap borders' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      communities: fields.ids('communities'),
      ...given({ toleranceMetres: fields.optionalLength('toleranceMetres') }),
    })),
  can: (plan, { communities }) => findUnknown(plan, communities),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    return guarded(() => snap(plan, parameters, context));
  },
  describe(plan, { communities }) {
    const { zh, en } = namesIn(plan, communities);
    return { zh: `捕捉${zh}的边界`, en: `Snap the borders of ${en}` };
  },
};

/** Wider differences are no rounding: only the areas between the lines are closed, not lines that run beside one another. */
const MOST_BESIDE_METRES = 1;
/** A repair may show a further hairline. */
const MOST_PASSES = 4;
/** Everything counts; below this is the noise of the grid. m². */
const SMALLEST_AREA = 1e-9;

function snap(
  plan: PlanState,
  {
    communities: ids,
    toleranceMetres = DEFAULT_SETTINGS.toleranceMetres,
  }: OperationParameters['snap-borders'],
  context: PlanContext,
): Result<Change, Reason> {
  const box = uniteBoxes(ids.map((id) => areaBox(plan.communities.get(id)!.geometry)));
  const local = [...plan.communities.values()].filter(({ geometry }) => comesInto(geometry, box));
  const { jurisdiction } = context;
  const isNear = jurisdiction !== undefined && !liesInsideOutline(jurisdiction.geometry, box);
  const outline = isNear ? jurisdiction : null;
  const settings = resolveRepairOptions({
    toleranceMetres: Math.min(toleranceMetres, MOST_BESIDE_METRES),
    leaveWiderThanMetres: toleranceMetres,
  });
  const named = new Set(ids);
  let present: readonly CommunityInput[] = local;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const packed = packAreas(present.map(({ geometry }) => geometry));
    const audit = auditPacked(present, packed, outline, {
      toleranceMetres: settings.toleranceMetres,
      minAreaSquareMetres: SMALLEST_AREA,
    });
    const findings = audit.findings.filter((finding) => isMeant(finding, named, toleranceMetres));
    if (findings.length === 0) break;
    const mended: AuditResult = { ...audit, findings };
    const result = repairOnce(present, packed, outline, mended, settings);
    if (!result.isChanged) break;
    present = result.communities;
  }
  const geometries = new Map<string, AreaGeometry>();
  for (const { id, geometry } of present) {
    const before = plan.communities.get(id)!.geometry;
    if (geometry === null || geometry === before) continue;
    geometries.set(id, withVerticesBeside(plan, id, before, geometry));
  }
  if (geometries.size === 0) return err(NOTHING_CHANGES(ids));
  const outcome = outcomeOf(plan, geometries);
  return outcome.ok
    ? ok(composeChange(plan, context, outcome.value, { kind: 'transfer' }))
    : outcome;
}

/** A border that has become another's line may pass vertices of a third there. */
function withVerticesBeside(
  plan: PlanState,
  id: string,
  before: AreaGeometry,
  after: AreaGeometry,
): AreaGeometry {
  const changed = changedPositions(before, after);
  if (changed.length === 0) return after;
  const box = lineBox(changed);
  const vertices = new VertexSet();
  for (const other of plan.communities.values()) {
    if (other.id === id || !boxesMeet(areaBox(other.geometry), box)) continue;
    for (const position of ringsOf(other.geometry).flat()) {
      if (boxesMeet(lineBox([position]), box)) vertices.add(position);
    }
  }
  return insertVertices(after, vertices) ?? after;
}

/** Faults between the named communities alone, or between one of them and the outline. */
function isMeant(
  { kind, communities, widthMetres }: Finding,
  named: ReadonlySet<string>,
  tolerance: number,
): boolean {
  if (communities.length === 0 || !communities.every((id) => named.has(id))) return false;
  if (kind === 'mismatch') return true;
  const isBetween = kind === 'overlap' || kind === 'gap' || kind === 'outside';
  return isBetween && widthMetres !== null && widthMetres <= tolerance;
}
