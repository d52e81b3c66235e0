import type { TSchema } from 'typebox';
import { checkEnvelope, parseBody, refuseShape } from '../read-body.ts';

/**
 * Reads a body that comes in several forms, told apart by a member that only one of them has: the first of
 * `forms` whose member is there; where none is, the last, which then says what is missing.
 * @param forms member → schema of the body that has it
 * @returns the body as its schema demands, its GeoJSON members unchecked
 * @throws DomainError `not-json` or `invalid-body` with every departure
 */
export function readRequest<M extends string>(
  body: Uint8Array,
  forms: Readonly<Record<M, TSchema>>,
): { member: M; request: unknown } {
  const value = parseBody(body);
  const members = Object.keys(forms) as M[];
  const has = (member: M): boolean =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, member);
  const member = members.find(has) ?? members.at(-1)!;
  const faults = checkEnvelope(forms[member], value);
  if (faults.length > 0) throw refuseShape(faults);
  return { member, request: value };
}
