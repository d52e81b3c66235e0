/**
 * Names of the attributes that rules read from `properties`. Stated once: importers map the
 * columns of a file to these.
 */
export const FIELDS = {
  /** Resident households (常住户数). */
  households: 'households',
} as const;
