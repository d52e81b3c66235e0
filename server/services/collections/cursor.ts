import type { CollectionId } from '#contract/collections.ts';
import { type ItemKey, isItemId, isUuid } from '../../repositories/feature-repository.ts';
import { ParameterFault } from './parameter-fault.ts';

/** The place behind an item, for the `cursor` of a `next` link. */
export function writeCursor({ jurisdictionId, id }: ItemKey): string {
  return Buffer.from(`${jurisdictionId}/${id}`).toString('base64url');
}

const CURSOR_FAULT = new ParameterFault('须取自 next 链接', 'must be taken from a `next` link');

export function readCursor(collection: CollectionId, text: string): ItemKey | ParameterFault {
  const [jurisdictionId = '', id = '', ...rest] = Buffer.from(text, 'base64url')
    .toString('utf8')
    .split('/');
  const sound = isUuid(jurisdictionId) && isItemId(collection, id) && rest.length === 0;
  return sound ? { jurisdictionId, id } : CURSOR_FAULT;
}
