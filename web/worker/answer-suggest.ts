import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput } from '#engine/propose/suggest/types.ts';
import { throttleProgress } from '#engine/workers/throttle-progress.ts';
import { wholeUnits } from './plan-desk/handed-units.ts';
import { type PlanPort, planFrom } from './plan-desk/plan-port.ts';
import { suggestInput } from './suggest-input.ts';
import {
  SUGGEST_PROTOCOL_VERSION,
  type SuggestFailureReason,
  type SuggestMessage,
  type SuggestRequest,
} from './suggest-protocol.ts';

/** Carries out the one request that a worker gets. Whatever happens is said; nothing is thrown. */
export function answerSuggest(
  { version, kind, from, options }: SuggestRequest,
  send: (message: SuggestMessage) => void,
): void {
  const say = (message: Omitting<SuggestMessage>): void =>
    send({ version: SUGGEST_PROTOCOL_VERSION, ...message });
  if (version !== SUGGEST_PROTOCOL_VERSION) {
    say({ kind: 'failed', reason: 'version', detail: String(version) });
    return;
  }
  if ('port' in from) {
    plannedInput(from.port).then(
      (input) => answerSuggest({ version, kind, from: { input }, options }, send),
      (error: unknown) => say({ kind: 'failed', reason: reasonOf(error), detail: String(error) }),
    );
    return;
  }
  const { input } = from;
  const tell = throttleProgress(
    (progress) => say({ kind: 'progress', ...progress }),
    () => performance.now(),
  );
  try {
    const onProgress = (share: number, message: { zh: string; en: string }): void =>
      tell({ share, message });
    const { timeLimitSeconds = Number.POSITIVE_INFINITY, ...sent } = options;
    const deadline = performance.now() + timeLimitSeconds * 1000;
    const shouldStop = (): boolean => performance.now() > deadline;
    say({ kind: 'done', result: suggest(kind, input, { ...sent, onProgress, shouldStop }) });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    say({ kind: 'failed', reason: reasonOf(error), detail });
  }
}

/** The plan at hand beside the page, once it has come. */
function plannedInput(port: PlanPort): Promise<SuggestInput> {
  return planFrom(port).then(({ ground, units, state }) => {
    const whole = units === null ? {} : { units: wholeUnits(units.bare, units.ground) };
    return suggestInput({ ...ground, ...whole }, state);
  });
}

type Omitting<T> = T extends unknown ? Omit<T, 'version'> : never;

/** What browsers say in a RangeError when they are at their limits; in any other it is the engine that speaks. */
const NO_MEMORY = /allocation|out of memory|Invalid (typed )?array|array length|string length/i;
const NO_STACK = /call stack|recursion/i;

function reasonOf(error: unknown): SuggestFailureReason {
  if (!(error instanceof RangeError)) return 'fault';
  if (NO_MEMORY.test(error.message)) return 'memory';
  return NO_STACK.test(error.message) ? 'fault' : 'refused';
}
