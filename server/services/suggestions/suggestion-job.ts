import type { JobHandler } from '../jobs/job-handlers.ts';
import { fileSuggestion, suggestionId } from './file-suggestion.ts';
import { makeSuggestion } from './make-suggestion.ts';

/** Whom results are filed under: people are not known yet. */
export const ACTOR = 'api';

/**
 * Makes the suggestions of a request that was too large, or not meant, to be waited for. Its input is the body of
 * `POST /suggestions`, which has been found sound; what it names of the register is read now.
 */
export const suggestionJob: JobHandler = async (
  input,
  { knex, pool, config, signal, progress },
) => {
  if (!(input instanceof Uint8Array)) throw new Error('a job for suggestions is given the body');
  const outcome = await makeSuggestion(
    { knex, pool, maxVertices: config.maxVertices },
    input,
    'always',
    { signal, onProgress: ({ share, message }) => progress(share, message) },
  );
  if (outcome.kind === 'later') throw new Error('a job was put off to another job');
  const { made, jurisdictionId } = outcome;
  const filing = { jurisdictionId, actor: ACTOR };
  const id = suggestionId(made, filing);
  return {
    result: `/suggestions/${id}`,
    save: async (trx) => {
      await fileSuggestion(trx, id, made, filing);
    },
  };
};
