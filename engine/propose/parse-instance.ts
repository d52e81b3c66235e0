import type { Message } from '../coverage/types.ts';
import { err, ok, type Result } from '../result.ts';
import type { InstanceEdge, InstanceNode, PartitionInstance } from './instance.ts';

/** One fault of an instance, with its place as a JSON pointer (RFC 6901). */
export interface InstanceProblem {
  code:
    | 'wrong-type'
    | 'missing'
    | 'unknown-member'
    | 'bad-value'
    | 'repeated-id'
    | 'wrong-length'
    | 'more-problems';
  pointer: string;
  message: Message;
}

/** Problems that are listed; a file of another kind has one at every node. */
const MOST_PROBLEMS = 50;

/**
 * Reads an instance: `{ name, nodes: [{ id, population, x, y, a?, b? }], edges: [[i, j, length, class?]], barrierClasses,
 * classWeight, k?, tolerance?, band?, targetBand?, current? }`. Collects every problem. Members that nothing
 * reads but that belong to the format (`source`, `licence`, `published`, `weight`, `communities`, and the lengths by class
 * that `sizhi units` writes behind an edge) are let through; any other is refused, because a misspelt one
 * that were passed over would change the task.
 */
export function parseInstance(document: unknown): Result<PartitionInstance, InstanceProblem[]> {
  const reader = new Reader();
  const instance = reader.instance(document);
  return instance !== null && reader.problems.length === 0
    ? ok(instance)
    : err(reader.listProblems());
}

type Members = Readonly<Record<string, unknown>>;

const READ = [
  ...['name', 'nodes', 'edges', 'barrierClasses', 'classWeight', 'k', 'tolerance'],
  ...['band', 'targetBand', 'current'],
];
const LET_THROUGH = ['source', 'licence', 'published', 'weight', 'communities'];
const NODE_MEMBERS = ['id', 'population', 'x', 'y', 'a', 'b'];

interface NumberRange {
  least: number;
  most?: number;
  integer?: boolean;
}

class Reader {
  readonly problems: InstanceProblem[] = [];
  private unlisted = 0;

  instance(document: unknown): PartitionInstance | null {
    const members = this.members(document, '', [...READ, ...LET_THROUGH]);
    if (members === null) return null;
    const { name } = members;
    if (typeof name !== 'string') this.wrong('/name', { zh: '文字', en: 'a text' }, name);
    const nodes = this.list(members.nodes, '/nodes').map((item, i) => this.node(item, i));
    this.checkIds(nodes);
    const classWeight = this.list(members.classWeight, '/classWeight').map((item, i) =>
      this.number(item, `/classWeight/${i}`, { least: 0 }),
    );
    const barrierClasses = this.list(members.barrierClasses, '/barrierClasses').map((item, i) => {
      if (typeof item === 'string') return item;
      this.wrong(`/barrierClasses/${i}`, { zh: '文字', en: 'a text' }, item);
      return '';
    });
    this.checkLength('/classWeight', classWeight.length, 'barrierClasses', barrierClasses.length);
    if (nodes.length === 0 && Array.isArray(members.nodes)) {
      this.report('bad-value', '/nodes', { zh: '没有任何单元。', en: 'There are no units.' });
    }
    return {
      name: typeof name === 'string' ? name : '',
      nodes,
      edges: this.list(members.edges, '/edges').map((item, i) =>
        this.edge(item, `/edges/${i}`, nodes.length, classWeight.length),
      ),
      barrierClasses,
      classWeight,
      k: this.optional(members.k, '/k', {
        least: 1,
        most: Math.max(1, nodes.length),
        integer: true,
      }),
      tolerance: this.optional(members.tolerance, '/tolerance', { least: 0 }),
      band: this.band(members.band, '/band'),
      targetBand: this.band(members.targetBand, '/targetBand'),
      current: this.current(members.current, nodes.length),
    };
  }

  listProblems(): InstanceProblem[] {
    if (this.unlisted === 0) return this.problems;
    const message = {
      zh: `另有 ${this.unlisted} 处问题未列出。`,
      en: `${this.unlisted} more problems are not listed.`,
    };
    return [...this.problems, { code: 'more-problems', pointer: '', message }];
  }

  private node(item: unknown, index: number): InstanceNode {
    const pointer = `/nodes/${index}`;
    const members = this.members(item, pointer, NODE_MEMBERS) ?? {};
    const { id } = members;
    if (
      item !== null &&
      typeof item === 'object' &&
      typeof id !== 'string' &&
      !Number.isFinite(id)
    ) {
      this.wrong(`${pointer}/id`, { zh: '文字或数字', en: 'a text or a number' }, id);
    }
    const isObject = Object.keys(members).length > 0;
    const number = (name: string, range: NumberRange): number =>
      isObject ? this.number(members[name], `${pointer}/${name}`, range) : 0;
    return {
      id: typeof id === 'string' || typeof id === 'number' ? id : index,
      population: number('population', { least: 0 }),
      x: number('x', { least: Number.NEGATIVE_INFINITY }),
      y: number('y', { least: Number.NEGATIVE_INFINITY }),
      area: this.optional(members.a, `${pointer}/a`, { least: 0 }),
      outerLength: this.optional(members.b, `${pointer}/b`, { least: 0 }),
    };
  }

  private checkIds(nodes: readonly InstanceNode[]): void {
    const firstOf = new Map<string, number>();
    nodes.forEach(({ id }, i) => {
      const first = firstOf.get(String(id));
      if (first === undefined) firstOf.set(String(id), i);
      else {
        this.report('repeated-id', `/nodes/${i}/id`, {
          zh: `编号 ${shown(id)} 与第 ${first} 个单元重复。`,
          en: `The id ${shown(id)} is that of node ${first} as well.`,
        });
      }
    });
  }

  private edge(item: unknown, pointer: string, nodes: number, classes: number): InstanceEdge {
    const none = { from: 0, to: 0, length: 0, barrierClass: 0 };
    if (!Array.isArray(item) || item.length < 3 || item.length > 5) {
      const form = { zh: '[i, j, 长度, 类别]', en: '[i, j, length, class]' };
      this.wrong(pointer, form, item);
      return none;
    }
    const end = (at: number): number =>
      this.number(item[at], `${pointer}/${at}`, { least: 0, most: nodes - 1, integer: true });
    const [from, to] = [end(0), end(1)];
    if (from === to && item[0] === item[1]) {
      this.report('bad-value', pointer, {
        zh: `单元 ${from} 与自身相邻。`,
        en: `Node ${from} borders on itself.`,
      });
    }
    const length = this.number(item[2], `${pointer}/2`, { least: 0 });
    const range = { least: 0, most: Math.max(0, classes - 1), integer: true };
    // The README of the format: without a class, no barrier.
    const barrierClass = item.length < 4 ? 0 : this.number(item[3], `${pointer}/3`, range);
    return { from, to, length, barrierClass };
  }

  private band(given: unknown, pointer: string): [number, number] | null {
    if (given === undefined) return null;
    const list = this.list(given, pointer);
    this.checkLength(pointer, list.length, null, 2);
    if (list.length !== 2) return null;
    const least = this.number(list[0], `${pointer}/0`, { least: 0 });
    return [least, this.number(list[1], `${pointer}/1`, { least })];
  }

  private current(given: unknown, nodes: number): number[] | null {
    if (given === undefined) return null;
    const list = this.list(given, '/current');
    this.checkLength('/current', list.length, 'nodes', nodes);
    const range = { least: -1, most: Math.max(0, nodes - 1), integer: true };
    return list.map((item, i) => this.number(item, `/current/${i}`, range));
  }

  private optional(given: unknown, pointer: string, range: NumberRange): number | null {
    return given === undefined ? null : this.number(given, pointer, range);
  }

  private number(given: unknown, pointer: string, range: NumberRange): number {
    const { least, most = Number.POSITIVE_INFINITY, integer = false } = range;
    if (typeof given !== 'number' || !Number.isFinite(given)) {
      this.wrong(pointer, { zh: '数字', en: 'a number' }, given);
    } else if (given < least || given > most || (integer && !Number.isInteger(given))) {
      const span = most === Number.POSITIVE_INFINITY ? `≥ ${least}` : `${least}–${most}`;
      this.report('bad-value', pointer, {
        zh: `${given} 无效，应为${integer ? '整数' : '数'}，范围 ${span}。`,
        en: `${given} is not ${integer ? 'a whole number' : 'a number'} within ${span}.`,
      });
    } else return given;
    // Any value of the kind: the instance is refused.
    return Number.isFinite(least) ? Math.max(0, least) : 0;
  }

  private list(given: unknown, pointer: string): readonly unknown[] {
    if (Array.isArray(given)) return given;
    this.wrong(pointer, { zh: '数组', en: 'an array' }, given);
    return [];
  }

  private checkLength(
    pointer: string,
    length: number,
    other: string | null,
    expected: number,
  ): void {
    if (length === expected) return;
    this.report('wrong-length', pointer, {
      zh: `此处有 ${length} 项，应为 ${expected} 项${other === null ? '' : `，与 ${other} 相同`}。`,
      en: `There are ${length} items here instead of ${expected}${other === null ? '' : `, as many as in ${other}`}.`,
    });
  }

  private members(given: unknown, pointer: string, allowed: readonly string[]): Members | null {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      this.wrong(pointer, { zh: '对象', en: 'an object' }, given);
      return null;
    }
    for (const name of Object.keys(given)) {
      if (allowed.includes(name)) continue;
      this.report('unknown-member', `${pointer}/${escaped(name)}`, {
        zh: `没有名为“${short(name)}”的成员。可用的成员：${allowed.join('、')}。`,
        en: `There is no member "${short(name)}" here. Members that exist: ${allowed.join(', ')}.`,
      });
    }
    return given as Members;
  }

  private wrong(pointer: string, wanted: Message, given: unknown): void {
    if (given === undefined) {
      this.report('missing', pointer, {
        zh: `缺少必需的成员（${wanted.zh}）。`,
        en: `A member is missing here: ${wanted.en}.`,
      });
      return;
    }
    this.report('wrong-type', pointer, {
      zh: `此处应为${wanted.zh}，而不是 ${shown(given)}。`,
      en: `Expected ${wanted.en} here, not ${shown(given)}.`,
    });
  }

  private report(code: InstanceProblem['code'], pointer: string, message: Message): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ code, pointer, message });
    else this.unlisted++;
  }
}

const escaped = (name: string): string => short(name).replaceAll('~', '~0').replaceAll('/', '~1');

/** A value as it stands in the document, short. */
const shown = (value: unknown): string => short(JSON.stringify(value) ?? String(value));
const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
