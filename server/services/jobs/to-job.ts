import type { Job, JobProblem } from '#contract/jobs.ts';
import { PROBLEMS } from '#contract/problem-catalogue.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { JobRow } from '../../repositories/job-repository.ts';

/** A job as the API shows it; its problem in one of the languages. */
export function toJob(row: JobRow, language: keyof Message): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    progress: row.progress,
    message: row.message,
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    result: row.result,
    engineVersion: row.engine_version,
    problem: row.problem === null ? null : toProblem(row.problem, language),
  };
}

function toProblem(
  { code, detail, problems }: NonNullable<JobRow['problem']>,
  language: keyof Message,
): JobProblem {
  const { status, title } = PROBLEMS[code];
  return {
    type: `/problems/${code}`,
    title: title[language],
    status,
    detail: detail[language],
    ...(problems.length > 0 ? { errors: problems } : {}),
  };
}
