import type { CDPSession } from 'playwright-core';

/** An event of Chromium's trace; times in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** CPU time of the thread within the event. */
  tdur?: number;
  args?: { name?: string; data?: { type?: string } };
}

/** What a stretch of a trace says, in milliseconds. */
export interface TraceFigures {
  /** Between frames that the page's own scripts drew. */
  frames: { count: number; median: number; p95: number; longest: number };
  /** Tasks of the main thread: wall time, and CPU time of the thread, which other programs of the machine do not stretch. */
  tasks: { longestWall: number; longestCpu: number; over50Wall: number; over50Cpu: number };
  mainThreadCpu: number;
}

const CATEGORIES = ['toplevel', 'devtools.timeline', '__metadata'];

/** Traces what the page does meanwhile. */
export async function traced(client: CDPSession, work: () => Promise<void>): Promise<TraceFigures> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }): void => {
    for (const event of value) events.push(event as TraceEvent);
  };
  client.on('Tracing.dataCollected', collect);
  await client.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  });
  try {
    await work();
  } finally {
    const ended = new Promise((resolve) => client.once('Tracing.tracingComplete', resolve));
    await client.send('Tracing.end');
    await ended;
    client.off('Tracing.dataCollected', collect);
  }
  return figuresOf(events);
}

function figuresOf(events: readonly TraceEvent[]): TraceFigures {
  const frameEvents = events.filter(({ name }) => name === 'FireAnimationFrame');
  const [{ pid, tid } = mainThread(events)] = frameEvents;
  const own = events.filter((event) => event.pid === pid && event.tid === tid);
  const frames = own
    .filter(({ name }) => name === 'FireAnimationFrame')
    .map(({ ts }) => ts / 1000)
    .sort((a, b) => a - b);
  // Several callbacks of one frame come within a fraction of a millisecond of one another.
  const gaps = frames
    .flatMap((at, i) => (i === 0 ? [] : [at - frames[i - 1]!]))
    .filter((gap) => gap > 4);
  const tasks = own.filter(
    ({ name, ph }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X',
  );
  const wall = tasks.map(({ dur = 0 }) => dur / 1000);
  const cpu = tasks.map(({ tdur, dur = 0 }) => (tdur ?? dur) / 1000);
  return {
    frames: {
      count: gaps.length,
      median: quantile(gaps, 0.5),
      p95: quantile(gaps, 0.95),
      longest: Math.max(0, ...gaps),
    },
    tasks: {
      longestWall: longest(wall),
      longestCpu: longest(cpu),
      over50Wall: wall.filter((time) => time > 50).length,
      over50Cpu: cpu.filter((time) => time > 50).length,
    },
    mainThreadCpu: cpu.reduce((sum, time) => sum + time, 0),
  };
}

function mainThread(events: readonly TraceEvent[]): { pid: number; tid: number } {
  const named = events.find(
    ({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain',
  );
  if (named === undefined) throw new Error('the trace names no main thread of a page');
  return named;
}

const longest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);

/** Of values in any order; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
