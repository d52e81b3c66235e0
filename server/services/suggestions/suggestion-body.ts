import { DomainError } from '#contract/domain-error.ts';
import {
  DEFAULT_SUGGESTION_POLICY,
  type InlineSuggestionRequest,
  InlineSuggestionRequestSchema,
  type RegisterSuggestionRequest,
  RegisterSuggestionRequestSchema,
} from '#contract/suggestions.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { Progress } from '#engine/workers/throttle-progress.ts';
import type { PolicyStore } from '../audit/policy-store.ts';
import type { ComputeTasks } from '../compute/tasks.ts';
import { MaterialReader } from '../material/material-reader.ts';
import { readRequest } from '../material/read-request.ts';
import { resolveCommunities, resolveUnits } from '../material/resolve-references.ts';
import { readStoredMaterial } from '../material/stored-material.ts';
import { checkInline, checkRegister, isSmall, resolveTargets } from './check-request.ts';
import { runSuggestion, type SuggestionWork } from './run-suggestion.ts';
import type { SuggestMaterial } from './suggest-input.ts';

type Tell = (progress: Progress) => void;

/**
 * Reads the body of `POST /suggestions` and, if it carries its data and is to be answered now, makes the suggestions. One
 * that names a register, and one that is not for now, is checked and handed back.
 * @throws DomainError when no suggestions can be made of it
 */
export function suggestionBody(
  { body, maxVertices, when }: ComputeTasks['suggestion']['input'],
  policies: PolicyStore,
  tell: Tell,
): ComputeTasks['suggestion']['output'] {
  const { member, request } = readRequest(body, {
    register: RegisterSuggestionRequestSchema,
    kind: InlineSuggestionRequestSchema,
  });
  if (member === 'register') {
    const ofRegister = request as RegisterSuggestionRequest;
    checkRegister(ofRegister);
    if (ofRegister.policy !== undefined) policies.get(ofRegister.policy);
    return { kind: 'register', request: ofRegister, body };
  }
  const inline = request as InlineSuggestionRequest;
  checkInline(inline);
  const { policy: policyId = DEFAULT_SUGGESTION_POLICY, kind, options } = inline;
  const policy = policies.get(policyId);
  const { material, notes } = readInline(inline, maxVertices);
  resolveTargets(options?.targets, material.communities);
  if (when === 'later' || (when === 'if-small' && !isSmall(kind, material, options))) {
    return { kind: 'later', body };
  }
  return runSuggestion({ kind, material, policy, options, ground: groundOf(inline), notes }, tell);
}

function readInline(
  request: InlineSuggestionRequest,
  maxVertices: number,
): { material: SuggestMaterial; notes: Message[] } {
  const reader = new MaterialReader(maxVertices);
  const communities = reader.communities(request.communities) ?? [];
  const units = reader.units(request.units);
  const barriers = reader.barriers(request.barriers) ?? [];
  const jurisdiction = reader.jurisdiction(request.jurisdiction);
  const estates = reader.estates(request.estates);
  const facilities = reader.facilities(request.facilities);
  const footprints = readFootprints(request, reader);
  const notes = reader.finish();
  const known = { communities, estates: estates ?? [] };
  return {
    material: {
      communities,
      barriers,
      ...(units === undefined ? {} : { units: resolveUnits(units, known) }),
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(estates === undefined ? {} : { estates }),
      ...(facilities === undefined
        ? {}
        : { facilities: resolveCommunities(facilities, communities) }),
      ...footprints,
    },
    notes,
  };
}

function readFootprints(
  request: Pick<InlineSuggestionRequest, 'buildings' | 'residentialAreas'>,
  reader: MaterialReader,
): Pick<SuggestMaterial, 'buildings' | 'residentialAreas'> {
  const buildings = reader.buildings(request.buildings);
  const residentialAreas = reader.residentialAreas(request.residentialAreas);
  return {
    ...(buildings === undefined ? {} : { buildings }),
    ...(residentialAreas === undefined ? {} : { residentialAreas }),
  };
}

const groundOf = ({
  unitOptions,
  households,
}: Pick<InlineSuggestionRequest, 'unitOptions' | 'households'>): SuggestionWork['ground'] => ({
  ...(unitOptions === undefined ? {} : { unitOptions }),
  ...(households === undefined ? {} : { households }),
});

/**
 * Makes suggestions for a jurisdiction of the register, if it is small enough for now.
 * @throws DomainError where the register does not hold what is needed
 */
export function suggestionOfRegister(
  { request, material: stored, maxVertices, when }: ComputeTasks['suggestion-of-register']['input'],
  policies: PolicyStore,
  tell: Tell,
): ComputeTasks['suggestion-of-register']['output'] {
  const { kind, options } = request;
  const policy = policies.get(request.policy ?? DEFAULT_SUGGESTION_POLICY);
  const reader = new MaterialReader(maxVertices);
  const footprints = readFootprints(request, reader);
  const notes = [...stored.notes, ...reader.finish()];
  const known = readStoredMaterial(stored);
  const { communities, barriers, jurisdiction, estates, facilities } = known;
  const material: SuggestMaterial = {
    communities,
    barriers,
    ...unitsFrom(request, known.units, notes),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    // A register without estates has not been told of any, which is not the same as having none.
    ...(estates.length === 0 ? {} : { estates }),
    ...(facilities.length === 0 ? {} : { facilities }),
    ...footprints,
  };
  checkStored(request, material);
  resolveTargets(options?.targets, communities);
  if (when === 'if-small' && !isSmall(kind, material, options)) return { kind: 'later' };
  return runSuggestion({ kind, material, policy, options, ground: groundOf(request), notes }, tell);
}

function unitsFrom(
  { register }: RegisterSuggestionRequest,
  units: NonNullable<SuggestMaterial['units']>,
  notes: Message[],
): Pick<SuggestMaterial, 'units'> {
  if (register.units === 'cut') return {};
  if (units.length > 0) return { units };
  if (register.units === 'registered') throw notOnRecord(NO_UNITS);
  notes.push(CUT_ANEW);
  return {};
}

function checkStored(
  { kind }: RegisterSuggestionRequest,
  { communities, units, barriers, jurisdiction }: SuggestMaterial,
): void {
  if (communities.length === 0 && kind !== 'replan') throw notOnRecord(NO_COMMUNITIES);
  if (kind === 'merge' || kind === 'repair' || units !== undefined) return;
  if (barriers.length === 0) throw notOnRecord(NOTHING_TO_CUT);
  if (communities.length === 0 && jurisdiction === undefined) throw notOnRecord(NO_COMMUNITIES);
}

const CUT_ANEW: Message = {
  zh: '该辖区没有登记地块，已按登记的道路、河流划分',
  en: 'no units are on record: they were cut along the barriers on record',
};
const NO_UNITS: Message = {
  zh: '该辖区没有登记地块；请先导入，或不写 units 以按道路、河流划分',
  en: 'has no units on record; import them, or leave out units to have them cut from the barriers',
};
const NOTHING_TO_CUT: Message = {
  zh: '该辖区既没有登记地块，也没有登记可用来划分地块的道路、河流',
  en: 'has neither units nor barriers on record from which units could be cut',
};
const NO_COMMUNITIES: Message = {
  zh: '该辖区当日没有登记社区',
  en: 'has no communities on record on that day',
};

const notOnRecord = (message: Message): DomainError =>
  new DomainError(
    'invalid-geodata',
    { zh: '登记库中缺少所需的资料。', en: 'The register lacks what is needed.' },
    [{ code: 'not-on-record', pointer: '/register/jurisdiction', message }],
  );
