// The entry of the worker that measures communities.
import type { MeasureRequest } from './measure-protocol.ts';
import { MeasureSession } from './measure-session.ts';

const session = new MeasureSession();

self.addEventListener('message', ({ data }: MessageEvent<MeasureRequest>) => {
  if (data.kind === 'ground') session.setGround(data.ground);
  else self.postMessage(session.measure(data));
});
