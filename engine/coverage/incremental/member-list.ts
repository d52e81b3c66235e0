import { type Box, boxesMeet, hullOf } from './boxes.ts';
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
    const opened = new Map<number, (Member | null)[]>();
    let length = this.length;
    for (const [position, member] of changes) {
      const block = Math.floor(position / BLOCK);
      const members = opened.get(block) ?? [...(blocks[block]?.members ?? [])];
      members[position % BLOCK] = member;
      opened.set(block, members);
      length = Math.max(length, position + 1);
    }
    for (const [block, members] of opened) blocks[block] = makeBlock(members);
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

function makeBlock(members: readonly (Member | null)[]): Block {
  const boxes = new Float64Array(4 * members.length).fill(Number.NaN);
  members.forEach((member, i) => {
    if (member !== null && member.box !== null) boxes.set(member.box, 4 * i);
  });
  return {
    members,
    boxes,
    box: hullOf(members.flatMap((member) => (member?.box ? [member.box] : []))),
  };
}
