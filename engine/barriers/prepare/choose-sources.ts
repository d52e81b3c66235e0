import { DisjointSets } from '../../geometry/disjoint-sets.ts';
import { classText, type NoteBook } from './notes.ts';
import type { Settings } from './options.ts';
import { lengthOf, type Point, type Strand } from './strand.ts';

/**
 * Stage a: leaves out classes that do not cut, slip roads, and long tunnels, which part nothing on
 * the ground. Bridges stay: a road on a bridge bounds as one on the ground does.
 */
export function chooseStrands(
  strands: readonly Strand[],
  settings: Settings,
  book: NoteBook,
): Strand[] {
  const classes = new Set(settings.classes);
  const [ofClass, ofOtherClass] = split(strands, ({ barrier }) => classes.has(barrier.class));
  const [roads, links] = split(ofClass, ({ barrier }) => settings.keepLinks || !barrier.link);
  const isLong = findLongTunnels(roads, settings.tunnelsFromMetres);
  const [chosen, tunnels] = split(roads, (_, i) => !isLong[i]);
  noteDroppedClasses(ofOtherClass, book);
  book.addGrouped(
    links,
    (barrier) => barrier.class,
    ([first]) => ({
      kind: 'dropped-link',
      message: (metres) => ({
        zh: `${classText(first!.class).zh}匝道：共 ${km(metres)} 公里，不单独划界，已略去。`,
        en: `Slip roads of class ${classText(first!.class).en}: ${km(metres)} km left out, as they bound nothing.`,
      }),
    }),
  );
  book.addGrouped(
    tunnels,
    (barrier) => barrier.class,
    ([first]) => ({
      kind: 'dropped-tunnel',
      message: (metres) => ({
        zh: `${classText(first!.class).zh}隧道：共 ${km(metres)} 公里，地面上不分隔，已略去。`,
        en: `Tunnels of class ${classText(first!.class).en}: ${km(metres)} km left out, they part nothing on the ground.`,
      }),
    }),
  );
  return chosen;
}

/** One note for each class that does not cut. */
export function noteDroppedClasses(strands: readonly Strand[], book: NoteBook): void {
  book.addGrouped(
    strands,
    (barrier) => barrier.class,
    ([first]) => ({
      kind: 'dropped-class',
      message: (metres) => ({
        zh: `不参与划分的类别“${classText(first!.class).zh}”：共 ${km(metres)} 公里，已略去。`,
        en: `Class “${classText(first!.class).en}” does not cut: ${km(metres)} km left out.`,
      }),
    }),
  );
}

const km = (metres: number): string => (metres / 1000).toFixed(2);

function split<T>(items: readonly T[], keeps: (item: T, i: number) => boolean): [T[], T[]] {
  const kept: T[] = [];
  const dropped: T[] = [];
  for (const [i, item] of items.entries()) (keeps(item, i) ? kept : dropped).push(item);
  return [kept, dropped];
}

/** A tunnel of several pieces counts as one: pieces of a class that share an end. */
function findLongTunnels(strands: readonly Strand[], fromMetres: number): boolean[] {
  const sets = new DisjointSets(strands.length);
  const endings = new Map<string, number>();
  strands.forEach(({ barrier, points }, i) => {
    if (!isTunnel(strands[i]!)) return;
    for (const [x, y] of [points[0]!, points.at(-1)!] as [Point, Point]) {
      const key = `${barrier.class} ${x} ${y}`;
      const other = endings.get(key);
      if (other === undefined) endings.set(key, i);
      else sets.union(i, other);
    }
  });
  const lengths = new Map<number, number>();
  strands.forEach(({ points }, i) => {
    const set = sets.find(i);
    lengths.set(set, (lengths.get(set) ?? 0) + lengthOf(points));
  });
  return strands.map((strand, i) => isTunnel(strand) && lengths.get(sets.find(i))! >= fromMetres);
}

/** Railways below the ground are tunnels even where the source does not call them so. */
const isTunnel = ({ barrier }: Strand): boolean =>
  barrier.structure === 'tunnel' || (barrier.class === 'railway' && (barrier.layer ?? 0) < 0);
