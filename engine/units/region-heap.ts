/** A priority queue of regions by area: the smallest first, of equals the one with the lower number. */
export class RegionHeap {
  private readonly areas: number[] = [];
  private readonly regions: number[] = [];

  push(areaSquareMetres: number, region: number): void {
    let at = this.regions.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.isBefore(areaSquareMetres, region, above)) break;
      this.move(above, at);
      at = above;
    }
    this.areas[at] = areaSquareMetres;
    this.regions[at] = region;
  }

  /** The first region with the area it was pushed with, or null. */
  pop(): { region: number; areaSquareMetres: number } | null {
    if (this.regions.length === 0) return null;
    const top = { region: this.regions[0]!, areaSquareMetres: this.areas[0]! };
    const region = this.regions.pop()!;
    const area = this.areas.pop()!;
    const size = this.regions.length;
    if (size === 0) return top;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      const other = child + 1;
      if (other < size && this.isBefore(this.areas[other]!, this.regions[other]!, child)) child++;
      if (this.isBefore(area, region, child)) break;
      this.move(child, at);
      at = child;
    }
    this.areas[at] = area;
    this.regions[at] = region;
    return top;
  }

  private isBefore(area: number, region: number, place: number): boolean {
    const other = this.areas[place]!;
    return area < other || (area === other && region < this.regions[place]!);
  }

  private move(from: number, to: number): void {
    this.areas[to] = this.areas[from]!;
    this.regions[to] = this.regions[from]!;
  }
}
