// The entry of the worker that compares states of a plan and puts boundaries into words.
import type { CompareRequest } from './compare-protocol.ts';
import { CompareSession } from './compare-session.ts';

const session = new CompareSession((answer) => self.postMessage(answer));

self.addEventListener('message', ({ data }: MessageEvent<CompareRequest>) => session.hear(data));
