/** Numbers with a priority, the least of which comes out first. */
export class MinHeap {
  private readonly items: number[] = [];
  private readonly priorities: number[] = [];

  get size(): number {
    return this.items.length;
  }

  push(item: number, priority: number): void {
    const { items, priorities } = this;
    let at = items.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (priorities[parent]! <= priority) break;
      items[at] = items[parent]!;
      priorities[at] = priorities[parent]!;
      at = parent;
    }
    items[at] = item;
    priorities[at] = priority;
  }

  /** The item with the least priority and that priority; undefined when there is none. */
  pop(): { item: number; priority: number } | undefined {
    const { items, priorities } = this;
    const item = items[0];
    const priority = priorities[0];
    if (item === undefined || priority === undefined) return undefined;
    const lastItem = items.pop()!;
    const lastPriority = priorities.pop()!;
    if (items.length > 0) this.sink(lastItem, lastPriority);
    return { item, priority };
  }

  /** Puts an item in at the top, where a place is free. */
  private sink(item: number, priority: number): void {
    const { items, priorities } = this;
    const half = items.length >> 1;
    let at = 0;
    while (at < half) {
      let child = 2 * at + 1;
      if (child + 1 < items.length && priorities[child + 1]! < priorities[child]!) child++;
      if (priorities[child]! >= priority) break;
      items[at] = items[child]!;
      priorities[at] = priorities[child]!;
      at = child;
    }
    items[at] = item;
    priorities[at] = priority;
  }
}
