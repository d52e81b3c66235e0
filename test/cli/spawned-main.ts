// The command as a process: what bin/sizhi.mjs does, without building a bundle first.
import { main } from '../../server/cli/main.ts';

process.exitCode = await main(process.argv.slice(2));
