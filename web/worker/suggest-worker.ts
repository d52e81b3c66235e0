// The entry of the worker that suggests: one request, then it is ended by the page.
import { answerSuggest } from './answer-suggest.ts';
import type { SuggestMessage, SuggestRequest } from './suggest-protocol.ts';

const send = (message: SuggestMessage): void => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<SuggestRequest>) =>
  answerSuggest(data, send),
);
