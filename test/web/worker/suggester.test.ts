import { describe, expect, it } from 'vitest';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { Progress } from '#engine/workers/throttle-progress.ts';
import { answerSuggest } from '../../../web/worker/answer-suggest.ts';
import {
  SUGGEST_PROTOCOL_VERSION,
  type SuggestMessage,
  type SuggestRequest,
} from '../../../web/worker/suggest-protocol.ts';
import { createSuggester, type SuggestWorker } from '../../../web/worker/suggester.ts';
import { riverTown } from '../../engine/propose/suggest/checkerboard.ts';

/** A worker that is none: runs the same code on copies, and notes what becomes of it. */
class FakeWorker extends EventTarget {
  isEnded = false;
  answer: (request: SuggestRequest, send: (message: SuggestMessage) => void) => void =
    answerSuggest;

  postMessage(request: SuggestRequest): void {
    const received = structuredClone(request);
    queueMicrotask(() => {
      this.answer(received, (message) => {
        if (this.isEnded) return;
        const data = structuredClone(message);
        this.dispatchEvent(Object.assign(new Event('message'), { data }));
      });
    });
  }

  terminate(): void {
    this.isEnded = true;
  }
}

const suggesterOf = (worker: FakeWorker) =>
  createSuggester(() => worker as unknown as SuggestWorker);
const SILENT = () => undefined;

describe('suggestions in a worker', () => {
  it('are those of the engine, with its progress, and the worker ends', async () => {
    const worker = new FakeWorker();
    const heard: Progress[] = [];
    const options = { targets: ['A'], householdBand: { min: 400, max: 800 } };
    const result = await suggesterOf(worker).suggest('split', riverTown(), options, {
      onProgress: (progress) => heard.push(progress),
    });
    expect(result).toEqual(structuredClone(suggest('split', riverTown(), options)));
    expect(result.suggestions.length).toBeGreaterThan(0);
    expect(heard[0]).toMatchObject({ share: 0, message: { en: 'preparing units' } });
    expect(heard.length).toBeGreaterThan(2);
    expect(worker.isEnded).toBe(true);
  });

  it('tell what the engine refuses', async () => {
    const worker = new FakeWorker();
    await expect(
      suggesterOf(worker).suggest('split', riverTown(), { targets: ['Z'] }),
    ).rejects.toMatchObject({ name: 'SuggestError', reason: 'refused' });
    expect(worker.isEnded).toBe(true);
  });

  it('end with the signal, also before they have begun', async () => {
    const worker = new FakeWorker();
    worker.answer = SILENT;
    const controller = new AbortController();
    const { signal } = controller;
    const running = suggesterOf(worker).suggest('merge', riverTown(), {}, { signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(worker.isEnded).toBe(true);
    let started = 0;
    const counting = createSuggester(() => {
      started++;
      return worker as unknown as SuggestWorker;
    });
    const never = counting.suggest('merge', riverTown(), {}, { signal });
    await expect(never).rejects.toThrow('enough');
    expect(started).toBe(0);
  });

  it.each([
    [
      'version',
      (worker: FakeWorker) => {
        worker.answer = (_, send) =>
          send({ version: 99, kind: 'done' } as unknown as SuggestMessage);
      },
    ],
    [
      'start',
      (worker: FakeWorker) => {
        worker.answer = () => worker.dispatchEvent(new Event('error'));
      },
    ],
    [
      'fault',
      (worker: FakeWorker) => {
        worker.answer = () =>
          worker.dispatchEvent(Object.assign(new Event('error'), { message: 'x is not defined' }));
      },
    ],
    [
      'memory',
      (worker: FakeWorker) => {
        worker.answer = () => worker.dispatchEvent(new Event('messageerror'));
      },
    ],
    [
      'fault',
      (worker: FakeWorker) => {
        worker.postMessage = () => {
          throw new DOMException('could not be cloned', 'DataCloneError');
        };
      },
    ],
  ])('say why they fail: %s', async (reason, spoil) => {
    const worker = new FakeWorker();
    spoil(worker);
    const failing = suggesterOf(worker).suggest('merge', riverTown());
    await expect(failing).rejects.toMatchObject({ name: 'SuggestError', reason });
    expect(worker.isEnded).toBe(true);
  });

  it('say that no worker could be made', async () => {
    const none = createSuggester(() => {
      throw new Error('the policy forbids it');
    });
    await expect(none.suggest('merge', riverTown())).rejects.toMatchObject({
      reason: 'start',
      message: expect.stringContaining('forbids'),
    });
  });

  it('are not made for a page of another build', () => {
    const sent: SuggestMessage[] = [];
    const request = { version: SUGGEST_PROTOCOL_VERSION + 1 } as unknown as SuggestRequest;
    answerSuggest(request, (message) => sent.push(message));
    expect(sent).toMatchObject([{ kind: 'failed', reason: 'version' }]);
  });
});
