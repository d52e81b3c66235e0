import type { Message } from '#engine/coverage/types.ts';
import type { GraphFacts } from '#engine/graph/graph-facts.ts';
import { printable } from '../printable.ts';
import { groupedText, plural } from '../report/figures.ts';

/** As many units and links are named. */
const MOST_NAMED = 5;

/** Who borders whom, in a few lines of the text report: what hangs on one unit, and what lies apart. */
export function neighbourLines(graph: GraphFacts, language: keyof Message): string[] {
  const zh = language === 'zh';
  const { pairs, components, articulationUnits, enclosed, islandLinks } = graph;
  const lines = [
    zh
      ? `相邻关系：${groupedText(pairs)} 对相邻地块，${groupedText(components)} 个连通片`
      : `Neighbours: ${plural(pairs, 'pair')}, ${plural(components, 'connected area')}`,
  ];
  if (articulationUnits.length > 0) {
    const named = listed(articulationUnits, language);
    lines.push(
      zh ? `  缺了它就不连通的地块：${named}` : `  without which others are cut off: ${named}`,
    );
  }
  if (enclosed.length > 0) {
    const named = listed(
      enclosed.map(({ units, by }) =>
        zh ? `${units.join('、')}（在 ${by} 之内）` : `${units.join(', ')} (inside ${by})`,
      ),
      language,
    );
    lines.push(zh ? `  被包围：${named}` : `  enclosed: ${named}`);
  }
  for (const { units, distanceMetres } of islandLinks.slice(0, MOST_NAMED)) {
    const [own, other] = units.map(printable);
    const metres = groupedText(distanceMetres);
    lines.push(
      zh
        ? `  与其余部分隔开：${own}，最近的是 ${other}，相距 ${metres} 米`
        : `  apart from the rest: ${own}; nearest is ${other}, ${metres} m away`,
    );
  }
  const more = islandLinks.length - MOST_NAMED;
  if (more > 0) lines.push(zh ? `  另有 ${more} 处` : `  and ${more} more`);
  return lines;
}

function listed(names: readonly string[], language: keyof Message): string {
  const zh = language === 'zh';
  const shown = names
    .slice(0, MOST_NAMED)
    .map(printable)
    .join(zh ? '、' : ', ');
  const more = names.length - MOST_NAMED;
  if (more <= 0) return shown;
  return zh ? `${shown} 等 ${names.length} 处` : `${shown} and ${more} more`;
}
