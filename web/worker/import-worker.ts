// The entry of the worker that reads files for an import and puts the import together.
import type { ImportWorkerAnswer, ImportWorkerRequest } from './import-protocol.ts';
import { ImportSession } from './import-session.ts';
import { MOST_BYTES, tooLarge } from './read-communities.ts';

const session = new ImportSession();
const tell = (answer: ImportWorkerAnswer): void => self.postMessage(answer);

self.addEventListener('message', async ({ data }: MessageEvent<ImportWorkerRequest>) => {
  try {
    if (data.kind === 'read') await read(data.id, data.file);
    else if (data.kind === 'forget') session.forget(data.id);
    else if (data.kind === 'check') {
      tell({ kind: 'checked', turn: data.turn, problems: session.check(data.part) });
    } else {
      const body = new Blob([session.make(data.parts, data.town)], { type: 'application/json' });
      tell({ kind: 'made', turn: data.turn, body });
    }
  } catch (error) {
    tell({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) });
  }
});

async function read(id: number, file: File): Promise<void> {
  if (file.size > MOST_BYTES) {
    tell({ kind: 'refused', id, problems: [tooLarge(file.size)] });
    return;
  }
  const answer = session.read(id, file.name, new Uint8Array(await file.arrayBuffer()));
  if (answer.ok) tell({ kind: 'read', file: answer.value });
  else tell({ kind: 'refused', id, problems: answer.error });
}
