/**
 * One fault in a file or a request body, with its place. Parsers collect all of them (up to a
 * cap) instead of stopping at the first; the CLI prints them, the API puts them into the
 * `errors` member of an RFC 9457 problem.
 */
export interface InputProblem {
  /** Stable word: `unclosed-ring`, `not-json`, `foreign-crs`, … */
  code: string;
  /** What is wrong and how to mend it. */
  message: { zh: string; en: string };
  /** JSON pointer (RFC 6901) to the fault in the document; '' for the whole document. */
  pointer: string;
  /** The feature's id, where it has one. */
  id?: string;
  /** Longitude and latitude of the fault, where it has a place on the map. */
  location?: [number, number];
  /** Line and column (1-based) in the text, for faults of syntax. */
  line?: number;
  column?: number;
}
