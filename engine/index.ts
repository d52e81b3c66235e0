/** The public engine: `import { auditCoverage } from 'sizhi/engine'`. */
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
export { ENGINE_VERSION } from './version.ts';
