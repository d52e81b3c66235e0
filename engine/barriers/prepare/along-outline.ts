import { lengthText } from '../../coverage/format-figures.ts';
import type { AreaOutline } from './area-outline.ts';
import { groupStrands } from './group-strands.ts';
import type { NoteBook } from './notes.ts';
import type { Settings } from './options.ts';
import { type LostStretch, reattach } from './reattach.ts';
import { runsAlong } from './runs-along.ts';
import type { Strand } from './strand.ts';
import { cutStroke, formStrokes } from './strokes.ts';

/**
 * Within 25° of the outline. What crosses it at 25° is within the tolerance, to both sides, for less
 * than five times as much: no line that only crosses is taken for one that runs along.
 */
const ALONG = { cosine: 0.906 };

/**
 * Stage c, second part: leaves out what runs along the outline, where the outline itself cuts, so
 * that no sliver lies between the two. What met it is led to the outline.
 */
export function leaveOutAlongOutline(
  strands: readonly Strand[],
  outline: AreaOutline,
  { outlineToleranceMetres }: Settings,
  book: NoteBook,
): Strand[] {
  const within = outlineToleranceMetres;
  if (within === 0) return [...strands];
  const rule = { within, ...ALONG, fillMetres: 3 * within, leastMetres: 5 * within };
  const kept: Strand[] = [];
  const lost: LostStretch[] = [];
  for (const group of groupStrands(
    strands,
    ({ barrier }) => `${barrier.class} ${barrier.name ?? ''}`,
  )) {
    for (const stroke of formStrokes(group)) {
      const cut = cutStroke(stroke, runsAlong(stroke, outline.index, rule));
      kept.push(...cut.kept);
      if (cut.lost.length === 0) continue;
      lost.push(...cut.lost.map(({ points }) => ({ points, onto: outline.index, within })));
      book.add({
        kind: 'along-outline',
        barriers: cut.lost.map(({ barrier }) => barrier),
        runs: cut.lost.map(({ points }) => points),
        message: (metres, name) => ({
          zh: `${name.zh} 有 ${lengthText(metres).zh} 沿区域边界而行，以区域边界为准。`,
          en: `${name.en} runs along the outline of the area for ${lengthText(metres).en}: the outline stands for it.`,
        }),
      });
    }
  }
  return reattach(kept, lost);
}
