import type { InputProblem } from '#contract/input-problem.ts';
import type { Message } from '#engine/coverage/types.ts';

/** Why a file of OpenStreetMap cannot be read. The codes are part of the public contract: add, never rename. */
export type OsmProblemCode =
  | 'empty-file'
  | 'not-osm'
  | 'truncated-file'
  | 'damaged-block'
  | 'unsupported-feature'
  | 'unsupported-compression'
  | 'too-large'
  | 'too-many-vertices'
  | 'out-of-range'
  | 'no-barriers'
  | 'server-remark';

/** Thrown inside the readers of this folder, which return its problem: it never leaves them. */
export class OsmFault extends Error {
  readonly problem: InputProblem;

  constructor(code: OsmProblemCode, message: Message, place: Partial<InputProblem> = {}) {
    super(message.en);
    this.name = 'OsmFault';
    this.problem = { code, message, pointer: '', ...place };
  }
}
