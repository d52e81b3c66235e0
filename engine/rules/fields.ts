/**
 * Names of the attributes that rules read from `properties`. Stated once: importers map the
 * columns of a file to these. Figures are numbers, or text of plain digits; a yes or no is `true` or `false`,
 * 是 or 否, yes or no, 1 or 0.
 */
export const FIELDS = {
  /** Resident households (常住户数). */
  households: 'households',
  /** `true` where the figure of households is an estimate: shown with `*`. */
  householdsEstimated: 'householdsEstimated',
  /** Resident people (常住人口). */
  population: 'population',
  /** `urban` 社区, `village` 村, `converted` 村改社区 or `park` 园区 (DOMAIN §1); see `readKind`. */
  kind: 'kind',
  /** Why the separate parts of a community are run by it for now (托管): a text. */
  entrusted: 'entrusted',
  /** What the plan does to make the community: `create`, `merge`, `split`, `transfer` or `convert`. */
  planOperation: 'planOperation',
  /** Premises for residents' care of the elderly at home, m² (居家养老服务用房). */
  elderlySpaceSquareMetres: 'elderlySpaceSquareMetres',
  /** People in the team that founds the community (筹建班子). */
  foundingTeam: 'foundingTeam',
  /** Collective land that has not been requisitioned, m² (剩余集体土地). */
  remainingCollectiveLandSquareMetres: 'remainingCollectiveLandSquareMetres',
  /** Share of the farm households that have been rehoused, 0–1 (安置率). */
  rehousingRate: 'rehousingRate',
  /** Lies within the planned urban construction boundary (城市规划建设用地范围内). */
  withinUrbanBoundary: 'withinUrbanBoundary',
  /** Arable land for each villager, m² (人均耕地). */
  arableSquareMetresPerPerson: 'arableSquareMetresPerPerson',
  /** Share of the labour force that works off the land, 0–1 (非农就业比例). */
  offFarmLabourShare: 'offFarmLabourShare',
  /** The collective's assets and debts are settled (集体资产处置和债权债务清理完成). */
  assetsSettled: 'assetsSettled',
  /** Firms and shops (市场主体). */
  enterprises: 'enterprises',
  /** Cases that a grid handles in a month (月均办件量). */
  workload: 'workload',
} as const;

/** Of estates. */
export const ESTATE_FIELDS = {
  households: 'households',
  /** `apartment` for single-person apartments and serviced flats (单身公寓、酒店式公寓). */
  houseType: 'houseType',
  /** The jurisdiction that leads for an estate that lies in several (牵头镇街): its name or code. */
  leadJurisdiction: 'leadJurisdiction',
} as const;

/** Of facilities. */
export const FACILITY_FIELDS = {
  /** Share of a service centre's space that is for service and activities, 0–1. */
  serviceShare: 'serviceShare',
} as const;

/** Of units. */
export const UNIT_FIELDS = {
  /** `industrial` for industrial land (工业); other words are as the source has them. */
  landUse: 'landUse',
} as const;
