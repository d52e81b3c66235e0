/** A binary heap: the item with the greatest key comes out first; equal keys in order of entry. */
export class Heap<T> {
  private readonly entries: { key: number; order: number; item: T }[] = [];
  private count = 0;

  get size(): number {
    return this.entries.length;
  }

  push(key: number, item: T): void {
    const { entries } = this;
    let at = entries.push({ key, order: this.count++, item }) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(at, parent)) break;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): T | undefined {
    const { entries } = this;
    if (entries.length === 0) return undefined;
    this.swap(0, entries.length - 1);
    const top = entries.pop();
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= entries.length) break;
      const right = left + 1;
      const child = right < entries.length && this.isBefore(right, left) ? right : left;
      if (!this.isBefore(child, at)) break;
      this.swap(child, at);
      at = child;
    }
    return top?.item;
  }

  private isBefore(i: number, j: number): boolean {
    const a = this.entries[i];
    const b = this.entries[j];
    if (!a || !b) throw new Error('not in the heap');
    return a.key > b.key || (a.key === b.key && a.order < b.order);
  }

  private swap(i: number, j: number): void {
    const a = this.entries[i];
    const b = this.entries[j];
    if (!a || !b) throw new Error('not in the heap');
    this.entries[i] = b;
    this.entries[j] = a;
  }
}
