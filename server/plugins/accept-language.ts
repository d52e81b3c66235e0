export type Language = 'zh' | 'en';

/**
 * The language of the product that an Accept-Language header asks for (RFC 9110 §12.5.4): any
 * variety of Chinese is `zh`. English when the header is absent or names neither.
 */
export function acceptLanguage(header: string | undefined): Language {
  let best: { language: Language; quality: number } = { language: 'en', quality: 0 };
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const primary = range.trim().split('-')[0];
    if (primary !== 'zh' && primary !== 'en') continue;
    const q = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='));
    const quality = q === undefined ? 1 : Number(q.slice(2));
    if (quality > best.quality) best = { language: primary, quality };
  }
  return best.language;
}
