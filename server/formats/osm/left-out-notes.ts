import type { Message } from '#engine/coverage/types.ts';
import type { LeftOut } from './tag-tally.ts';

/** As many tags are named; the rest is counted. */
const MOST_NAMED = 8;

/** What was left out of a file of barriers, in words: on purpose, and for want of an entry in the table. */
export function leftOutNotes(ignored: readonly LeftOut[], unknown: readonly LeftOut[]): Message[] {
  const notes: Message[] = [];
  if (ignored.length > 0) {
    const { total, list } = summed(ignored);
    notes.push({
      zh: `按标签表略去 ${total} 个要素：${list.zh}`,
      en: `${total} ${total === 1 ? 'feature' : 'features'} left out by the tag table: ${list.en}`,
    });
  }
  if (unknown.length > 0) {
    const { total, list } = summed(unknown);
    notes.push({
      zh: `${total} 个要素的类别不认识，未读入：${list.zh}`,
      en: `${total} ${total === 1 ? 'feature' : 'features'} of unknown class left out: ${list.en}`,
    });
  }
  return notes;
}

function summed(entries: readonly LeftOut[]): { total: number; list: Message } {
  const total = entries.reduce((sum, { count }) => sum + count, 0);
  const named = entries.slice(0, MOST_NAMED).map(({ kind, count }) => `${kind} ${count}`);
  const others = entries.slice(MOST_NAMED).reduce((sum, { count }) => sum + count, 0);
  return {
    total,
    list: {
      zh: named.join('、') + (others === 0 ? '' : `，其他 ${others}`),
      en: named.join(', ') + (others === 0 ? '' : `, others ${others}`),
    },
  };
}
