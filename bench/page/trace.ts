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
  args?: { name?: string; data?: { functionName?: string; url?: string; type?: string } };
}

/** A task of the main thread that took long, and what took most of it. */
export interface LongTask {
  cpu: number;
  wall: number;
  what: string;
}

/** What a stretch of a trace says, in milliseconds. */
export interface TraceFigures {
  /**
   * Between pictures that the browser's display showed, while the hand moved something; of work without a gesture, between all of them.
   * With software rendering the rasteriser's time for the most part.
   */
  frames: { count: number; median: number; p95: number; longest: number; dropped: number };
  /** From the end of a gesture until the map shows the picture of where it rests; 0 where none was carried along. */
  atRest: { median: number; longest: number };
  /** What the main thread did from one frame to the next, CPU: what a frame costs where a graphics card draws. */
  mainPerFrame: { median: number; p95: number; p99: number };
  /** Tasks of the main thread: wall time, and CPU time of the thread, which other programs of the machine do not stretch. */
  tasks: { longestWall: number; longestCpu: number; over50Wall: number; over50Cpu: number };
  /** The tasks of most CPU, the longest first. */
  longest: LongTask[];
  mainThreadCpu: number;
  /** CPU of all threads of the graphics process: the software rasteriser. */
  rasterCpu: number;
}

const CATEGORIES = [
  'toplevel',
  'devtools.timeline',
  'devtools.timeline.frame',
  'disabled-by-default-display.framedisplayed',
  'blink.user_timing',
  'v8',
  '__metadata',
];
/** What the page of the benchmark marks when the map's picture lies where it belongs. */
export const IN_PLACE = 'map-picture-in-place';
/** MapLibre waits until it knows what kind of wheel it is, and then moves for so long. Milliseconds. */
const WHEEL_WAIT = 40;
const WHEEL_MOVES = 200;
const NAMED_TASKS = 5;
/** Longer tasks are felt. Milliseconds. */
const LONG = 50;

interface ProcessInfo {
  processInfo: { type: string; cpuTime: number }[];
}

/** CPU seconds of the graphics process so far. */
async function rasterSeconds(browser: CDPSession): Promise<number> {
  const { processInfo } = (await browser.send('SystemInfo.getProcessInfo')) as ProcessInfo;
  return processInfo
    .filter(({ type }) => type === 'GPU')
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

/**
 * Traces what the page does meanwhile.
 * @param browser a session of the browser itself, for the graphics process
 */
export async function traced(
  client: CDPSession,
  browser: CDPSession,
  work: () => Promise<void>,
): Promise<TraceFigures> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }): void => {
    for (const event of value) events.push(event as TraceEvent);
  };
  const rasterBefore = await rasterSeconds(browser);
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
  const rasterCpu = ((await rasterSeconds(browser)) - rasterBefore) * 1000;
  return { ...figuresOf(events), rasterCpu };
}

function figuresOf(events: readonly TraceEvent[]): Omit<TraceFigures, 'rasterCpu'> {
  const { pid, tid } = mainThread(events);
  const own = events.filter((event) => event.pid === pid && event.tid === tid);
  const frames = frameTimes(own);
  const gestures = gesturesOf(own);
  const gaps = gapsBetween(timesOf(events, 'Display::FrameDisplayed'), gestures);
  const rests = untilAtRest(timesOf(own, IN_PLACE), gestures);
  const tasks = own.filter(
    ({ name, ph }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X',
  );
  const wall = tasks.map(({ dur = 0 }) => dur / 1000);
  const cpu = tasks.map(cpuOf);
  const perFrame = cpuPerFrame(frames, tasks);
  return {
    frames: {
      count: gaps.length,
      median: quantile(gaps, 0.5),
      p95: quantile(gaps, 0.95),
      longest: Math.max(0, ...gaps),
      // Pictures that the compositor was asked for and did not get in time, in its own words.
      dropped: events.filter((event) => event.pid === pid && event.name === 'DroppedFrame').length,
    },
    atRest: { median: quantile(rests, 0.5), longest: longest(rests) },
    mainPerFrame: {
      median: quantile(perFrame, 0.5),
      p95: quantile(perFrame, 0.95),
      p99: quantile(perFrame, 0.99),
    },
    tasks: {
      longestWall: longest(wall),
      longestCpu: longest(cpu),
      over50Wall: wall.filter((time) => time > LONG).length,
      over50Cpu: cpu.filter((time) => time > LONG).length,
    },
    longest: [...tasks]
      .sort((a, b) => cpuOf(b) - cpuOf(a))
      .slice(0, NAMED_TASKS)
      .map((task) => ({
        cpu: cpuOf(task),
        wall: (task.dur ?? 0) / 1000,
        what: contentOf(task, own),
      })),
    mainThreadCpu: cpu.reduce((sum, time) => sum + time, 0),
  };
}

const cpuOf = ({ tdur, dur = 0 }: TraceEvent): number => (tdur ?? dur) / 1000;

type Stretch = readonly [from: number, to: number];

/** Milliseconds of all events of a name, in order. */
const timesOf = (events: readonly TraceEvent[], name: string): number[] =>
  events
    .filter((event) => event.name === name && event.ph !== 'e')
    .map(({ ts }) => ts / 1000)
    .sort((a, b) => a - b);

/** When the hand moved something: from press to release, and while the map follows the wheel. Milliseconds. */
function gesturesOf(own: readonly TraceEvent[]): Stretch[] {
  const gestures: [number, number][] = [];
  let pressed: number | null = null;
  for (const { ts, args } of own
    .filter(({ name }) => name === 'EventDispatch')
    .sort((a, b) => a.ts - b.ts)) {
    const at = ts / 1000;
    const last = gestures.at(-1);
    switch (args?.data?.type) {
      case 'mousedown':
        pressed = at;
        break;
      case 'mouseup':
        if (pressed !== null) gestures.push([pressed, at]);
        pressed = null;
        break;
      case 'wheel':
        if (last !== undefined && last[1] >= at) last[1] = at + WHEEL_WAIT + WHEEL_MOVES;
        else gestures.push([at + WHEEL_WAIT, at + WHEEL_WAIT + WHEEL_MOVES]);
        break;
    }
  }
  return gestures;
}

/** From the beginning of each gesture to the first picture, and from one to the next until one shows its end. */
function gapsBetween(shown: readonly number[], gestures: readonly Stretch[]): number[] {
  if (gestures.length === 0) return shown.slice(1).map((at, i) => at - shown[i]!);
  return gestures.flatMap(([from, to]) => {
    const gaps: number[] = [];
    let last = from;
    for (const at of shown) {
      if (at <= from) continue;
      gaps.push(at - last);
      last = at;
      if (at > to) break;
    }
    return gaps;
  });
}

/** Of gestures that the next does not interrupt. */
function untilAtRest(inPlace: readonly number[], gestures: readonly Stretch[]): number[] {
  return gestures.flatMap(([, to], i) => {
    const next = gestures[i + 1]?.[0] ?? Infinity;
    const at = inPlace.find((time) => time > to);
    return at === undefined || at > next ? [] : [at - to];
  });
}

/** Several callbacks of one frame come within a fraction of a millisecond of one another. */
function frameTimes(own: readonly TraceEvent[]): number[] {
  const times = own
    .filter(({ name }) => name === 'FireAnimationFrame')
    .map(({ ts }) => ts / 1000)
    .sort((a, b) => a - b);
  return times.filter((at, i) => i === 0 || at - times[i - 1]! > 4);
}

function cpuPerFrame(frames: readonly number[], tasks: readonly TraceEvent[]): number[] {
  const sums = new Array<number>(Math.max(0, frames.length - 1)).fill(0);
  for (const task of tasks) {
    const at = task.ts / 1000;
    let low = 0;
    let high = frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      // A frame's callbacks run within a task that begins just before them.
      if (frames[middle]! <= at + (task.dur ?? 0) / 1000) low = middle + 1;
      else high = middle;
    }
    if (low > 0 && low - 1 < sums.length) sums[low - 1]! += cpuOf(task);
  }
  return sums;
}

/** What in a task took most of its time, in Chromium's words. */
function contentOf(task: TraceEvent, own: readonly TraceEvent[]): string {
  const end = task.ts + (task.dur ?? 0);
  const sums = new Map<string, number>();
  for (const event of own) {
    if (event === task || event.ph !== 'X' || event.ts < task.ts || event.ts >= end) continue;
    const { functionName, url, type } = event.args?.data ?? {};
    const place = [functionName, url?.split('/').at(-1), type].filter(Boolean).join(' ');
    const name = place === '' ? event.name : `${event.name} (${place})`;
    sums.set(name, (sums.get(name) ?? 0) + cpuOf(event));
  }
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 4)
    .map(([name, time]) => `${name} ${time.toFixed(0)}`)
    .join(', ');
}

function mainThread(events: readonly TraceEvent[]): { pid: number; tid: number } {
  const frame = events.find(({ name }) => name === 'FireAnimationFrame');
  const named = events.find(
    ({ name, args, pid }) =>
      name === 'thread_name' &&
      args?.name === 'CrRendererMain' &&
      (frame === undefined || frame.pid === pid),
  );
  const main = frame ?? named;
  if (main === undefined) throw new Error('the trace names no main thread of a page');
  return main;
}

const longest = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, value), 0);

/** Of values in any order; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
