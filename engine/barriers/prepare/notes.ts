import type { Message, Position } from '../../coverage/types.ts';
import { geodesicDistance } from '../../geometry/geodesic.ts';
import type { BarrierNote } from '../../units/types.ts';
import type { Plane } from './plane.ts';
import type { BarrierIdentity, Point, Strand } from './strand.ts';

/** What is known of a note before it is worded. */
export interface NoteFacts {
  kind: BarrierNote['kind'];
  /** The barriers concerned, in any order, with repetition. */
  barriers: readonly BarrierIdentity[];
  /** The runs concerned. */
  runs: readonly (readonly Point[])[];
  message: (lengthMetres: number, names: Message) => Message;
}

/** Collects notes; lengths are geodesic. */
export class NoteBook {
  readonly notes: BarrierNote[] = [];
  private readonly plane: Plane;

  constructor(plane: Plane) {
    this.plane = plane;
  }

  /** Notes what was done to some runs of barriers. */
  add({ kind, barriers, runs, message }: NoteFacts): void {
    const lengthMetres = runs.reduce((sum, run) => sum + this.length(run), 0);
    const place = middleOf(longestOf(runs));
    this.notes.push({
      kind,
      barriers: [...new Set(barriers.map(({ id }) => id))].sort(),
      lengthMetres,
      location: place === null ? null : this.plane.toPosition(place),
      message: message(lengthMetres, barrierNames(barriers)),
    });
  }

  /** One note for each group of strands, in the order in which groups appear. */
  addGrouped(
    strands: readonly Strand[],
    groupOf: (barrier: BarrierIdentity) => string,
    note: (barriers: BarrierIdentity[]) => Omit<NoteFacts, 'barriers' | 'runs'>,
  ): void {
    const groups = new Map<string, Strand[]>();
    for (const strand of strands) {
      const group = groupOf(strand.barrier);
      const list = groups.get(group);
      if (list) list.push(strand);
      else groups.set(group, [strand]);
    }
    for (const group of groups.values()) {
      const barriers = group.map(({ barrier }) => barrier);
      this.add({ barriers, runs: group.map(({ points }) => points), ...note(barriers) });
    }
  }

  private length(points: readonly Point[]): number {
    let length = 0;
    let previous: Position | null = null;
    for (const p of points) {
      const position = this.plane.toPosition(p);
      if (previous !== null) length += geodesicDistance(previous, position);
      previous = position;
    }
    return length;
  }
}

const CLASS_NAMES: Record<BarrierIdentity['class'], Message> = {
  expressway: { zh: '快速路', en: 'expressway' },
  arterial: { zh: '主干道', en: 'arterial road' },
  collector: { zh: '次干道', en: 'collector road' },
  local: { zh: '支路', en: 'local road' },
  path: { zh: '小路', en: 'path' },
  river: { zh: '河流', en: 'river' },
  canal: { zh: '渠道', en: 'canal' },
  railway: { zh: '铁路', en: 'railway' },
  ridge: { zh: '山脊', en: 'ridge' },
  wall: { zh: '围墙', en: 'wall' },
};

/** A class of barrier in both languages. */
export const classText = (barrierClass: BarrierIdentity['class']): Message =>
  CLASS_NAMES[barrierClass];

/** A barrier as a reader calls it: its name, or what it is and its id. */
export function barrierName(barrier: BarrierIdentity): Message {
  const zh = barrier.name?.trim() || barrier.nameEn?.trim();
  const en = barrier.nameEn?.trim() || barrier.name?.trim();
  const kind = CLASS_NAMES[barrier.class];
  return {
    zh: zh ? `“${zh}”` : `无名${kind.zh}（${barrier.id}）`,
    en: en ?? `nameless ${kind.en} ${barrier.id}`,
  };
}

/** The different names of some barriers, at most three. */
export function barrierNames(barriers: readonly BarrierIdentity[]): Message {
  const names = new Map<string, Message>();
  for (const barrier of barriers) {
    const name = barrierName(barrier);
    names.set(name.zh, name);
  }
  const all = [...names.values()];
  const shown = all.slice(0, 3);
  const rest = all.length - shown.length;
  return {
    zh: shown.map(({ zh }) => zh).join('、') + (rest > 0 ? ` 等 ${all.length} 条` : ''),
    en: shown.map(({ en }) => en).join(', ') + (rest > 0 ? ` and ${rest} more` : ''),
  };
}

function longestOf(runs: readonly (readonly Point[])[]): readonly Point[] {
  let best: readonly Point[] = [];
  for (const run of runs) if (run.length > best.length) best = run;
  return best;
}

const middleOf = (points: readonly Point[]): Point | null => points[points.length >> 1] ?? null;
