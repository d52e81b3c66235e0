import { describe, expect, it } from 'vitest';
import { formatArea, formatCount, formatLength, formatList } from '../../web/i18n/format.ts';

describe('formatArea', () => {
  it('gives square metres with their unit in both languages', () => {
    expect(formatArea(68_342, 'zh')).toBe('68,342 平方米');
    expect(formatArea(68_342, 'en')).toBe('68,342 m²');
  });
  it('changes to square kilometres where square metres stop meaning anything', () => {
    expect(formatArea(999_999, 'en')).toBe('999,999 m²');
    expect(formatArea(1_000_000, 'en')).toBe('1 km²');
    expect(formatArea(21_437_000, 'zh')).toBe('21.4 平方公里');
    expect(formatArea(1_234_567_890, 'en')).toBe('1,235 km²');
  });
  it('keeps small areas from rounding to nothing', () => {
    expect(formatArea(1.37, 'en')).toBe('1.37 m²');
    expect(formatArea(0, 'zh')).toBe('0 平方米');
  });
});

describe('formatLength', () => {
  it('gives metres, then kilometres', () => {
    expect(formatLength(5.24, 'zh')).toBe('5.24 米');
    expect(formatLength(172.3, 'en')).toBe('172 m');
    expect(formatLength(1500, 'en')).toBe('1.5 km');
  });
});

describe('formatCount and formatList', () => {
  it('groups thousands', () => expect(formatCount(48_210, 'zh')).toBe('48,210'));
  it('lists names as the language does', () => {
    expect(formatList(['文昌社区', '良渚社区'], 'zh')).toBe('文昌社区、良渚社区');
    expect(formatList(['A', 'B', 'C'], 'en')).toBe('A, B, and C');
    expect(formatList([], 'zh')).toBe('');
  });
});
