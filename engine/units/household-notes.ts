import { byCodePoint } from '../coverage/context.ts';
import { listText } from '../coverage/format-figures.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { Message } from '../coverage/types.ts';
import type { HouseholdNote } from './household-types.ts';

interface Named {
  id: string;
  name?: string;
  nameEn?: string;
}

/** Collects what the reader of the figures must know; one note of a kind for many estates or units. */
export class HouseholdNotes {
  private readonly notes: HouseholdNote[] = [];

  /** @param say the message, from the names of those concerned */
  add(
    kind: HouseholdNote['kind'],
    severity: HouseholdNote['severity'],
    concerned: readonly Named[],
    figures: Record<string, number>,
    say: (names: Message) => Message,
  ): void {
    const sorted = [...concerned].sort((a, b) => byCodePoint(a.id, b.id));
    this.notes.push({
      kind,
      severity,
      ids: sorted.map(({ id }) => id),
      figures,
      message: say(listText(sorted.map(nameOf))),
    });
  }

  /** The same where anyone is concerned, for a group. */
  addAll(
    kind: HouseholdNote['kind'],
    severity: HouseholdNote['severity'],
    concerned: readonly Named[],
    say: (names: Message) => Message,
  ): void {
    if (concerned.length === 0) return;
    this.add(kind, severity, concerned, { count: concerned.length }, say);
  }

  /** Conflicts first, then by kind and ids. */
  list(): HouseholdNote[] {
    const rank = ({ severity }: HouseholdNote) => (severity === 'conflict' ? 0 : 1);
    return [...this.notes].sort(
      (a, b) =>
        rank(a) - rank(b) || byCodePoint(a.kind, b.kind) || byCodePoint(a.ids.join(), b.ids.join()),
    );
  }
}
