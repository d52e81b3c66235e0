declare module 'polylabel' {
  /** Pole of inaccessibility of a polygon (rings of [x, y]), with its distance to the outline. */
  export default function polylabel(
    polygon: [number, number][][],
    precision?: number,
  ): [number, number] & { distance: number };
}
