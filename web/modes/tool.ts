import type { ReadonlySignal } from '@preact/signals';
import type { Feature } from 'geojson';
import type { Message, Position } from '#engine/coverage/types.ts';
import type { Reason } from '#engine/plan/types.ts';
import type { Draft } from '../state/draft/types.ts';
import type { Store } from '../state/store.ts';

/** What the planner can do on the map, one tool at a time. Add, never rename: addresses and preferences name them. */
export const TOOL_IDS = [
  'inspect',
  'paint',
  'lasso',
  'reshape',
  'redraw',
  'split-line',
  'draw',
  'merge',
  'split-units',
] as const;
export type ToolId = (typeof TOOL_IDS)[number];

/** What the pointer did, in the terms of the ground. */
export interface MapPointer {
  kind: 'down' | 'move' | 'up' | 'click' | 'double-click' | 'leave';
  position: Position;
  /** Pixels from the corner of the map. */
  point: { x: number; y: number };
  button: number;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  /** A finger or a pen, which has no hover. */
  isTouch: boolean;
}

/** The map as tools know it. */
export interface ToolMap {
  /** Draws what is being made: features with `role` in their properties (see `layers/sketch-layers.ts`). */
  sketch(features: readonly Feature[]): void;
  /** Hatches what no tool may change, whichever tool works: features with the role `locked`. */
  lock(features: readonly Feature[]): void;
  /** A text at the pointer (“1 234 户”), or none. */
  label(position: Position | null, text: string): void;
  /** Null: the tool leaves the pointer as it is. */
  cursor(cursor: string | null): void;
  project(position: Position): { x: number; y: number };
  unproject(point: { x: number; y: number }): Position;
  /** Geodesic metres that a pixel covers in the middle of the view. */
  metresPerPixel(): number;
}

export interface ToolContext {
  store: Store;
  draft: Draft;
  map: ToolMap;
}

/** A tool at work. */
export interface ToolSession {
  /** What to do next, under the toolbar. */
  hint: ReadonlySignal<Message>;
  /** Why what is being made cannot be done as it stands. Shown at once, and marked on the map where it has a place. */
  problem?: ReadonlySignal<Reason | null>;
  /** Something has been begun, which can be dropped. */
  isBegun?: ReadonlySignal<boolean>;
  /** What has been begun can be finished as it is. */
  canFinish?: ReadonlySignal<boolean>;
  /** For buttons: fingers have no Enter and no Escape. */
  finish?(): void;
  cancel?(): void;
  /** Takes the last click back. */
  back?(): void;
  /** Presses and lets go instead of clicking: without a mouse one key presses and the next lets go. */
  isDragged?: boolean;
  /** A press has taken hold of something, and is to be let go: a press may also choose, and hold nothing. */
  isHolding?(): boolean;
  /** True takes the gesture: the map does not pan by it. */
  pointer(event: MapPointer): boolean;
  /** True when the key was for the tool. Escape comes here first: it drops what has been begun. */
  key?(event: { readonly key: string; readonly shiftKey: boolean }): boolean;
  /** Drops what has been begun and leaves the map as it was. */
  end(): void;
}

export interface Tool {
  id: ToolId;
  /** SVG path in a box of 16. */
  icon: string;
  name: Message;
  /** One letter, for one hand on the left of the keyboard. */
  key: string;
  /** Why it may not be used now; null when it may. Read inside a computed signal. */
  disabled(store: Store, draft: Draft | null): Message | null;
  start(context: ToolContext): ToolSession;
}
