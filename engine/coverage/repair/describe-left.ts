import { geodesicArea } from '../../geometry/geodesic.ts';
import { byCodePoint } from '../context.ts';
import { findInvalid } from '../find-invalid.ts';
import { findingId } from '../finding-id.ts';
import { areaText, lengthText } from '../format-figures.ts';
import { nameOf } from '../name-of.ts';
import type { CommunityInput, Message } from '../types.ts';
import {
  concernedBy,
  cornerKey,
  type DescribeInput,
  figuresOf,
  idsOf,
  namesOf,
} from './describe-input.ts';
import type { Decision } from './resolve-faces.ts';
import type { LeftFault, LeftReason } from './types.ts';

const LEFT_TEXT: Record<LeftReason, Message> = {
  'by-choice': { zh: '按所选策略保留', en: 'left, as the strategy says' },
  'too-wide': { zh: '宽度超过自动修复的上限，请人工核实', en: 'too wide to be mended unseen' },
  'would-vanish': {
    zh: '处理后会有社区不复存在',
    en: 'a community would vanish if it were resolved',
  },
  duplicate: { zh: '图形相同，可能是重复录入', en: 'probably a duplicate' },
  'no-neighbour': { zh: '没有可划入的相邻社区', en: 'no community borders it' },
  outside: { zh: '未要求裁剪', en: 'clipping was not asked for' },
  unusable: { zh: '图形无法使用', en: 'the shape cannot be used' },
  'too-tangled': { zh: '边界过于纠缠', en: 'the borders are too tangled' },
  unchecked: { zh: '未能检查', en: 'it could not be checked' },
  unsettled: { zh: '多次修复仍会重现', en: 'it comes back with every attempt' },
};

/** Faults that were left as they are, with the reason. */
export function describeLeft(input: DescribeInput): LeftFault[] {
  return new LeftDescriber(input).left();
}

/** Nothing was repaired: the arrangement could not be built. */
export function describeTangle(error: Error, communities: readonly CommunityInput[]): LeftFault {
  const ids = [...new Set(communities.map(({ id }) => id))].sort(byCodePoint);
  const why = LEFT_TEXT['too-tangled'];
  return {
    id: findingId('left.unchecked', ids),
    kind: 'unchecked',
    reason: 'too-tangled',
    communities: ids,
    geometry: null,
    areaSquareMetres: null,
    widthMetres: null,
    location: null,
    message: {
      zh: `未能修复：${why.zh}（${error.message}）。请先改正图形无效的社区。`,
      en: `Nothing could be repaired: ${why.en} (${error.message}). Mend the invalid shapes first.`,
    },
  };
}

class LeftDescriber {
  private readonly input: DescribeInput;

  constructor(input: DescribeInput) {
    this.input = input;
  }

  left(): LeftFault[] {
    const { scope, resolution, geometries, invalid, dropped } = this.input;
    const regions = resolution.decisions
      .filter(({ to }) => to === null)
      .flatMap((item) => this.leftRegion(item));
    const twins = [...resolution.twins]
      .filter(([twin]) => !dropped.has(twin))
      .map(([twin, first]) => this.leftTwin(twin, first));
    const broken = [...invalid]
      .filter((owner) => findInvalid(geometries[owner]!).length > 0)
      .map((owner): LeftFault => {
        const name = nameOf(scope.communities[owner]!);
        const id = scope.communities[owner]!.id;
        return {
          id: findingId('left.invalid', [id]),
          kind: 'invalid',
          reason: 'unusable',
          communities: [id],
          geometry: null,
          areaSquareMetres: null,
          widthMetres: null,
          location: null,
          message: {
            zh: `“${name.zh}”的图形无效，未能修复：${LEFT_TEXT.unusable.zh}。`,
            en: `The geometry of ${name.en} stays invalid: ${LEFT_TEXT.unusable.en}.`,
          },
        };
      });
    return [...regions, ...twins, ...broken];
  }

  private leftRegion({ kind, region, reason }: Decision): LeftFault[] {
    // Crumbs are joined or not mentioned.
    if (kind === 'crumb') return [];
    const { measure } = region;
    const owners =
      kind === 'gap' ? concernedBy(this.input.scope, { kind, region, to: null }) : region.owners;
    const ids = idsOf(this.input.scope, owners);
    const why = LEFT_TEXT[reason!];
    const area = areaText(measure.areaSquareMetres);
    const width = lengthText(measure.widthMetres);
    const names = namesOf(this.input.scope, owners);
    const what = {
      gap: {
        zh: `保留管理空白 ${area.zh}（最宽处 ${width.zh}）`,
        en: `Gap of ${area.en}, at most ${width.en} wide, left`,
      },
      overlap: {
        zh: `保留${names.zh}重叠的 ${area.zh}（最宽处 ${width.zh}）`,
        en: `Overlap of ${area.en} of ${names.en}, at most ${width.en} wide, left`,
      },
      outside: {
        zh: `保留${names.zh}超出辖区的 ${area.zh}（最宽处 ${width.zh}）`,
        en: `${area.en} of ${names.en} beyond the jurisdiction, at most ${width.en} wide, left`,
      },
    }[kind];
    return [
      {
        id: findingId(`left.${kind}`, [...ids, cornerKey(region)]),
        kind,
        reason: reason!,
        communities: ids,
        ...figuresOf(region),
        message: { zh: `${what.zh}：${why.zh}。`, en: `${what.en}: ${why.en}.` },
      },
    ];
  }

  private leftTwin(twin: number, first: number): LeftFault {
    const ids = idsOf(this.input.scope, [twin, first]);
    const geometry = this.input.geometries[twin]!;
    const names = namesOf(this.input.scope, [first, twin]);
    return {
      id: findingId('left.duplicate', ids),
      kind: 'overlap',
      reason: 'duplicate',
      communities: ids,
      geometry,
      areaSquareMetres: geodesicArea(geometry),
      widthMetres: null,
      location: null,
      message: {
        zh: `保留${names.zh}：${LEFT_TEXT.duplicate.zh}。`,
        en: `${names.en} cover the same area, left: ${LEFT_TEXT.duplicate.en}.`,
      },
    };
  }
}
