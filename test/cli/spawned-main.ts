// The command as a process: what bin/sizhi.mjs does, without a look at what has to be built.
import { main } from '../../server/cli/main.ts';

process.exitCode = await main(process.argv.slice(2));
