import { geodesicDistance } from '../geometry/geodesic.ts';
import { partsOf } from './parts-of.ts';
import { known } from './results.ts';
import { serviceCentres } from './service-centres.ts';
import type { Measure } from './types.ts';
import { usableGeometry } from './usable-geometry.ts';

export const FURTHEST_STRAIGHT: Measure = {
  id: 'furthest-straight',
  version: 1,
  unit: 'm',
  name: { zh: '到服务中心最远直线距离', en: 'Furthest straight distance to the service centre' },
  source: {
    zh: '社区界线各顶点到最近服务中心的大地线距离的最大值（YH 一(二)）。服务中心指明所属社区的从之，未指明的归其所在社区。',
    en: 'Greatest geodesic distance from a vertex of the border to the nearest of the community’s service centres (YH 一(二)): those that name it, and those that name none and lie in it.',
  },
  measure(community, context) {
    const usable = usableGeometry(community);
    if (!usable.ok) return usable.why;
    const served = serviceCentres(community, context);
    if (!served.ok) return served.why;
    let furthest = 0;
    for (const position of partsOf(usable.geometry).flat(2)) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const centre of served.centres) {
        nearest = Math.min(nearest, geodesicDistance(centre.position, position));
      }
      furthest = Math.max(furthest, nearest);
    }
    return known(furthest);
  },
};
