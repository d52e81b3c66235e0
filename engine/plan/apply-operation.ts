import type { Message } from '../coverage/types.ts';
import { err, ok, type Result } from '../result.ts';
import { OPERATIONS } from './operations/index.ts';
import { applyChange, inverseOf } from './plan-state.ts';
import type {
  Change,
  Operation,
  OperationDefinition,
  OperationKind,
  OperationParameters,
  ParameterFault,
  PlanContext,
  PlanState,
  Reason,
} from './types.ts';

/** What an operation leads to: the state after it, the change between, and the one that leads back. */
export interface Applied {
  plan: PlanState;
  change: Change;
  inverse: Change;
}

/** Takes an operation from outside: all faults of it with their places (`/parameters/parts/0/id`). Never throws. */
export function parseOperation(value: unknown): Result<Operation, ParameterFault[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = { zh: '操作应为一个对象。', en: 'An operation must be an object.' };
    return err([{ pointer: '', message }]);
  }
  const { operation, parameters } = value as { operation?: unknown; parameters?: unknown };
  if (!isKind(operation)) {
    const known = Object.keys(OPERATIONS);
    const message = {
      zh: `没有这种操作；可用的有 ${known.join('、')}。`,
      en: `There is no such operation; known are ${known.join(', ')}.`,
    };
    return err([{ pointer: '/operation', message }]);
  }
  return parseOf(operation, parameters);
}

function parseOf<K extends OperationKind>(
  kind: K,
  value: unknown,
): Result<Operation, ParameterFault[]> {
  const parsed = definitionOf(kind).parse(value);
  if (!parsed.ok) {
    return err(
      parsed.error.map(({ pointer, message }) => ({ pointer: `/parameters${pointer}`, message })),
    );
  }
  // The kind and its parameters belong together by the definition.
  return ok({ operation: kind, parameters: parsed.value } as unknown as Operation);
}

const isKind = (value: unknown): value is OperationKind =>
  typeof value === 'string' && Object.hasOwn(OPERATIONS, value);

const definitionOf = <K extends OperationKind>(kind: K): OperationDefinition<K> => OPERATIONS[kind];

/** Why the operation may not run now, without doing the geometry; null when nothing speaks against it. */
export const canApply = (
  plan: PlanState,
  { operation, parameters }: Operation,
  context: PlanContext,
): Reason | null => canOf(plan, operation, parameters, context);

const canOf = <K extends OperationKind>(
  plan: PlanState,
  kind: K,
  parameters: OperationParameters[OperationKind],
  context: PlanContext,
): Reason | null => definitionOf(kind).can(plan, parameters as OperationParameters[K], context);

/**
 * Applies an operation. The plan that was given stays as it is; communities that the operation does not touch are the
 * same objects in the plan after it.
 * @returns the plan after it with the change and its inverse, or why it cannot be done and how to mend that
 */
export function applyOperation(
  plan: PlanState,
  { operation, parameters }: Operation,
  context: PlanContext,
): Result<Applied, Reason> {
  const result = applyOf(plan, operation, parameters, context);
  if (!result.ok) return result;
  const change = result.value;
  return ok({ plan: applyChange(plan, change), change, inverse: inverseOf(plan, change) });
}

const applyOf = <K extends OperationKind>(
  plan: PlanState,
  kind: K,
  parameters: OperationParameters[OperationKind],
  context: PlanContext,
): Result<Change, Reason> =>
  definitionOf(kind).apply(plan, parameters as OperationParameters[K], context);

/** One line for the history; `plan` is the state before the operation. */
export const describeOperation = (plan: PlanState, { operation, parameters }: Operation): Message =>
  describeOf(plan, operation, parameters);

const describeOf = <K extends OperationKind>(
  plan: PlanState,
  kind: K,
  parameters: OperationParameters[OperationKind],
): Message => definitionOf(kind).describe(plan, parameters as OperationParameters[K]);
