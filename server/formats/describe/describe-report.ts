import type { Message } from '#engine/coverage/types.ts';
import type { Adjustment } from '#engine/describe/adjustment-types.ts';
import type { BoundaryDescription } from '#engine/describe/types.ts';

/** Boundaries, or an adjustment, in words: what the writers of this folder write. */
export type DescribeReport =
  | { kind: 'boundaries'; descriptions: readonly BoundaryDescription[] }
  | { kind: 'adjustment'; adjustment: Adjustment };

export type DescribeLanguage = keyof Message;
