import { createApi } from '../api/client.ts';
import { createImportsApi } from '../api/imports.ts';
import { createImport } from '../state/import.ts';
import { startImportWorker } from '../worker/start-import-worker.ts';

/** The import of this page: what was chosen stays while its dialog is shut. */
export const importState = createImport(createImportsApi(document.baseURI), startImportWorker);

/** For exports, which read whole collections. */
export const exportsApi = createApi(document.baseURI);
