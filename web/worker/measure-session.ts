import { measure } from '#engine/measure/registry.ts';
import type { MeasureContext, MeasureResult } from '#engine/measure/types.ts';
import type { MeasureAnswer, MeasureGround, MeasureRequest } from './measure-protocol.ts';

/** Measures communities over ground that stays: what is made of the ground (indexes, the road network) is made once. */
export class MeasureSession {
  #context: MeasureContext = { communities: [] };

  setGround(ground: MeasureGround): void {
    this.#context = { ...ground, communities: [] };
  }

  /** A measure that fails is missing with its reason; it does not take the others with it. */
  measure({ turn, jobs }: Extract<MeasureRequest, { kind: 'measure' }>): MeasureAnswer {
    return {
      turn,
      results: jobs.map(({ community, measures }) =>
        Object.fromEntries(
          measures.map((id) => {
            try {
              return [id, measure(id, community, this.#context)];
            } catch (error) {
              return [id, failure(error)];
            }
          }),
        ),
      ),
    };
  }
}

function failure(error: unknown): MeasureResult {
  const detail = error instanceof Error ? error.message : String(error);
  return {
    state: 'missing',
    reason: 'failed',
    message: { zh: `计算出错：${detail}`, en: `The computation failed: ${detail}` },
  };
}
