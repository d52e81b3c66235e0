import { useEffect, useState } from 'preact/hooks';

/** Rows that are drawn in one turn of the page: some fifteen milliseconds. */
const STEP = 40;

/**
 * How many rows of a long list are drawn by now: the first at once, the others with turns of the page in between, until all of them
 * are there. Three hundred at once held the page up for 0.1 s.
 */
export function useGrowingCount(total: number): number {
  const [count, setCount] = useState(STEP);
  useEffect(() => {
    if (count >= total) return;
    const timer = setTimeout(() => setCount(count + STEP));
    return () => clearTimeout(timer);
  }, [count, total]);
  return count;
}
