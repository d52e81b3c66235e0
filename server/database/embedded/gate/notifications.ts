import { int32 } from './backend-messages.ts';
import { type Frame, frame, readString } from './frames.ts';
import type { GateClient } from './gate-client.ts';
import { quoteIdentifier } from './sql-text.ts';

/** A transaction has committed: its LISTEN and UNLISTEN count from now on. */
export function applyListenChanges(client: GateClient): void {
  for (const { listen, channel } of client.listenChanges) {
    if (channel === null) client.channels.clear();
    else if (listen) client.channels.add(channel);
    else client.channels.delete(channel);
  }
}

/** The statements that make the one session listen to exactly what its clients listen to. */
export function listenToAll(clients: Iterable<GateClient>): string {
  const channels = new Set(Array.from(clients, (client) => [...client.channels]).flat());
  return ['unlisten *', ...Array.from(channels, (one) => `listen ${quoteIdentifier(one)}`)].join(
    '; ',
  );
}

/**
 * Passes a notification on to all who listen, with the sender's process id as they know it; the
 * sender's own copy goes to `out`, in the order of its answer.
 */
export function deliver(
  notification: Frame,
  sender: GateClient,
  clients: Iterable<GateClient>,
  out: Buffer[],
): void {
  const channel = readString(notification.body, 4).text;
  const message = frame('A', int32(sender.processId), notification.body.subarray(4));
  // A LISTEN of the same transaction has just taken effect in the backend.
  const listensNow = sender.listenChanges.some((one) => one.listen && one.channel === channel);
  if (sender.channels.has(channel) || listensNow) out.push(message);
  for (const client of clients) {
    if (client !== sender && client.channels.has(channel)) client.write(message);
  }
}
