// Counting what `npm test` ran.

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/** @type {Totals} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** @param {Totals} a @param {Totals} b @returns {Totals} */
export function addTotals(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** @param {Totals} totals */
export function formatTotals({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Totals from vitest's JSON report. A file that fails to load has no tests, and an error outside any
 * test is in no count: both would read as "0 failed", so they count as failures of their own.
 * @param {() => string} readReport
 * @param {number} exitCode vitest's
 * @returns {Totals}
 */
export function readVitestTotals(readReport, exitCode) {
  const report = parseReport(readReport);
  if (!report) return { ...NOTHING, failed: 1 };
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + unloaded;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults
 */

/** @param {() => string} readReport @returns {VitestReport | null} */
function parseReport(readReport) {
  try {
    return JSON.parse(readReport());
  } catch (error) {
    // Vitest died before it could write: its own output above says why.
    console.error(`vitest left no report: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}
