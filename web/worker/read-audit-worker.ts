// The entry of the worker that reads a long answer of an audit: one, then it is ended by the page.
import { tellAudit } from './read-audit.ts';

self.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) =>
  tellAudit(data, (answer) => self.postMessage(answer)),
);
