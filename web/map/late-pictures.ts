import type { Map as MapLibreMap } from 'maplibre-gl';
import {
  coveredShare,
  isSameSize,
  isSameView,
  layPicture,
  type PictureView,
} from './carried-picture.ts';
import { type FrameData, PartPainter, type Transform } from './part-painter.ts';
import { type PicturePart, PictureParts } from './picture-parts.ts';
import { DrawingWatch } from './watch-drawing.ts';

type Style = MapLibreMap['style'];

/** A picture that took longer than this comes late. Milliseconds. */
const LATE = 33;
/** So many late pictures in a row are no accident: there is no graphics card, or a weak one. */
const LATE_PICTURES = 4;
/** A picture that takes no longer needs nothing of all this. Milliseconds. */
const QUICK = 12;
/** How long a part of a picture may take, in milliseconds, and how many there may be: beside a moving map, and when it stands still. */
const MOVING = { longest: 12, most: 12 };
const STANDING = { longest: 40, most: 4 };
/** Parts that the graphics are given at once. */
const PARTS_WAITING = 2;
/** A map that has not moved for so long is drawn at once when something on it changes. Milliseconds. */
const SETTLED = 500;
/** A map that has not moved for so long stands still. Milliseconds. */
const STILL = 40;
/** A picture that covers less of the view says too little: the next is drawn at once. */
const LEAST_COVERED = 0.2;
/** One that covers as much, and is not enlarged more, will do until the map rests. */
const MUCH_COVERED = 0.9;
const MOST_ENLARGED = 1.4;
/** A frame that took longer, while the map moves, was held up by the part that was drawn; then so many go by without one. */
const HELD_UP = 30;
const FRAMES_WITHOUT = 2;

/** A picture that is being made. */
interface Making {
  view: PictureView;
  transform: Transform;
  parts: PicturePart[];
  next: number;
  /** Parts that are there. */
  done: number;
  took: number;
  /** What was asked for when it was begun. */
  asked: number;
}

/**
 * Keeps a map in step with the hand where its pictures come late, without a graphics card. While it moves, the last picture moves along with it;
 * meanwhile the next one is made in parts that are small enough not to hold up the moving, and takes its place. Where pictures come in time all is as ever.
 */
export class LatePictures {
  readonly #map: MapLibreMap;
  readonly #fade: number;
  readonly #parts = new PictureParts();
  #painter: PartPainter;
  #watch: DrawingWatch;
  #isLate = false;
  #late = 0;
  /** What the canvas shows, and what was asked for when that was begun. */
  #shown: PictureView | null = null;
  #shownAsked = 0;
  #making: Making | null = null;
  #last: PictureView | null = null;
  #movedAt = -Infinity;
  #frameAt = -Infinity;
  #without = 0;
  /** How often the map was asked for a picture. */
  #asked = 0;
  #isOwn = false;
  #isDemanded = false;

  constructor(map: MapLibreMap) {
    this.#map = map;
    this.#fade = map._fadeDuration;
    [this.#painter, this.#watch] = this.#attach();
    const ask = map.triggerRepaint.bind(map);
    map.triggerRepaint = () => {
      const isDirty = map._styleDirty || map._sourcesDirty || map._placementDirty;
      if (!this.#isOwn || isDirty) this.#asked += 1;
      ask();
    };
    const redraw = map.redraw.bind(map);
    map.redraw = () => {
      this.#isDemanded = true;
      redraw();
      this.#isDemanded = false;
      return map;
    };
  }

  /** After the graphics were lost and are there again, the map has another painter. */
  restore(): void {
    this.#making = null;
    this.#shown = null;
    this.#setLate(false);
    [this.#painter, this.#watch] = this.#attach();
  }

  #attach(): [PartPainter, DrawingWatch] {
    const { painter } = this.#map;
    const { gl } = painter.context;
    const parts = new PartPainter(painter);
    painter.render = (style, transform, data) => {
      this.#render(style, transform, data);
      // MapLibre now asks for the next frame because it was told to go on.
      this.#isOwn = true;
      queueMicrotask(() => {
        this.#isOwn = false;
      });
    };
    return [parts, new DrawingWatch(gl as WebGL2RenderingContext)];
  }

  #render(style: Style, transform: Transform, data: FrameData): void {
    const view = this.#viewOf(transform, data);
    const now = performance.now();
    if (this.#last !== null && !isSameView(this.#last, view)) this.#movedAt = now;
    this.#last = view;
    if (!this.#isCarried(view, now)) {
      this.#drawWhole(view, style, transform, data);
      return;
    }
    const shown = this.#shown;
    const isDone = shown !== null && isSameView(shown, view) && this.#asked === this.#shownAsked;
    if (!isDone) this.#make(view, now, style, transform, data);
    this.#lay(view);
  }

  /** Whether the last picture will do until the next is made. */
  #isCarried(view: PictureView, now: number): boolean {
    const shown = this.#shown;
    if (!this.#isLate || this.#isDemanded || shown === null || !isSameSize(shown, view))
      return false;
    if (this.#making === null && isSameView(shown, view) && now - this.#movedAt > SETTLED)
      return false;
    return coveredShare(layPicture(shown, view), view) >= LEAST_COVERED;
  }

  #drawWhole(view: PictureView, style: Style, transform: Transform, data: FrameData): void {
    this.#making = null;
    this.#painter.paintWhole(style, transform, data);
    this.#shown = view;
    this.#shownAsked = this.#asked;
    this.#lay(view);
    if (this.#isLate) return;
    this.#watch.watch(({ atLeast }) => {
      this.#late = atLeast > LATE ? this.#late + 1 : 0;
      if (this.#late >= LATE_PICTURES) this.#setLate(true);
    });
  }

  /** Goes on with the picture that is being made, or begins one. */
  #make(view: PictureView, now: number, style: Style, transform: Transform, data: FrameData): void {
    const isStill = now - this.#movedAt > STILL;
    const begun = this.#making?.view;
    // Of a place that has been left, a picture will do while the map moves on.
    const isOld = begun !== undefined && !isSameView(begun, view);
    if (isOld && (isStill || !isSameSize(begun, view))) this.#making = null;
    if (this.#making === null) {
      if (!isStill && !this.#isWorn(view)) return;
      this.#painter.begin();
      const layers = this.#painter.layersOf(style, view.zoom);
      this.#making = {
        view,
        transform: transform.clone(),
        parts: this.#parts.plan(layers, isStill ? STANDING : MOVING),
        next: 0,
        done: 0,
        took: 0,
        asked: this.#asked,
      };
    }
    const making = this.#making;
    const { parts } = making;
    const most = isStill ? PARTS_WAITING : this.#isHeldUp(now) ? 0 : 1;
    while (making.next < parts.length && this.#watch.waiting < most) {
      const part = parts[making.next]!;
      this.#painter.paint(part, making.next === 0, style, making.transform, data);
      making.next += 1;
      this.#watch.watch(({ atMost }) => {
        this.#parts.learn(part, atMost);
        making.done += 1;
        making.took += atMost;
      });
    }
    if (making.done < parts.length) return;
    this.#painter.show();
    this.#shown = making.view;
    this.#shownAsked = making.asked;
    this.#making = null;
    if (making.took < QUICK) this.#setLate(false);
  }

  /** Whether what the canvas shows is too little of a view, or too coarse. */
  #isWorn(view: PictureView): boolean {
    if (this.#shown === null) return true;
    const laying = layPicture(this.#shown, view);
    return coveredShare(laying, view) < MUCH_COVERED || laying.scale > MOST_ENLARGED;
  }

  /** The moving goes before the making. */
  #isHeldUp(now: number): boolean {
    const isLong = now - this.#frameAt > HELD_UP;
    this.#frameAt = now;
    this.#without = isLong && this.#without === 0 ? FRAMES_WITHOUT : Math.max(0, this.#without - 1);
    return this.#without > 0;
  }

  /** Lays the canvas where its picture belongs, and has the map go on until that is where it stands. */
  #lay(view: PictureView): void {
    const shown = this.#shown;
    const { style } = this.#map.getCanvas();
    const isThere = shown === null || isSameView(shown, view);
    if (isThere) style.transform = '';
    else {
      const { scale, left, top } = layPicture(shown, view);
      style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
    }
    this.#isOwn = true;
    this.#map.repaint = !isThere || this.#making !== null || this.#asked !== this.#shownAsked;
    this.#isOwn = false;
  }

  #setLate(isLate: boolean): void {
    this.#isLate = isLate;
    // Having been late once, a single picture is enough.
    this.#late = isLate ? 0 : LATE_PICTURES - 1;
    const { style } = this.#map.getCanvas();
    style.transformOrigin = isLate ? '0 0' : '';
    style.willChange = isLate ? 'transform' : '';
    // A name that fades in is drawn with all the rest, a dozen times.
    this.#map._fadeDuration = isLate ? 0 : this.#fade;
    if (!isLate) this.#painter.drop();
  }

  #viewOf(transform: Transform, { pixelRatio }: FrameData): PictureView {
    const { center, zoom, width, height } = transform;
    const y = Math.log(Math.tan(Math.PI / 4 + (center.lat * Math.PI) / 360)) / (2 * Math.PI);
    return { x: center.lng / 360 + 0.5, y: 0.5 - y, zoom, width, height, ratio: pixelRatio };
  }
}
