import type { Message } from './types.ts';

/**
 * What a community, an estate or the like is called in a message: its name in the reader's
 * language, else the other name, else its id.
 */
export function nameOf(named: { id: string; name?: string; nameEn?: string }): Message {
  const zh = named.name?.trim();
  const en = named.nameEn?.trim();
  return { zh: zh || en || named.id, en: en || zh || named.id };
}
