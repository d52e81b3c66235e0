import {
  findReferenceSystem,
  REFERENCE_SYSTEM_URIS,
  type ReferenceSystem,
} from '#contract/reference-systems.ts';
import { ParameterFault } from './parameter-fault.ts';

/** A reference system that the API knows; the fault lists them all. */
export function readReferenceSystem(text: string): ReferenceSystem | ParameterFault {
  return findReferenceSystem(text) ?? UNKNOWN;
}

const KNOWN = REFERENCE_SYSTEM_URIS.join(' ');

const UNKNOWN = new ParameterFault(
  `没有此坐标参考系；可用：${KNOWN}`,
  `there is no such reference system here; known are: ${KNOWN}`,
);
