import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../scripts/test.mjs';
import { addTotals, formatTotals, NOTHING, readVitestTotals } from '../../scripts/test-totals.mjs';

const report = (values: object) => () =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...values,
  });

describe('totals of a vitest run', () => {
  test('are those of its report', () => {
    const read = report({ numPassedTests: 7, numPendingTests: 2, numTodoTests: 1 });
    expect(readVitestTotals(read, 0)).toEqual({ passed: 7, failed: 0, skipped: 3 });
  });

  test('a file that does not load is a failure, though it has no tests', () => {
    const read = report({
      numPassedTests: 7,
      testResults: [{ status: 'failed', assertionResults: [] }],
    });
    expect(readVitestTotals(read, 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
  });

  test('an error outside any test is a failure', () => {
    expect(readVitestTotals(report({ numPassedTests: 7 }), 1).failed).toBe(1);
  });

  test('no report is a failure', () => {
    const missing = () => {
      throw new Error('ENOENT');
    };
    expect(readVitestTotals(missing, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(readVitestTotals(() => '{"numPassed', 137).failed).toBe(1);
  });
});

test('the last line reads as continuous integration expects it', () => {
  const totals = addTotals(NOTHING, { passed: 3, failed: 1, skipped: 2 });
  expect(formatTotals(totals)).toBe('3 passed, 1 failed, 2 skipped');
});

test('--only picks steps and projects; the rest goes to vitest', () => {
  expect(parseArguments(['--only', 'types,engine', '-t', 'overlap', '--only=e2e'])).toEqual({
    only: ['types', 'engine', 'e2e'],
    rest: ['-t', 'overlap'],
  });
  expect(() => parseArguments(['--only', 'typos'])).toThrow(/--only typos: there are types, lint/);
});
