import type { Message } from '#engine/coverage/types.ts';
import type { GeoJsonProblemCode } from './problem-codes.ts';
import type { GeoJsonProblem, ProblemCollector } from './problem-collector.ts';

/** The faults of one geometry: the first of each code in full, the rest as a number. */
export interface FaultTally {
  /** `path` is relative to the geometry. */
  add(code: GeoJsonProblemCode, path: string, message: Message, location?: [number, number]): void;
  /** `pointer` is absolute. */
  addAt(
    code: GeoJsonProblemCode,
    pointer: string,
    message: Message,
    location?: [number, number],
  ): void;
  /** Hands the faults to the collector; returns how many codes there were. */
  flush(): number;
}

/** A file with swapped axes has the same fault at every vertex: one line per feature says it. */
export function createFaultTally(context: {
  pointer: string;
  id?: string | undefined;
  problems: ProblemCollector;
}): FaultTally {
  const byCode = new Map<GeoJsonProblemCode, { first: GeoJsonProblem; more: number }>();
  const addAt: FaultTally['addAt'] = (code, pointer, message, location) => {
    const known = byCode.get(code);
    if (known) {
      known.more += 1;
      return;
    }
    const first: GeoJsonProblem = { code, message, pointer };
    if (context.id !== undefined) first.id = context.id;
    if (location !== undefined) first.location = location;
    byCode.set(code, { first, more: 0 });
  };
  return {
    add: (code, path, message, location) => addAt(code, context.pointer + path, message, location),
    addAt,
    flush() {
      for (const { first, more } of byCode.values()) {
        context.problems.add(
          more === 0
            ? first
            : {
                ...first,
                message: {
                  zh: `${first.message.zh}（该要素中还有 ${more} 处）`,
                  en: `${first.message.en} (and ${more} more in this feature)`,
                },
              },
        );
      }
      return byCode.size;
    },
  };
}
