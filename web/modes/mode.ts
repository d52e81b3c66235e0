/** What lies under the pointer. */
export interface Hit {
  /** Ids of findings, the topmost first. */
  findings: readonly string[];
  community: string | null;
}

/**
 * What the pointer does on the map. One mode is active at a time; the map reports what lies under
 * the pointer and the mode decides what that means.
 */
export interface Mode {
  click(hit: Hit): void;
  /** The pointer moved over something else; `null` when it left the map. */
  hover(hit: Hit | null): void;
}
