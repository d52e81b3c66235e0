import type { InputProblem } from '#contract/input-problem.ts';
import {
  type InlineMeasuresRequest,
  InlineMeasuresRequestSchema,
  type RegisterMeasuresRequest,
  RegisterMeasuresRequestSchema,
} from '#contract/measures.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import { toBytes } from '../audit/to-bytes.ts';
import type { ComputeTasks } from '../compute/tasks.ts';
import { MaterialReader } from '../material/material-reader.ts';
import { readRequest } from '../material/read-request.ts';
import { resolveCommunities, resolverOf, resolveUnits } from '../material/resolve-references.ts';
import { readStoredMaterial } from '../material/stored-material.ts';
import { refuseShape } from '../read-body.ts';
import { type MeasuresInput, runMeasures, settingsOf } from './run-measures.ts';

/**
 * Reads the body of `POST /measures` and answers it; a body that names a register is handed back.
 * @throws DomainError when its data cannot be measured
 */
export function measuresBody({
  body,
  maxVertices,
}: ComputeTasks['measures']['input']): ComputeTasks['measures']['output'] {
  const { member, request } = readRequest(body, {
    register: RegisterMeasuresRequestSchema,
    communities: InlineMeasuresRequestSchema,
  });
  checkBand((request as InlineMeasuresRequest).options);
  if (member === 'register') {
    return { kind: 'register', request: request as RegisterMeasuresRequest };
  }
  const input = readInline(request as InlineMeasuresRequest, maxVertices);
  return { kind: 'result', json: toBytes(runMeasures(input)) };
}

function readInline(request: InlineMeasuresRequest, maxVertices: number): MeasuresInput {
  const reader = new MaterialReader(maxVertices);
  const communities = reader.communities(request.communities) ?? [];
  const jurisdiction = reader.jurisdiction(request.jurisdiction);
  const barriers = reader.barriers(request.barriers);
  const facilities = reader.facilities(request.facilities);
  const estates = reader.estates(request.estates);
  const units = reader.units(request.units);
  const notes = reader.finish();
  const before = request.communitiesBefore;
  const communityId = resolverOf(communities);
  return {
    context: {
      communities,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(barriers === undefined ? {} : { barriers: linesToMeasure(barriers) }),
      ...(facilities === undefined
        ? {}
        : { facilities: resolveCommunities(facilities, communities) }),
      ...(estates === undefined ? {} : { estates }),
      ...(units === undefined
        ? {}
        : { units: resolveUnits(units, { communities, estates: estates ?? [] }) }),
      ...(before === undefined
        ? {}
        : {
            unitsBefore: new Map(
              Object.entries(before).map(([unit, community]) => [
                unit,
                community === null ? null : communityId(community),
              ]),
            ),
          }),
      ...settingsOf(request),
    },
    ...(request.measures === undefined ? {} : { measures: request.measures }),
    notes,
  };
}

/** Measures the communities of a jurisdiction of the register. What it holds none of counts as unknown. */
export function measuresOfRegister({
  request,
  material,
}: ComputeTasks['measures-of-register']['input']): ComputeTasks['measures-of-register']['output'] {
  const { jurisdiction, communities, barriers, estates, facilities, units } =
    readStoredMaterial(material);
  const answer = runMeasures({
    context: {
      communities,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(barriers.length === 0 ? {} : { barriers: linesToMeasure(barriers) }),
      ...(facilities.length === 0 ? {} : { facilities }),
      ...(estates.length === 0 ? {} : { estates }),
      ...(units.length === 0 ? {} : { units }),
      ...settingsOf(request),
    },
    ...(request.measures === undefined ? {} : { measures: request.measures }),
    notes: material.notes,
  });
  return { json: toBytes(answer) };
}

function checkBand(options: InlineMeasuresRequest['options']): void {
  const band = options?.householdBand;
  if (band !== undefined && band.min > band.max) throw refuseShape([UPSIDE_DOWN]);
}

const UPSIDE_DOWN: InputProblem = {
  code: 'invalid-value',
  pointer: '/options/householdBand/min',
  message: { zh: '不得大于 max', en: 'must not exceed max' },
};
