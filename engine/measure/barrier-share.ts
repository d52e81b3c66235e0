import { BarrierIndex } from '../barriers/barrier-index.ts';
import { borderShare } from '../barriers/border-share.ts';
import { remember } from './remember.ts';
import { known, missing } from './results.ts';
import type { Measure } from './types.ts';
import { usableGeometry } from './usable-geometry.ts';

const INDEX = remember((barriers: ConstructorParameters<typeof BarrierIndex>[0]) => {
  return new BarrierIndex(barriers);
});

export const BARRIER_SHARE: Measure = {
  id: 'barrier-share',
  version: 1,
  unit: 'ratio',
  name: { zh: '沿路河界线比例', en: 'Border on named barriers' },
  source: {
    zh: '周长中沿有名称的道路、河流、铁路、山脊等（容差内，默认 20 米）的比例（YH 二(一)）。分项为周长沿各类界线物（不论有无名称）的比例，`none` 为不沿任何界线物的比例，合计为 1。',
    en: 'Share of the perimeter that follows a named road, river, railway, ridge or the like within the tolerance, 20 m unless told otherwise (YH 二(一)). Its parts are the shares along barriers of each class, named or not, and along `none`; they add up to 1.',
  },
  measure(community, { barriers, barrierToleranceMetres }) {
    if (barriers === undefined) {
      return missing('no-barriers', {
        zh: '没有给出道路、河流等界线物。',
        en: 'No barriers (roads, rivers and the like) are given.',
      });
    }
    const usable = usableGeometry(community);
    if (!usable.ok) return usable.why;
    const { lengthMetres, lengthByClass, share } = borderShare(
      usable.geometry,
      INDEX(barriers),
      barrierToleranceMetres === undefined ? {} : { toleranceMetres: barrierToleranceMetres },
    );
    const parts: Record<string, number> = {};
    for (const [barrierClass, length] of Object.entries(lengthByClass)) {
      parts[barrierClass] = length / lengthMetres;
    }
    return known(share, { parts });
  },
};
