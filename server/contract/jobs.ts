import type { Message } from '#engine/coverage/types.ts';

/** Work that is too long for a request (DESIGN §6, §8). `/jobs/{id}` shows it; shapes are public: add, never rename. */
export const JOB_KINDS = ['suggestion', 'audit'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A job as the API shows it. */
export interface Job {
  id: string;
  kind: JobKind;
  state: JobState;
  /** 0–1. */
  progress: number;
  /** What it is doing, or how it ended. */
  message: Message | null;
  /** How often it was begun: more than once when a worker was lost. */
  attempts: number;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** Where the result is, once it is done. */
  result: string | null;
  /** Of a job that failed: the problem that a request would have been answered with. */
  problem: { type: string; title: string; status: number; detail: string } | null;
}
