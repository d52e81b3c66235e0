import { describe, expect, it } from 'vitest';
import { csvCell, csvOf, fileName } from '../../web/state/export-content.ts';

describe('CSV', () => {
  it('keeps a spreadsheet from running what a file says', () => {
    for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1']) {
      expect(csvCell(text)).toMatch(/^"?'/);
    }
    // A figure is no text: it stays one.
    expect(csvCell(-3.5)).toBe('-3.5');
  });

  it('quotes what would break a row, and begins with the mark by which Excel knows UTF-8', () => {
    expect(csvCell('a,"b"\nc')).toBe('"a,""b""\nc"');
    expect(csvOf(['名称', 'n'], [['甲', null]])).toBe('\uFEFF名称,n\r\n甲,\r\n');
  });
});

describe('names of files', () => {
  it('hold what every system of files takes', () => {
    expect(fileName(['a/b: c', '', '..x'], 'csv')).toBe('a-b-c_x.csv');
  });
});
