import { DomainError } from '#contract/domain-error.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import {
  type CutUnitsRequest,
  CutUnitsRequestSchema,
  type RegisterUnitsRequest,
  RegisterUnitsRequestSchema,
  type SuppliedUnitsRequest,
  SuppliedUnitsRequestSchema,
} from '#contract/units.ts';
import type { Message } from '#engine/coverage/types.ts';
import { toBytes } from '../audit/to-bytes.ts';
import type { ComputeTasks } from '../compute/tasks.ts';
import { MaterialReader } from '../material/material-reader.ts';
import { readRequest } from '../material/read-request.ts';
import { resolveUnits } from '../material/resolve-references.ts';
import { readStoredMaterial } from '../material/stored-material.ts';
import { refuseShape } from '../read-body.ts';
import { runUnits, type UnitsInput } from './run-units.ts';

/**
 * Reads the body of `POST /units` and answers it; a body that names a register is handed back.
 * @throws DomainError when units cannot be made of it
 */
export function unitsBody({
  body,
  maxVertices,
}: ComputeTasks['units']['input']): ComputeTasks['units']['output'] {
  const { member, request } = readRequest(body, {
    register: RegisterUnitsRequestSchema,
    units: SuppliedUnitsRequestSchema,
    barriers: CutUnitsRequestSchema,
  });
  if (member === 'register') return { kind: 'register', request: request as RegisterUnitsRequest };
  const input =
    member === 'units'
      ? readSupplied(request as SuppliedUnitsRequest, maxVertices)
      : readCut(request as CutUnitsRequest, maxVertices);
  return { kind: 'result', json: toBytes(runUnits(input)) };
}

function readCut(request: CutUnitsRequest, maxVertices: number): UnitsInput {
  if (request.jurisdiction === undefined && request.communities === undefined) {
    throw refuseShape([NO_GROUND]);
  }
  const reader = new MaterialReader(maxVertices);
  const jurisdiction = reader.jurisdiction(request.jurisdiction);
  const read = readHomes(request, reader);
  const notes = reader.finish();
  return { ...read, ...(jurisdiction === undefined ? {} : { jurisdiction }), notes };
}

function readSupplied(request: SuppliedUnitsRequest, maxVertices: number): UnitsInput {
  const reader = new MaterialReader(maxVertices);
  const units = reader.units(request.units) ?? [];
  const jurisdiction = reader.jurisdiction(request.jurisdiction);
  const read = readHomes(request, reader);
  const notes = reader.finish();
  const { communities = [], estates = [] } = read;
  return {
    ...read,
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    units: resolveUnits(units, { communities, estates }),
    notes,
  };
}

function readHomes(
  request: CutUnitsRequest | SuppliedUnitsRequest,
  reader: MaterialReader,
): Omit<UnitsInput, 'notes'> {
  const communities = reader.communities(request.communities);
  const barriers = reader.barriers(request.barriers) ?? [];
  const estates = reader.estates(request.estates);
  return {
    ...(communities === undefined ? {} : { communities }),
    barriers,
    ...(estates === undefined ? {} : { estates }),
    ...readFootprints(request, reader),
    ...settingsOf(request),
  };
}

function readFootprints(
  request: Pick<CutUnitsRequest, 'buildings' | 'residentialAreas'>,
  reader: MaterialReader,
): Pick<UnitsInput, 'buildings' | 'residentialAreas'> {
  const buildings = reader.buildings(request.buildings);
  const residentialAreas = reader.residentialAreas(request.residentialAreas);
  return {
    ...(buildings === undefined ? {} : { buildings }),
    ...(residentialAreas === undefined ? {} : { residentialAreas }),
  };
}

function settingsOf({
  options,
  households,
}: Pick<CutUnitsRequest, 'options' | 'households'>): Pick<UnitsInput, 'options' | 'households'> {
  return {
    ...(options === undefined ? {} : { options }),
    ...(households === undefined ? {} : { households }),
  };
}

/**
 * Cuts the units of a jurisdiction of the register, or takes those that are registered.
 * @throws DomainError where the register does not hold what is needed
 */
export function unitsOfRegister({
  request,
  material,
  maxVertices,
}: ComputeTasks['units-of-register']['input']): ComputeTasks['units-of-register']['output'] {
  const reader = new MaterialReader(maxVertices);
  const footprints = readFootprints(request, reader);
  const notes = [...material.notes, ...reader.finish()];
  const { jurisdiction, communities, barriers, estates, units } = readStoredMaterial(material);
  const isRegistered = request.register.units === 'registered';
  if (isRegistered && units.length === 0) throw notOnRecord(NO_UNITS);
  if (jurisdiction === undefined && communities.length === 0) throw notOnRecord(NO_AREA);
  if (barriers.length === 0) notes.push(NO_BARRIERS);
  const answer = runUnits({
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(communities.length === 0 ? {} : { communities }),
    barriers,
    // A register without estates has not been told of any, which is not the same as having none.
    ...(estates.length === 0 ? {} : { estates }),
    ...(isRegistered ? { units } : {}),
    ...footprints,
    ...settingsOf(request),
    notes,
  });
  return { json: toBytes(answer) };
}

const NO_GROUND: InputProblem = {
  code: 'missing-member',
  pointer: '/jurisdiction',
  message: {
    zh: '缺少此成员：请给出辖区边界，或给出 communities，以其合并范围为界',
    en: 'is missing: give the outline to be cut, or communities, whose outline is taken',
  },
};

const NO_UNITS: Message = {
  zh: '该辖区没有登记地块；请先导入，或不写 units 以按道路河流划分',
  en: 'has no units on record; import them, or leave out units to have them cut from the barriers',
};

const NO_AREA: Message = {
  zh: '该辖区既没有登记边界，当日也没有社区',
  en: 'has neither an outline nor, on that day, a community on record',
};

const NO_BARRIERS: Message = {
  zh: '该辖区没有登记道路、河流等，地块只由社区边界划分',
  en: 'no barriers are on record: nothing but the borders of communities parts units',
};

const notOnRecord = (message: Message): DomainError =>
  new DomainError(
    'invalid-geodata',
    { zh: '登记库中缺少所需的资料。', en: 'The register lacks what is needed.' },
    [{ code: 'not-on-record', pointer: '/register/jurisdiction', message }],
  );
