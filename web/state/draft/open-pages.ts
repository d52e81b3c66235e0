const PREFIX = 'sizhi-page-';

/** A page that is open and awake answers well within this. */
const ANSWER_MILLISECONDS = 300;

/**
 * Makes it known that this page is open, until it goes, however it goes.
 * @returns asks for the names of the pages that are open
 */
export function announcePage(page: string): () => Promise<ReadonlySet<string>> {
  // Locks are let go of by the browser itself, but there are none without a secure context (http in a local network).
  const locks: LockManager | undefined = navigator.locks;
  return locks === undefined ? answerForPage(page) : holdLock(locks, page);
}

function holdLock(locks: LockManager, page: string): () => Promise<ReadonlySet<string>> {
  const isHeld = new Promise<void>((resolve) => {
    void locks.request(PREFIX + page, () => {
      resolve();
      return new Promise(() => undefined);
    });
  });
  return async () => {
    await isHeld;
    const { held = [] } = await locks.query();
    return new Set(
      held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [])),
    );
  };
}

function answerForPage(page: string): () => Promise<ReadonlySet<string>> {
  const channel = new BroadcastChannel('sizhi-pages');
  const heard = new Set<string>();
  channel.addEventListener('message', ({ data }: MessageEvent<string | null>) => {
    if (data === null) channel.postMessage(page);
    else heard.add(data);
  });
  return async () => {
    heard.clear();
    channel.postMessage(null);
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MILLISECONDS));
    return new Set(heard).add(page);
  };
}
