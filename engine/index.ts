/** The public engine: `import { auditCoverage } from 'sizhi/engine'`. */
export { auditCoverage, DEFAULT_SETTINGS } from './coverage/audit.ts';
export { findInvalid } from './coverage/find-invalid.ts';
export * from './coverage/types.ts';
export { ENGINE_VERSION } from './version.ts';
