import { byCodePoint } from '../coverage/context.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput } from '../coverage/types.ts';
import { readKind } from '../rules/community-kind.ts';
import type { AdjustedPiece, AdjustmentItem } from './adjustment-types.ts';
import type { StateComparison } from './compare-states.ts';

type Item = Omit<AdjustmentItem, 'text'>;

/** In this order an adjustment is told. */
const ORDER: readonly Item['kind'][] = [
  ...(['merge', 'split', 'create', 'abolish', 'convert', 'rename'] as const),
  ...(['transfer', 'fill', 'release', 'resolve', 'overlap'] as const),
];

/**
 * What a plan does, told by its pieces of ground: communities that cease or come into being first, then
 * those whose kind or name changes, then ground that passes between communities that stay. Every piece
 * stands in exactly one item, apart from conversions and changes of name, which repeat theirs.
 */
export function classifyAdjustment(
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
  comparison: StateComparison,
  pieces: readonly AdjustedPiece[],
): Item[] {
  const abolished = before.filter((_, i) => comparison.successor[i]! < 0).map(({ id }) => id);
  const created = after.filter((_, i) => comparison.predecessor[i]! < 0).map(({ id }) => id);
  const items = [
    ...new Reorganisation(abolished, created, pieces).items(),
    ...particulars(before, after, comparison, pieces),
  ];
  return items.sort(
    (a, b) =>
      ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) ||
      byCodePoint([...a.from, ...a.to].join(' '), [...b.from, ...b.to].join(' ')),
  );
}

/** Takes pieces out of a store as it finds what they belong to. */
class Reorganisation {
  private readonly abolished: Set<string>;
  private readonly created: Set<string>;
  private left: readonly AdjustedPiece[];

  constructor(
    abolished: readonly string[],
    created: readonly string[],
    pieces: readonly AdjustedPiece[],
  ) {
    this.abolished = new Set([...abolished].sort(byCodePoint));
    this.created = new Set([...created].sort(byCodePoint));
    this.left = pieces;
  }

  items(): Item[] {
    return [
      ...this.merges(),
      ...this.divisions(),
      ...this.creations(),
      ...this.ends(),
      ...this.passings(),
    ];
  }

  private take(isMeant: (piece: AdjustedPiece) => boolean): AdjustedPiece[] {
    const taken = this.left.filter(isMeant);
    this.left = this.left.filter((piece) => !isMeant(piece));
    return taken;
  }

  /** Communities that cease and go wholly into one. */
  private merges(): Item[] {
    const targets = new Map<string, string[]>();
    for (const id of this.abolished) {
      const own = this.left.filter((piece) => isGivenBy(piece, id));
      const [target = null] = own.map(({ to }) => to);
      if (target === null || own.some(({ to }) => to !== target)) continue;
      targets.set(target, [...(targets.get(target) ?? []), id]);
    }
    return [...targets].flatMap(([target, ids]): Item[] => {
      const isNew = this.created.has(target);
      const others = this.left.filter(
        (piece) => isTakenBy(piece, target) && !ids.includes(piece.from ?? ''),
      );
      // A new community of one that ceases and of ground from elsewhere is a creation.
      if (isNew && (ids.length < 2 || others.length > 0)) return [];
      const pieces = this.take((piece) => ids.some((id) => isGivenBy(piece, id)));
      for (const id of ids) this.abolished.delete(id);
      if (isNew) this.created.delete(target);
      return [
        item('merge', ids, [target], pieces, { abolished: ids, created: isNew ? [target] : [] }),
      ];
    });
  }

  /** New communities whose ground comes from one alone, by that one. */
  private divisions(): Item[] {
    const sources = new Map<string, string[]>();
    for (const id of this.created) {
      const own = this.left.filter((piece) => isTakenBy(piece, id));
      const [source = null] = own.map(({ from }) => from);
      if (source === null || own.some(({ from }) => from !== source)) continue;
      sources.set(source, [...(sources.get(source) ?? []), id]);
    }
    return [...sources].flatMap(([source, ids]): Item[] => {
      const ceases = this.abolished.has(source);
      const isMeant = (piece: AdjustedPiece): boolean =>
        isGivenBy(piece, source) && ids.some((id) => isTakenBy(piece, id));
      // One that ceases is divided only where all of it goes to new ones, and to more than one.
      const given = this.left.filter((piece) => isGivenBy(piece, source));
      if (ceases && (ids.length < 2 || !given.every(isMeant))) return [];
      const pieces = this.take(isMeant);
      for (const id of ids) this.created.delete(id);
      this.abolished.delete(source);
      const stays = ceases ? [] : [source];
      return [
        item('split', [source], [...stays, ...ids], pieces, {
          abolished: ceases ? [source] : [],
          created: ids,
        }),
      ];
    });
  }

  private creations(): Item[] {
    return [...this.created].map((id) => {
      const pieces = this.take((piece) => isTakenBy(piece, id));
      const sources = sourcesOf(pieces);
      const ceasing = sources.filter(
        (source) =>
          this.abolished.has(source) && !this.left.some((piece) => isGivenBy(piece, source)),
      );
      for (const source of ceasing) this.abolished.delete(source);
      return item('create', sources, [id], pieces, { abolished: ceasing, created: [id] });
    });
  }

  private ends(): Item[] {
    return [...this.abolished].map((id) => {
      const pieces = this.take((piece) => isGivenBy(piece, id));
      const targets = [...new Set(pieces.flatMap(({ to }) => to ?? []))];
      return item('abolish', [id], targets, pieces, { abolished: [id], created: [] });
    });
  }

  private passings(): Item[] {
    const groups = new Map<string, AdjustedPiece[]>();
    for (const piece of this.take(() => true)) {
      const key = `${piece.kind} ${piece.from} ${piece.to}`;
      groups.set(key, [...(groups.get(key) ?? []), piece]);
    }
    return [...groups.values()].map((pieces) => {
      const { kind, from, to } = pieces[0]!;
      return item(kind, from === null ? [] : [from], to === null ? [] : [to], pieces, {
        abolished: [],
        created: [],
      });
    });
  }
}

/** Ground that a community had, and has no longer, nor shares. */
const isGivenBy = ({ kind, from }: AdjustedPiece, id: string): boolean =>
  from === id && (kind === 'transfer' || kind === 'release');

/** Ground that a community did not have, and has alone. */
const isTakenBy = ({ kind, to }: AdjustedPiece, id: string): boolean =>
  to === id && (kind === 'transfer' || kind === 'fill');

function item(
  kind: Item['kind'],
  from: readonly string[],
  to: readonly string[],
  pieces: AdjustedPiece[],
  fate: { abolished: string[]; created: string[] },
): Item {
  return {
    kind,
    from: [...from].sort(byCodePoint),
    to: [...to].sort(byCodePoint),
    abolished: [...fate.abolished].sort(byCodePoint),
    created: [...fate.created].sort(byCodePoint),
    pieces,
  };
}

const sourcesOf = (pieces: readonly AdjustedPiece[]): string[] => [
  ...new Set(pieces.flatMap(({ from }) => from ?? [])),
];

/** Communities that stay and change their kind, their name or their code. */
function particulars(
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
  { successor }: StateComparison,
  pieces: readonly AdjustedPiece[],
): Item[] {
  return before.flatMap((was, i): Item[] => {
    const is = after[successor[i]!];
    if (is === undefined) return [];
    const own = pieces.filter(({ from, to }) => from === was.id || to === is.id);
    const fate = { abolished: [], created: [] };
    const [old, now] = [readKind(was), readKind(is)];
    // A kind that is not recorded is unknown, not changed.
    if (old !== null && now !== null && old !== now)
      return [item('convert', [was.id], [is.id], own, fate)];
    const isSame = nameOf(was).zh === nameOf(is).zh && was.id === is.id;
    return isSame ? [] : [item('rename', [was.id], [is.id], own, fate)];
  });
}
