import type { SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, SuggestResult } from '#engine/propose/suggest/types.ts';

/** What a report on suggestions is made of. */
export interface SuggestReport {
  result: SuggestResult;
  kind: SuggestedKind;
  input: SuggestInput;
  source: {
    communities: string | null;
    units: string | null;
    barriers: string[];
    boundary: string | null;
  };
  elapsedMilliseconds: number;
}
