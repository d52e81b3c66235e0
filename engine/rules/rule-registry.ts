import { boundaryClear } from './boundary-clear.ts';
import { coverageGap } from './coverage-gap.ts';
import { coverageOutside } from './coverage-outside.ts';
import { coverageOverlap } from './coverage-overlap.ts';
import { estateTown } from './estate-town.ts';
import { estateWhole } from './estate-whole.ts';
import { gridBalance } from './grid-balance.ts';
import { serviceCentre } from './service-centre.ts';
import { serviceElderly } from './service-elderly.ts';
import { serviceFacilities } from './service-facilities.ts';
import { serviceRatio } from './service-ratio.ts';
import { shapeContiguous } from './shape-contiguous.ts';
import { shapeEnclave } from './shape-enclave.ts';
import { shapeExtent } from './shape-extent.ts';
import { shapeRegular } from './shape-regular.ts';
import { sizeBand } from './size-band.ts';
import { sizeMax } from './size-max.ts';
import { sizeMerge } from './size-merge.ts';
import { sizeSplit } from './size-split.ts';
import { staffFounding } from './staff-founding.ts';
import type { RuleModule } from './types.ts';
import { villageArable } from './village-arable.ts';
import { villageAssets } from './village-assets.ts';
import { villageConverted } from './village-converted.ts';
import { villageLabour } from './village-labour.ts';
import { villageUnchanged } from './village-unchanged.ts';
import { villageUrban } from './village-urban.ts';
import { zoneIndustrial } from './zone-industrial.ts';

/** Every rule that a policy may name. A new rule is one file and one line here. */
export const RULE_MODULES: ReadonlyMap<string, RuleModule> = new Map(
  [
    coverageGap,
    coverageOverlap,
    coverageOutside,
    shapeContiguous,
    shapeEnclave,
    shapeRegular,
    shapeExtent,
    boundaryClear,
    sizeSplit,
    sizeMerge,
    sizeMax,
    sizeBand,
    serviceRatio,
    serviceElderly,
    serviceCentre,
    serviceFacilities,
    staffFounding,
    estateWhole,
    estateTown,
    villageConverted,
    villageUrban,
    villageArable,
    villageLabour,
    villageAssets,
    villageUnchanged,
    zoneIndustrial,
    gridBalance,
  ].map((module) => [module.id, module]),
);
