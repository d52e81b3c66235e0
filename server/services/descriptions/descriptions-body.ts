import type { InlineAdjustmentRequest, InlineDescriptionsRequest } from '#contract/descriptions.ts';
import { toBytes } from '../audit/to-bytes.ts';
import type { ComputeTasks } from '../compute/tasks.ts';
import { MaterialReader } from '../material/material-reader.ts';
import { resolveUnits } from '../material/resolve-references.ts';
import { readStoredMaterial } from '../material/stored-material.ts';
import { readDescriptionsRequest } from './read-descriptions-request.ts';
import {
  type AdjustmentInput,
  type BoundariesInput,
  runAdjustment,
  runDescriptions,
} from './run-descriptions.ts';

/**
 * Reads the body of `POST /descriptions` and answers it; a body that names a register is handed back.
 * @throws DomainError when its data cannot be described
 */
export function descriptionsBody({
  body,
  maxVertices,
}: ComputeTasks['descriptions']['input']): ComputeTasks['descriptions']['output'] {
  const read = readDescriptionsRequest(body);
  if ('register' in read) return { kind: 'register', request: read.register };
  const answer =
    read.form === 'adjustment'
      ? runAdjustment(readAdjustment(read.request, maxVertices))
      : runDescriptions(readBoundaries(read.request, maxVertices));
  return { kind: 'result', json: toBytes(answer) };
}

function readBoundaries(request: InlineDescriptionsRequest, maxVertices: number): BoundariesInput {
  const reader = new MaterialReader(maxVertices);
  const communities = reader.communities(request.communities) ?? [];
  const jurisdiction = reader.jurisdiction(request.jurisdiction);
  const barriers = reader.barriers(request.barriers) ?? [];
  const tolerance = request.options?.toleranceMetres;
  return {
    communities,
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    barriers,
    ...(request.only === undefined ? {} : { only: request.only }),
    ...(tolerance === undefined ? {} : { toleranceMetres: tolerance }),
    notes: reader.finish(),
  };
}

function readAdjustment(request: InlineAdjustmentRequest, maxVertices: number): AdjustmentInput {
  const reader = new MaterialReader(maxVertices);
  const before = reader.communities(request.before, 'before') ?? [];
  const after = reader.communities(request.after, 'after') ?? [];
  const jurisdiction = reader.jurisdiction(request.jurisdiction);
  const barriers = reader.barriers(request.barriers) ?? [];
  const units = reader.units(request.units);
  const notes = reader.finish();
  return {
    before,
    after,
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    barriers,
    ...(units === undefined
      ? {}
      : { units: resolveUnits(units, { communities: before, estates: [] }) }),
    ...(request.options === undefined ? {} : { options: request.options }),
    notes,
  };
}

/** The same for a jurisdiction of the register. */
export function descriptionsOfRegister({
  request: { form, request },
  material,
}: ComputeTasks['descriptions-of-register']['input']): ComputeTasks['descriptions-of-register']['output'] {
  const { jurisdiction, communities, communitiesBefore, barriers, units } =
    readStoredMaterial(material);
  const surroundings = {
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    barriers,
    notes: material.notes,
  };
  if (form === 'adjustment') {
    const answer = runAdjustment({
      ...surroundings,
      before: communitiesBefore,
      after: communities,
      ...(units.length === 0 ? {} : { units }),
      ...(request.options === undefined ? {} : { options: request.options }),
    });
    return { json: toBytes(answer) };
  }
  const tolerance = request.options?.toleranceMetres;
  const answer = runDescriptions({
    ...surroundings,
    communities,
    ...(request.only === undefined ? {} : { only: request.only }),
    ...(tolerance === undefined ? {} : { toleranceMetres: tolerance }),
  });
  return { json: toBytes(answer) };
}
