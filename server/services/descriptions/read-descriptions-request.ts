import {
  type InlineAdjustmentRequest,
  InlineAdjustmentRequestSchema,
  type InlineDescriptionsRequest,
  InlineDescriptionsRequestSchema,
  type RegisterAdjustmentRequest,
  RegisterAdjustmentRequestSchema,
  type RegisterDescriptionsRequest,
  RegisterDescriptionsRequestSchema,
} from '#contract/descriptions.ts';
import { checkEnvelope, parseBody, refuseShape } from '../read-body.ts';

/** A request about the register. */
export type RegisterDescriptions =
  | { form: 'boundaries'; request: RegisterDescriptionsRequest }
  | { form: 'adjustment'; request: RegisterAdjustmentRequest };

export type DescriptionsRequest =
  | { form: 'boundaries' | 'adjustment'; register: RegisterDescriptions }
  | { form: 'boundaries'; request: InlineDescriptionsRequest }
  | { form: 'adjustment'; request: InlineAdjustmentRequest };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the envelope of `POST /descriptions`: boundaries are described, or with `before` two states compared.
 * @throws DomainError `not-json` or `invalid-body` with every departure
 */
export function readDescriptionsRequest(body: Uint8Array): DescriptionsRequest {
  const value = parseBody(body);
  const members = isRecord(value) ? value : {};
  if ('register' in members) {
    const isAdjustment = isRecord(members.register) && 'before' in members.register;
    if (isAdjustment) {
      const request = checked<RegisterAdjustmentRequest>(RegisterAdjustmentRequestSchema, value);
      return { form: 'adjustment', register: { form: 'adjustment', request } };
    }
    const request = checked<RegisterDescriptionsRequest>(RegisterDescriptionsRequestSchema, value);
    return { form: 'boundaries', register: { form: 'boundaries', request } };
  }
  if ('before' in members || 'after' in members) {
    const request = checked<InlineAdjustmentRequest>(InlineAdjustmentRequestSchema, value);
    return { form: 'adjustment', request };
  }
  const request = checked<InlineDescriptionsRequest>(InlineDescriptionsRequestSchema, value);
  return { form: 'boundaries', request };
}

function checked<T>(schema: Parameters<typeof checkEnvelope>[0], value: unknown): T {
  const faults = checkEnvelope(schema, value);
  if (faults.length > 0) throw refuseShape(faults);
  return value as T;
}
