import type { Api } from './client.ts';

/** What an export asks of the server: whole collections. */
export type ExportsApi = Pick<Api, 'items'>;
