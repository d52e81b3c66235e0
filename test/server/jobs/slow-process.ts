// `sizhi worker` and `sizhi serve` as programs, but with handlers that only take their time.
import type { CommandContext } from '../../../server/cli/command.ts';
import { run as runServe } from '../../../server/cli/serve.ts';
import { run as runWorker } from '../../../server/cli/worker.ts';
import { SLOW_HANDLERS } from './slow-jobs.ts';

const context: CommandContext = {
  ...{ language: 'en', debug: false, env: process.env },
  ...{ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
  announceExitCode: (code) => {
    process.exitCode = code;
  },
};
const run = { worker: runWorker, serve: runServe }[process.argv[2] ?? ''];
if (run === undefined) throw new Error('say worker or serve');
process.exitCode = await run([], context, SLOW_HANDLERS);
