/**
 * The public engine: `import { auditCoverage, buildUnits, describeBoundary } from 'sizhi/engine'`. Pure functions of what
 * they are given: no clock, disk, network or screen.
 */

export { BarrierIndex } from './barriers/barrier-index.ts';
export { type BorderShare, borderShare } from './barriers/border-share.ts';
export { BARRIER_WEIGHTS, barrierWeight, OFF_BARRIER_WEIGHT } from './barriers/class-weights.ts';
export {
  BARRIER_TOLERANCE_METRES,
  type MatchOptions,
  matchBorder,
} from './barriers/match-border.ts';
export { PREPARE_DEFAULTS, type PrepareOptions } from './barriers/prepare/options.ts';
export { type PreparedBarriers, prepareBarriers } from './barriers/prepare/prepare-barriers.ts';
export * from './barriers/types.ts';
export { auditCoverage, DEFAULT_SETTINGS } from './coverage/audit.ts';
export { findInvalid } from './coverage/find-invalid.ts';
export {
  type CommunityEdit,
  type FindingChanges,
  IncrementalAudit,
  type IncrementalOptions,
} from './coverage/incremental/incremental-audit.ts';
export { auditPart, type PartOptions } from './coverage/part/audit-part.ts';
export { isRepairable, repairCoverage } from './coverage/repair/repair-coverage.ts';
export * from './coverage/repair/types.ts';
export * from './coverage/types.ts';
export { withGeometry } from './coverage/with-geometry.ts';
export type { AdjustmentContext } from './describe/adjusted-pieces.ts';
export type {
  AdjustedPiece,
  Adjustment,
  AdjustmentItem,
  HouseholdFigure,
  PieceKind,
} from './describe/adjustment-types.ts';
export type { Sector, Side } from './describe/compass.ts';
export { type AdjustmentOptions, describeAdjustment } from './describe/describe-adjustment.ts';
export {
  BoundaryDescriber,
  type DescribeContext,
  type DescribeOptions,
  describeBoundary,
  NoBoundaryError,
} from './describe/describe-boundary.ts';
export { linesToName } from './describe/lines-to-name.ts';
export type * from './describe/types.ts';
export { buildDualGraph, type DualGraphOptions } from './graph/dual-graph.ts';
export {
  type SharedBorder,
  type SharedBorderOptions,
  sharedBorders,
} from './graph/shared-borders.ts';
export type * from './graph/types.ts';
export type * from './material/types.ts';
export { linesToMeasure } from './measure/lines-to-measure.ts';
export { type Measurement, measureAll } from './measure/measure-all.ts';
export {
  type Assignment,
  type EstateMove,
  type HouseholdFlow,
  type MovedHouseholds,
  movedHouseholds,
} from './measure/moved-households.ts';
export { MEASURES, measure } from './measure/registry.ts';
export type * from './measure/types.ts';
export {
  type Applied,
  applyOperation,
  canApply,
  describeOperation,
  parseOperation,
} from './plan/apply-operation.ts';
export {
  auditPlan,
  changedCommunities,
  type PlanGround,
} from './plan/audit-plan.ts';
export * from './plan/diff.ts';
export { History, type HistoryEntry } from './plan/history.ts';
export { matchOutline } from './plan/match-outline.ts';
export { OPERATIONS } from './plan/operations/index.ts';
export { editPlanCoverage, startPlanCoverage } from './plan/plan-coverage.ts';
export { type AssignmentSource, applyChange, inverseOf, planOf } from './plan/plan-state.ts';
export { type Rebased, type RebaseOutcome, rebase } from './plan/rebase.ts';
export * from './plan/types.ts';
export { type CertifyOptions, certify } from './propose/certificate.ts';
export {
  type PartitionInstance,
  type PartitionTask,
  toProblem,
} from './propose/instance.ts';
export { type InstanceProblem, parseInstance } from './propose/parse-instance.ts';
export { type PlanScore, scorePlan } from './propose/score.ts';
export type { FoundPlan } from './propose/search/anneal.ts';
export {
  buildPartitionProblem,
  type PartitionProblem,
  type PartitionProblemInput,
} from './propose/search/partition-problem.ts';
export { type SearchOptions, searchPlans } from './propose/search/search-plans.ts';
export {
  type CutGround,
  type CutOptions,
  cutGround,
  type GroundMaterial,
} from './propose/suggest/cut-ground.ts';
export type { NeighbourPair, RepairFacts } from './propose/suggest/repair/repair-facts.ts';
export { SUGGESTED_KINDS, type SuggestedKind, suggest } from './propose/suggest/suggest.ts';
export type * from './propose/suggest/types.ts';
export type { Result } from './result.ts';
export { evaluatePolicy } from './rules/evaluate-policy.ts';
export { ESTATE_FIELDS, FACILITY_FIELDS, FIELDS, UNIT_FIELDS } from './rules/fields.ts';
export { type PolicyProblem, parsePolicy } from './rules/parse-policy.ts';
export type {
  CommunityBorder,
  Policy,
  PolicyInput,
  PolicyRule,
  RuleSeverity,
} from './rules/types.ts';
export { allocateHouseholds } from './units/allocate-households.ts';
export { type BuildUnitsInput, buildUnits } from './units/build-units.ts';
export type * from './units/household-types.ts';
export { type MatchUnitsOptions, matchUnits } from './units/match-units.ts';
export type * from './units/types.ts';
export {
  type CancelSignal,
  DEFAULT_UNIT_SETTINGS,
  type UnitOptions,
  type UnitStage,
} from './units/unit-options.ts';
export { ENGINE_VERSION } from './version.ts';
