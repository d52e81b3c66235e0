import type { OperationDefinition, OperationKind } from '../types.ts';
import { abolishCommunity } from './abolish.ts';
import { convertCommunity } from './convert.ts';
import { createCommunity } from './create.ts';
import { drawCommunity } from './draw-community.ts';
import { fillGap } from './fill-gap.ts';
import { markEntrusted } from './mark-entrusted.ts';
import { mergeCommunities } from './merge.ts';
import { reshapeBorder } from './reshape-border.ts';
import { resolveOverlap } from './resolve-overlap.ts';
import { setAttributes } from './set-attributes.ts';
import { snapBorders } from './snap-borders.ts';
import { splitByLine } from './split-by-line.ts';
import { splitIntoParts } from './split-into-parts.ts';
import { transferArea } from './transfer-area.ts';
import { transferUnits } from './transfer-units.ts';

/** Every kind of operation, by its word. */
export const OPERATIONS: { readonly [K in OperationKind]: OperationDefinition<K> } = {
  merge: mergeCommunities,
  'split-by-line': splitByLine,
  'split-into-parts': splitIntoParts,
  'transfer-units': transferUnits,
  'transfer-area': transferArea,
  'reshape-border': reshapeBorder,
  'fill-gap': fillGap,
  'resolve-overlap': resolveOverlap,
  'snap-borders': snapBorders,
  'draw-community': drawCommunity,
  create: createCommunity,
  abolish: abolishCommunity,
  convert: convertCommunity,
  'set-attributes': setAttributes,
  'mark-entrusted': markEntrusted,
};
