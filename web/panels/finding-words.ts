import type { Finding } from '#engine/coverage/types.ts';
import { formatArea, formatLength, formatList } from '../i18n/format.ts';
import type { Language } from '../i18n/language.ts';
import type { Texts } from '../i18n/zh.ts';
import type { Category } from '../state/findings.ts';
import { byCode, type Community, nameOf } from '../state/town.ts';

type Index = ReadonlyMap<string, Community>;

/** What a category is called; a rule that we have no words for goes by its name. */
export function categoryName(category: Category, texts: Texts): string {
  const kinds: Readonly<Record<string, string>> = texts.kind;
  const rules: Readonly<Record<string, string>> = texts.rule;
  return kinds[category] ?? rules[category] ?? category;
}

/** The name of a community by the id that a finding uses; the id where we do not know it. */
export function communityName(id: string, index: Index, language: Language): string {
  const community = index.get(id);
  return community ? nameOf(community, language) : id;
}

/** The communities of a finding in one line, by code; long lists end in their number. */
export function communityNames(finding: Finding, index: Index, language: Language): string {
  const known = finding.communities.flatMap((id) => index.get(id) ?? []).sort(byCode);
  const names = known.map((community) => nameOf(community, language));
  names.push(...finding.communities.filter((id) => !index.has(id)));
  const shown = names.slice(0, 4);
  const list = formatList(shown, language);
  return names.length > shown.length ? `${list} +${names.length - shown.length}` : list;
}

/** Area and width, with units; empty for a finding without an area. */
export function figuresOf(finding: Finding, texts: Texts, language: Language): string[] {
  // A policy finding is about a community, whose size is no measure of the fault.
  if (finding.kind === 'policy') return [];
  const figures: string[] = [];
  if (finding.areaSquareMetres !== null) {
    figures.push(formatArea(finding.areaSquareMetres, language));
  }
  if (finding.widthMetres !== null) {
    figures.push(`${texts.figureWidth} ${formatLength(finding.widthMetres, language)}`);
  }
  return figures;
}
