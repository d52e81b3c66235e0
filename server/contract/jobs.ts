import { Type } from 'typebox';
import type { Message } from '#engine/coverage/types.ts';
import type { InputProblem } from './input-problem.ts';
import { MessageSchema, ProblemErrorSchema } from './problem.ts';

/**
 * Work that is too long for a request (DESIGN §6, §8). `/jobs/{id}` shows it; shapes are public: add, never rename. Each
 * kind has a queue of its own, which a migration makes.
 */
export const JOB_KINDS = ['suggestion', 'audit'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Those in which nothing more happens to a job. */
export const FINAL_JOB_STATES = ['done', 'failed', 'cancelled'] as const satisfies JobState[];
export type FinalJobState = (typeof FINAL_JOB_STATES)[number];

export const isFinal = (state: JobState): state is FinalJobState =>
  (FINAL_JOB_STATES as readonly JobState[]).includes(state);

/** A job as the API shows it. */
export interface Job {
  id: string;
  kind: JobKind;
  state: JobState;
  /** 0–1. */
  progress: number;
  /** What it is doing, or how it ended. */
  message: Message | null;
  /** How often it was begun: more than once when a worker was stopped or lost. */
  attempts: number;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** Where the result is, once it is done. */
  result: string | null;
  /** Version of the engine that made the result. */
  engineVersion: string | null;
  /** Of a job that failed: the problem that a request would have been answered with. */
  problem: JobProblem | null;
}

/** A problem without a request: the job is its instance. */
export interface JobProblem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Each fault with its place. */
  errors?: InputProblem[];
}

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const moment = (description: string) => Type.String({ format: 'date-time', description });

/** The wire form of {@link Job}. */
export const JobSchema = Type.Object(
  {
    id: Type.String({
      format: 'uuid',
      description:
        'Whoever knows it may see and cancel the job; GET /jobs tells those on the register and on plans',
    }),
    kind: Type.Enum([...JOB_KINDS]),
    state: Type.Enum([...JOB_STATES]),
    progress: Type.Number({ minimum: 0, maximum: 1 }),
    message: orNull(MessageSchema),
    attempts: Type.Integer({
      minimum: 0,
      description: 'How often it was begun: more than once when a worker was stopped or lost',
    }),
    createdAt: moment('When it was submitted'),
    startedAt: orNull(moment('When it was begun, for the last time')),
    finishedAt: orNull(moment('When it reached its final state')),
    result: orNull(Type.String({ description: 'Where the result is, once it is done' })),
    engineVersion: orNull(Type.String({ description: 'Of the engine that made the result' })),
    problem: orNull(
      Type.Object(
        {
          type: Type.String({ description: '/problems/{code}' }),
          title: Type.String(),
          status: Type.Integer({ description: 'That a request would have been answered with' }),
          detail: Type.String(),
          errors: Type.Optional(Type.Array(ProblemErrorSchema)),
        },
        { description: 'Why it failed, in the language of Accept-Language' },
      ),
    ),
  },
  { title: 'Job' },
);

/** The answer of `GET /jobs`. */
export const JobListSchema = Type.Object({
  jobs: Type.Array(JobSchema, { description: 'The newest first' }),
});

/** Parameters of `/jobs/{id}`. */
export const JobParametersSchema = Type.Object({
  id: Type.String({ maxLength: 200, description: 'Id of a job' }),
});
