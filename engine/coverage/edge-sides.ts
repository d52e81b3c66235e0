/**
 * Who has a border along each edge, and on which side of it the interior begins: edge e has the
 * entries `start[e] … start[e + 1])`.
 */
export interface EdgeSides {
  start: Int32Array;
  /** Owner of each entry. */
  owner: Int32Array;
  /** 1 where the owner's interior is on the left of from → to, 0 where it is on the right. */
  isLeft: Uint8Array;
}
