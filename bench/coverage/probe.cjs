// Loaded with --require into a command whose whole process is measured: on exit appends its CPU time (all
// threads) and peak memory to the file named by BENCH_PROBE. Child processes add lines of their own.
const { appendFileSync, readFileSync } = require('node:fs');

function peakKilobytes() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS; // No /proc on this system.
  }
}

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const line = { cpuMilliseconds: (user + system) / 1000, peakMegabytes: peakKilobytes() / 1024 };
  appendFileSync(process.env.BENCH_PROBE ?? '/dev/null', `${JSON.stringify(line)}\n`);
});
