import { NOWHERE } from '../box.ts';
import { type Box, boxesMeet } from './boxes.ts';
import type { Member } from './member.ts';

/**
 * The members of an incremental audit by position, null where one was removed. Never changed: a list
 * with other members shares all blocks but those that they are in, so that keeping many states costs
 * little.
 */
export class MemberList {
  readonly length: number;
  readonly #blocks: readonly Block[];

  private constructor(blocks: readonly Block[], length: number) {
    this.#blocks = blocks;
    this.length = length;
  }

  static of(members: readonly (Member | null)[]): MemberList {
    const blocks: Block[] = [];
    for (let at = 0; at < members.length; at += BLOCK) {
      blocks.push(makeBlock(members.slice(at, at + BLOCK)));
    }
    return new MemberList(blocks, members.length);
  }

  /** The member at a position; null when it was removed or never was. */
  at(position: number): Member | null {
    return this.#blocks[Math.floor(position / BLOCK)]?.members[position % BLOCK] ?? null;
  }

  /** The list with some members replaced; positions from `length` on extend it. */
  with(changes: ReadonlyMap<number, Member | null>): MemberList {
    const blocks = [...this.#blocks];
    const opened = new Map<number, Map<number, Member | null>>();
    let length = this.length;
    for (const [position, member] of changes) {
      const block = Math.floor(position / BLOCK);
      const members = opened.get(block) ?? new Map<number, Member | null>();
      members.set(position % BLOCK, member);
      opened.set(block, members);
      length = Math.max(length, position + 1);
    }
    for (const [block, members] of opened)
      blocks[block] = changeBlock(blocks[block] ?? EMPTY, members);
    return new MemberList(blocks, length);
  }

  forEach(visit: (member: Member, position: number) => void): void {
    this.#blocks.forEach(({ members }, block) => {
      members.forEach((member, i) => {
        if (member !== null) visit(member, block * BLOCK + i);
      });
    });
  }

  /** Positions of the members whose box meets a box, ascending. */
  meeting(box: Box): number[] {
    const found: number[] = [];
    this.#blocks.forEach((block, b) => {
      if (!boxesMeet(block.box, box)) return;
      const { boxes } = block;
      for (let i = 0; i < block.members.length; i++) {
        // Members without an area have NaN, which meets nothing.
        if (
          boxes[4 * i]! <= box[2] &&
          boxes[4 * i + 2]! >= box[0] &&
          boxes[4 * i + 1]! <= box[3] &&
          boxes[4 * i + 3]! >= box[1]
        ) {
          found.push(b * BLOCK + i);
        }
      }
    });
    return found;
  }
}

const BLOCK = 64;

interface Block {
  members: readonly (Member | null)[];
  /** Four numbers a member. */
  boxes: Float64Array;
  box: Box;
}

const EMPTY: Block = { members: [], boxes: new Float64Array(), box: NOWHERE };

const makeBlock = (members: readonly (Member | null)[]): Block =>
  changeBlock(EMPTY, new Map(members.entries()));

/** A block with other members at some places; those of the others are not looked at. */
function changeBlock(
  { members: old, boxes: oldBoxes }: Block,
  changes: ReadonlyMap<number, Member | null>,
): Block {
  const members = [...old];
  for (const [i, member] of changes) members[i] = member;
  const boxes = new Float64Array(4 * members.length).fill(Number.NaN, oldBoxes.length);
  boxes.set(oldBoxes);
  for (const [i, member] of changes) {
    for (let k = 0; k < 4; k++) boxes[4 * i + k] = member?.box?.[k] ?? Number.NaN;
  }
  return { members, boxes, box: hullOfAll(boxes) };
}

/** The box around many, four numbers each; those without numbers are passed over. */
function hullOfAll(boxes: Float64Array): Box {
  let [west, south, east, north] = NOWHERE;
  for (let at = 0; at < boxes.length; at += 4) {
    if (boxes[at]! < west) west = boxes[at]!;
    if (boxes[at + 1]! < south) south = boxes[at + 1]!;
    if (boxes[at + 2]! > east) east = boxes[at + 2]!;
    if (boxes[at + 3]! > north) north = boxes[at + 3]!;
  }
  return [west, south, east, north];
}
