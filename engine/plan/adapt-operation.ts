import { indexOfMaterial } from './ground/material-index.ts';
import type { Operation, PlanContext, PlanState } from './types.ts';

type UnitMoves = readonly { units: readonly string[]; to: string }[];

/**
 * The operation without the communities and units that are no more; null when nothing of it is missing, or what is left of it
 * would be another operation.
 */
export function adaptOperation(
  plan: PlanState,
  given: Operation,
  context: PlanContext,
): Operation | null {
  const isThere = (id: string): boolean => plan.communities.has(id);
  const { byId } = indexOfMaterial(context.units ?? []);
  const isUnit = (id: string): boolean => byId.has(id);
  const movesLeft = (moves: UnitMoves) =>
    moves
      .filter(({ to }) => isThere(to))
      .map(({ units, to }) => ({ units: units.filter(isUnit), to }))
      .filter(({ units }) => units.length > 0);
  const adapted = adapt(given, { isThere, isUnit, movesLeft });
  return adapted === null || JSON.stringify(adapted) === JSON.stringify(given) ? null : adapted;
}

interface Left {
  isThere: (community: string) => boolean;
  isUnit: (unit: string) => boolean;
  movesLeft: (moves: UnitMoves) => { units: string[]; to: string }[];
}

function adapt(given: Operation, { isThere, isUnit, movesLeft }: Left): Operation | null {
  switch (given.operation) {
    case 'merge': {
      const communities = given.parameters.communities.filter(isThere);
      return communities.length < 2
        ? null
        : { ...given, parameters: { ...given.parameters, communities } };
    }
    case 'transfer-units': {
      const moves = movesLeft(given.parameters.moves);
      return moves.length === 0 ? null : { ...given, parameters: { moves } };
    }
    case 'transfer-area':
    case 'draw-community': {
      const { from } = given.parameters;
      const left = from?.filter(isThere);
      if (left === undefined || left.length === 0) return null;
      return { ...given, parameters: { ...given.parameters, from: left } } as Operation;
    }
    case 'snap-borders': {
      const communities = given.parameters.communities.filter(isThere);
      return communities.length === 0
        ? null
        : { ...given, parameters: { ...given.parameters, communities } };
    }
    case 'create': {
      const units = given.parameters.units.filter(isUnit);
      return units.length === 0 ? null : { ...given, parameters: { ...given.parameters, units } };
    }
    case 'split-into-parts': {
      const parts = given.parameters.parts
        .map((part) => ({ ...part, units: part.units.filter(isUnit) }))
        .filter(({ units }) => units.length > 0);
      return parts.length < 2 ? null : { ...given, parameters: { ...given.parameters, parts } };
    }
    case 'abolish': {
      if ('into' in given.parameters) return null;
      const moves = movesLeft(given.parameters.moves);
      return moves.length === 0
        ? null
        : { ...given, parameters: { community: given.parameters.community, moves } };
    }
    default:
      return null;
  }
}
