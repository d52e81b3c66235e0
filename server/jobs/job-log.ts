import type { JobState } from '#contract/jobs.ts';

/** What became of a job after an attempt; `left` when it is no longer this worker's, or is left for others to find. */
export type EndState = Exclude<JobState, 'running'> | 'left';

/** What an operator is told of the jobs of a process. */
export type JobNotice =
  | { event: 'begun'; id: string; kind: string; attempt: number }
  | { event: 'ended'; id: string; kind: string; state: EndState; seconds: number }
  /** A fault of ours in a handler, or in storing what it came to. */
  | { event: 'fault'; id: string; kind: string; error: unknown }
  /** Another worker was lost; its job is queued again, or has ended. */
  | { event: 'recovered'; id: string; kind: string }
  | { event: 'purged'; jobs: number }
  /** The database does not answer; told once until it does again. */
  | { event: 'interrupted'; error: unknown }
  | { event: 'resumed' };

export type JobLog = (notice: JobNotice) => void;
