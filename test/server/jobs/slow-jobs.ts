import { setTimeout as sleep } from 'node:timers/promises';
import type { JobHandlers } from '../../../server/services/jobs/job-handlers.ts';

/** What the slow handler is given. */
export interface SlowInput {
  milliseconds: number;
}

/** Takes as long as it is told to, in steps, and leaves a row in the table `evidence` that says which process has done it. */
export const SLOW_HANDLERS: JobHandlers = {
  audit: async (input, { jobId, signal, progress }) => {
    const { milliseconds } = input as SlowInput;
    const steps = Math.ceil(milliseconds / 100);
    for (let step = 0; step < steps; step++) {
      progress(step / steps, { zh: `第 ${step} 步`, en: `step ${step}` });
      await sleep(100, undefined, { signal });
    }
    return {
      result: `/evidence/${jobId}`,
      save: async (trx) => {
        await trx('evidence').insert({ job_id: jobId, process: process.pid });
      },
    };
  },
};
