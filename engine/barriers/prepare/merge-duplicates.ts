import { lengthText } from '../../coverage/format-figures.ts';
import { barrierWeight } from '../class-weights.ts';
import { groupStrands } from './group-strands.ts';
import { LineIndex } from './line-index.ts';
import { barrierNames, type NoteBook } from './notes.ts';
import type { Settings } from './options.ts';
import { reattach } from './reattach.ts';
import { runsAlong } from './runs-along.ts';
import type { BarrierIdentity, Strand } from './strand.ts';
import { cutStroke, formStrokes, type Stroke } from './strokes.ts';

/**
 * Of lines that coincide within the tolerance the strongest stays: a street drawn twice, a stream in
 * the middle of its road. The strongest class comes first, then the longest, then the first id.
 */
export function mergeDuplicates(
  strands: readonly Strand[],
  { toleranceMetres }: Settings,
  book: NoteBook,
): Strand[] {
  if (toleranceMetres === 0) return [...strands];
  const groups = groupStrands(strands, ({ barrier }) => `${barrier.class} ${barrier.name ?? ''}`);
  const strokes = groups.flatMap(formStrokes).sort(strongestFirst);
  const index = new LineIndex(strokes.map(({ points }) => points));
  const within = toleranceMetres;
  const rule = { within, cosine: 0.9, fillMetres: 4 * within, leastMetres: 5 * within };
  const kept: Strand[] = [];
  const gone: Strand[] = [];
  strokes.forEach((stroke, rank) => {
    const stronger = new Map<number, BarrierIdentity>();
    const runs = runsAlong(
      stroke,
      index,
      rule,
      ({ line }) => line < rank,
      ({ line }) => stronger.set(line, strokes[line]!.strands[0]!.barrier),
    );
    const cut = cutStroke(stroke, runs);
    kept.push(...cut.kept);
    if (cut.lost.length === 0) return;
    gone.push(...cut.lost);
    book.add({
      kind: 'merged-duplicate',
      barriers: [...cut.lost.map(({ barrier }) => barrier), ...stronger.values()],
      runs: cut.lost.map(({ points }) => points),
      message: (metres) => {
        const name = barrierNames(cut.lost.map(({ barrier }) => barrier));
        const other = barrierNames([...stronger.values()]);
        return {
          zh: `${name.zh} 有 ${lengthText(metres).zh} 与 ${other.zh} 重合，以后者为准。`,
          en: `${name.en} coincides with ${other.en} for ${lengthText(metres).en}: the latter stands for both.`,
        };
      },
    });
  });
  const onto = new LineIndex(kept.map(({ points }) => points));
  return reattach(
    kept,
    gone.map(({ points }) => ({ points, onto, within })),
  );
}

/** The strongest class, then the longest, then the first id. */
export function strongestFirst(a: Stroke, b: Stroke): number {
  return (
    barrierWeight(a.strands[0]!.barrier.class) - barrierWeight(b.strands[0]!.barrier.class) ||
    // To the millimetre: noise must not decide.
    Math.round(b.along.at(-1)! * 1000) - Math.round(a.along.at(-1)! * 1000) ||
    (firstId(a) < firstId(b) ? -1 : 1)
  );
}

const firstId = ({ strands }: Stroke): string =>
  strands.reduce(
    (least, { barrier }) => (barrier.id < least ? barrier.id : least),
    strands[0]!.barrier.id,
  );
