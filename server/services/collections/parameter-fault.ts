import type { Message } from '#engine/coverage/types.ts';

/** Why a parameter cannot have its value. */
export class ParameterFault {
  readonly message: Message;

  constructor(zh: string, en: string) {
    this.message = { zh, en };
  }
}
