/**
 * Whether a client would rather have HTML than JSON (RFC 9110 §12.5.1). A browser names text/html; a
 * program that takes anything gets JSON.
 */
export function prefersHtml(accept: string | undefined): boolean {
  let html = 0;
  let json = 0;
  for (const part of (accept ?? '*/*').slice(0, 1000).split(',')) {
    const [type = '', ...parameters] = part.trim().toLowerCase().split(';');
    const q = parameters.map((text) => text.trim()).find((text) => text.startsWith('q='));
    const quality = q === undefined ? 1 : Number(q.slice(2)) || 0;
    if (/^(text\/html|application\/xhtml\+xml)$/.test(type.trim())) html = Math.max(html, quality);
    if (/^application\/(json|geo\+json)$/.test(type.trim())) json = Math.max(json, quality);
  }
  return html > json;
}
