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
