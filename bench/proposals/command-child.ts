// Runs the command, and leaves behind what it took: node --import tsx command-child.ts USAGE_FILE ARGUMENTS…
import { writeFileSync } from 'node:fs';
import { main } from '../../server/cli/main.ts';

const [usageFile = '', ...args] = process.argv.slice(2);
process.exitCode = await main(args);
const { user, system } = process.cpuUsage();
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
writeFileSync(usageFile, JSON.stringify({ cpuSeconds: (user + system) / 1e6, peakMegabytes }));
