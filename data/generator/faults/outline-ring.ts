import type { Mesh } from '../mesh.ts';
import { loopRing, traceOutlines } from '../outline.ts';
import type { Ring } from '../plane.ts';

/** The shell of faces that hang together; of several parts, that of the largest. */
export function outlineRing(mesh: Mesh, faces: ReadonlySet<number>): Ring {
  const [polygon] = traceOutlines(mesh, (face) => (faces.has(face) ? 0 : null)).get(0) ?? [];
  if (!polygon) throw new Error('no faces, no outline');
  return loopRing(mesh, polygon.shell);
}
