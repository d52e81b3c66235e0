/** Kind of the step of a history that goes to a snapshot; not an operation that can be sent. */
export const RESTORE = 'restore-snapshot';
