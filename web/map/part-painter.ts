import type { Map as MapLibreMap } from 'maplibre-gl';
import type { PicturePart, ShownLayer } from './picture-parts.ts';

type Painter = MapLibreMap['painter'];
type RenderArguments = Parameters<Painter['render']>;
type Style = RenderArguments[0];
export type Transform = RenderArguments[1];
export type FrameData = RenderArguments[2];
type Tiles = ReturnType<Style['tileManagers'][string]['getVisibleCoordinates']>;

/** A picture that is not on the screen. */
interface Sheet {
  framebuffer: WebGLFramebuffer;
  buffers: WebGLRenderbuffer[];
  width: number;
  height: number;
}

/** Draws a picture part by part on a sheet of its own, and brings it onto the map's canvas when it is whole. */
export class PartPainter {
  readonly #painter: Painter;
  readonly #render: Painter['render'];
  #sheet: Sheet | null = null;
  /** Where MapLibre draws when it means the canvas. */
  #target: WebGLFramebuffer | null = null;
  #keepsColour = false;
  #drawn = new Set<string>();

  constructor(painter: Painter) {
    this.#painter = painter;
    this.#render = painter.render.bind(painter);
    const { context } = painter;
    const bind = context.bindFramebuffer.set.bind(context.bindFramebuffer);
    context.bindFramebuffer.set = (framebuffer) => bind(framebuffer ?? this.#target);
    const clear = context.clear.bind(context);
    context.clear = ({ color, ...others }) =>
      clear(color === undefined || this.#keepsColour ? others : { color, ...others });
  }

  /** Draws all of it onto the canvas, as MapLibre does. */
  paintWhole(...frame: RenderArguments): void {
    this.#render(...frame);
  }

  /** Layers that a picture would show now, from the ground up. */
  layersOf(style: Style, zoom: number): ShownLayer[] {
    return style._order.flatMap((id) => {
      const layer = style._layers[id];
      if (layer === undefined || layer.isHidden(zoom)) return [];
      const tiles = style.tileManagers[layer.source]?.getVisibleCoordinates() ?? [];
      if (layer.source !== undefined && tiles.length === 0) return [];
      // Tiles of several depths lie on top of one another: they are cut out against each other only when drawn at once.
      const isFlat = new Set(tiles.map(({ overscaledZ }) => overscaledZ)).size === 1;
      const isDivisible = isFlat && (layer.type === 'fill' || layer.type === 'line');
      return [{ id, tiles: isDivisible ? tiles.length : 1 }];
    });
  }

  /** Takes an empty sheet. */
  begin(): void {
    const { gl } = this.#painter.context;
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    if (this.#sheet?.width === width && this.#sheet.height === height) return;
    this.drop();
    const framebuffer = gl.createFramebuffer();
    const colour = gl.createRenderbuffer();
    const depth = gl.createRenderbuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    for (const [buffer, format, attachment] of [
      [colour, gl.RGBA8, gl.COLOR_ATTACHMENT0],
      [depth, gl.DEPTH24_STENCIL8, gl.DEPTH_STENCIL_ATTACHMENT],
    ] as const) {
      gl.bindRenderbuffer(gl.RENDERBUFFER, buffer);
      gl.renderbufferStorage(gl.RENDERBUFFER, format, width, height);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, attachment, gl.RENDERBUFFER, buffer);
    }
    gl.bindRenderbuffer(gl.RENDERBUFFER, null);
    this.#painter.context.setDirty();
    this.#sheet = { framebuffer, buffers: [colour, depth], width, height };
  }

  /** Draws a part over those before it. */
  paint(part: PicturePart, isFirst: boolean, ...frame: RenderArguments): void {
    const [style, transform, data] = frame;
    this.#target = this.#sheet?.framebuffer ?? null;
    this.#keepsColour = !isFirst;
    try {
      this.#painter.context.setDirty();
      this.#painter.setBaseState();
      this.#render(this.#partOf(style, part), transform, data);
    } finally {
      this.#target = null;
      this.#keepsColour = false;
      this.#painter.context.bindFramebuffer.set(null);
    }
  }

  /** Brings the sheet onto the canvas. */
  show(): void {
    const { context } = this.#painter;
    const { gl } = context;
    if (this.#sheet === null) return;
    const { framebuffer, width, height } = this.#sheet;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, framebuffer);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
    gl.disable(gl.SCISSOR_TEST);
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    context.setDirty();
  }

  /** Gives the sheet's memory back. */
  drop(): void {
    const { gl } = this.#painter.context;
    if (this.#sheet === null) return;
    gl.deleteFramebuffer(this.#sheet.framebuffer);
    for (const buffer of this.#sheet.buffers) gl.deleteRenderbuffer(buffer);
    this.#sheet = null;
  }

  /** The style as if it had only what belongs to a part. */
  #partOf(style: Style, { layers, go, goes }: PicturePart): Style {
    const only: PropertyDescriptorMap = { _order: { value: layers } };
    const [first = ''] = layers;
    const source = style._layers[first]?.source;
    const manager = source === undefined ? undefined : style.tileManagers[source];
    if (goes > 1 && source !== undefined && manager !== undefined) {
      const tiles = this.#tilesOf(manager.getVisibleCoordinates(), go, goes);
      const some = Object.create(manager, { getVisibleCoordinates: { value: () => tiles } });
      only.tileManagers = { value: { [source]: some } };
    }
    return Object.create(style, only);
  }

  /** Of those not drawn yet, for the map may have got others in between; the last go takes all that are left. */
  #tilesOf(tiles: Tiles, go: number, goes: number): Tiles {
    if (go === 0) this.#drawn = new Set();
    const left = tiles.filter(({ key }) => !this.#drawn.has(key));
    const some = left.slice(0, Math.ceil(left.length / (goes - go)));
    for (const { key } of some) this.#drawn.add(key);
    return some;
  }
}
