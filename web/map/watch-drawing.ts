/** How often it is looked whether a drawing is there. Milliseconds. */
const LOOK = 2;

/** Between which milliseconds a drawing was done: it was not there at the first, and was at the second. */
export interface DrawingTime {
  atLeast: number;
  atMost: number;
}

/** Tells how long the graphics take for what they are given. What is given while they are busy begins when that is done. */
export class DrawingWatch {
  readonly #gl: WebGL2RenderingContext;
  #freeAt = 0;
  /** Drawings on their way. */
  waiting = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  /** @param done is told of what was given until now; never, when the graphics are lost */
  watch(done: (time: DrawingTime) => void): void {
    const gl = this.#gl;
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (sync === null) return;
    gl.flush();
    const given = performance.now();
    let unseen = given;
    this.waiting += 1;
    const look = (): void => {
      const now = performance.now();
      if (!gl.isContextLost() && gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) {
        unseen = now;
        setTimeout(look, LOOK);
        return;
      }
      gl.deleteSync(sync);
      this.waiting -= 1;
      const begun = Math.max(given, this.#freeAt);
      this.#freeAt = now;
      if (!gl.isContextLost()) {
        done({ atLeast: Math.max(0, unseen - begun), atMost: now - begun });
      }
    };
    setTimeout(look, LOOK);
  }
}
