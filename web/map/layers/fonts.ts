/**
 * With no glyph server MapLibre draws every character with the reader's own fonts, taking the
 * `text-font` stack for a CSS font family and the weight from a word in its first name. The first
 * name is therefore only there for its weight; no such font exists.
 */
const FAMILIES = [
  'PingFang SC',
  'Hiragino Sans GB',
  'Microsoft YaHei',
  'Noto Sans CJK SC',
  'Source Han Sans SC',
  'Helvetica Neue',
  'Arial',
];

export const REGULAR: string[] = ['Sizhi Regular', ...FAMILIES];
export const MEDIUM: string[] = ['Sizhi Medium', ...FAMILIES];
export const BOLD: string[] = ['Sizhi Bold', ...FAMILIES];
