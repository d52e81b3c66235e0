import type { TraceFigures } from './trace.ts';

export const seconds = (begun: number): string => ((performance.now() - begun) / 1000).toFixed(1);

const ms = (value: number): string => value.toFixed(0);

/** What the longest tasks were about, told below the table. */
const remarks: string[] = [];

export function beginReport(): void {
  console.log(
    '| What | pictures | between pictures, median ms | p95 | longest | whole at rest after, median | longest | dropped | main thread in a frame, CPU median | p95 | p99 | rasteriser a frame, CPU | longest task, wall | longest task, CPU | tasks over 50 ms, wall / CPU | main thread CPU |',
  );
  console.log('|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|');
}

/** @param after from the gesture to its result, in milliseconds */
export function report(name: string, figures: TraceFigures, after?: number): void {
  const { frames, atRest, mainPerFrame, tasks, mainThreadCpu, rasterCpu, longest } = figures;
  const perFrame = rasterCpu / Math.max(1, frames.count);
  const told = after === undefined ? name : `${name} (${ms(after)} ms)`;
  console.log(
    `| ${told} | ${frames.count} | ${ms(frames.median)} | ${ms(frames.p95)} | ${ms(frames.longest)} | ${ms(atRest.median)} | ${ms(atRest.longest)} | ${frames.dropped} | ${ms(mainPerFrame.median)} | ${ms(mainPerFrame.p95)} | ${ms(mainPerFrame.p99)} | ${ms(perFrame)} | ${ms(tasks.longestWall)} | ${ms(tasks.longestCpu)} | ${tasks.over50Wall} / ${tasks.over50Cpu} | ${ms(mainThreadCpu)} |`,
  );
  for (const { cpu, wall, what } of longest) {
    if (cpu > 30) remarks.push(`${name}: ${ms(cpu)} ms CPU, ${ms(wall)} ms wall: ${what}`);
  }
}

export function endReport(): void {
  for (const remark of remarks) console.log(remark);
}
