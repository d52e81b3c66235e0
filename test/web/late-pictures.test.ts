import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coveredShare,
  isSameView,
  layPicture,
  type PictureView,
} from '../../web/map/carried-picture.ts';
import { PictureParts, type ShownLayer } from '../../web/map/picture-parts.ts';

const VIEW: PictureView = { x: 0.79, y: 0.41, zoom: 13, width: 896, height: 800, ratio: 1 };
const WORLD = 512;

/** Where a place of the world lies in a view, in CSS pixels. */
const pixelOf = (view: PictureView, x: number, y: number) => ({
  left: view.width / 2 + (x - view.x) * WORLD * 2 ** view.zoom,
  top: view.height / 2 + (y - view.y) * WORLD * 2 ** view.zoom,
});

const views = fc.record({
  x: fc.double({ min: 0.78999, max: 0.79001, noNaN: true }),
  y: fc.double({ min: 0.40999, max: 0.41001, noNaN: true }),
  zoom: fc.double({ min: 11, max: 15, noNaN: true }),
  width: fc.constant(896),
  height: fc.constant(800),
  ratio: fc.constantFrom(1, 1.5, 2),
});

describe('a picture that is carried along', () => {
  it('brings each place of the picture to where it lies in the view', () => {
    fc.assert(
      fc.property(views, views, views, (picture, view, { x, y }) => {
        const { scale, left, top } = layPicture(picture, view);
        const inPicture = pixelOf(picture, x, y);
        const inView = pixelOf(view, x, y);
        // Within the pixel that a picture of the same zoom is snapped to.
        expect(Math.abs(left + inPicture.left * scale - inView.left)).toBeLessThan(0.51);
        expect(Math.abs(top + inPicture.top * scale - inView.top)).toBeLessThan(0.51);
      }),
    );
  });

  it('lies on whole pixels where it is only shifted, so that it stays sharp', () => {
    const moved = { ...VIEW, x: VIEW.x + 100.3 / (WORLD * 2 ** VIEW.zoom), ratio: 2 };
    expect(layPicture({ ...VIEW, ratio: 2 }, moved)).toEqual({ scale: 1, left: -100.5, top: 0 });
  });

  it('covers the whole view, a part of it, or nothing', () => {
    const shifted = (pixels: number) => ({
      ...VIEW,
      x: VIEW.x + pixels / (WORLD * 2 ** VIEW.zoom),
    });
    const share = (view: PictureView) => coveredShare(layPicture(VIEW, view), view);
    expect(share(VIEW)).toBe(1);
    expect(share({ ...VIEW, zoom: 14 })).toBe(1);
    expect(share({ ...VIEW, zoom: 12 })).toBeCloseTo(0.25);
    expect(share(shifted(224))).toBeCloseTo(0.75);
    expect(share(shifted(-224))).toBeCloseTo(0.75);
    expect(share(shifted(2000))).toBe(0);
  });

  it('is that of another view when place, zoom, size or fineness differ', () => {
    expect(isSameView(VIEW, { ...VIEW })).toBe(true);
    for (const change of [{ x: 0.8 }, { y: 0.4 }, { zoom: 12 }, { width: 1 }, { ratio: 2 }]) {
      expect(isSameView(VIEW, { ...VIEW, ...change })).toBe(false);
    }
  });
});

describe('the parts that a picture is made in', () => {
  const LAYERS: ShownLayer[] = [
    { id: 'ground', tiles: 1 },
    { id: 'fill', tiles: 6 },
    { id: 'names', tiles: 1 },
    { id: 'marks', tiles: 1 },
  ];
  const limits = { longest: 12, most: 12 };
  /** Draws some pictures on a machine that takes so long for each layer. */
  const learnt = (costs: Record<string, number>): PictureParts => {
    const parts = new PictureParts();
    for (let picture = 0; picture < 12; picture++) {
      for (const part of parts.plan(LAYERS, limits)) {
        const whole = part.layers.reduce((sum, id) => sum + (costs[id] ?? 0), 0);
        parts.learn(part, whole / part.goes);
      }
    }
    return parts;
  };

  it('hold each layer once, from the ground up', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        ids,
        fc.array(fc.nat(90)),
        fc.integer({ min: 1, max: 9 }),
        (some, took, tiles) => {
          const parts = new PictureParts();
          const layers = some.map((id) => ({ id, tiles }));
          for (const ms of took) parts.learn({ layers: [some[0]!], go: 0, goes: 1 }, ms);
          const planned = parts.plan(layers, limits);
          for (const { goes } of planned) expect(goes).toBeLessThanOrEqual(tiles);
          const firsts = planned.filter(({ go }) => go === 0).flatMap(({ layers: own }) => own);
          expect(firsts).toEqual(some);
          const goes = new Map(planned.map((part) => [String(part.layers), part.goes]));
          for (const [name, count] of goes) {
            const own = planned.filter((part) => String(part.layers) === name);
            expect(own.map(({ go }) => go)).toEqual(own.map((_, at) => at));
            expect(own).toHaveLength(count);
          }
        },
      ),
    );
  });

  it('are few for what is quick, and small for what is not, as far as its tiles allow', () => {
    expect(learnt({}).plan(LAYERS, limits)).toHaveLength(1);
    const slow = learnt({ ground: 1, fill: 55, names: 30, marks: 1 }).plan(LAYERS, limits);
    expect(slow.map(({ layers, goes }) => [layers, goes])).toEqual([
      [['ground'], 1],
      ...new Array(5).fill([['fill'], 5]),
      [['names'], 1],
      [['marks'], 1],
    ]);
    const huge = learnt({ fill: 500 }).plan(LAYERS, { longest: 12, most: 100 });
    expect(huge.filter(({ goes }) => goes === 6)).toHaveLength(6);
  });

  it('are larger where the picture has to be there in time', () => {
    const parts = learnt({ ground: 1, fill: 60, names: 30, marks: 1 });
    expect(parts.plan(LAYERS, { longest: 12, most: 3 }).length).toBeLessThanOrEqual(5);
  });

  it('are learnt anew when a layer takes longer', () => {
    const parts = learnt({});
    for (const part of parts.plan(LAYERS, limits)) parts.learn(part, 80);
    expect(parts.plan(LAYERS, limits).length).toBeGreaterThan(4);
  });
});
