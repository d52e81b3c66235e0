import { expect, it } from 'vitest';
import type { UnitInput } from '#engine/material/types.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { LiveAuditRequest } from '../../web/worker/live-audit-protocol.ts';
import { LiveAuditor } from '../../web/worker/live-auditor.ts';

it('hands a hundred thousand units over in pieces, all before the start, and changes after it', async () => {
  const sent: LiveAuditRequest[] = [];
  const auditor = new LiveAuditor(
    () => ({
      postMessage: (request) => void sent.push(request),
      addEventListener: () => undefined,
      terminate: () => undefined,
    }),
    { onAudited: () => undefined, onFailed: () => undefined },
  );
  const state: PlanState = { communities: new Map(), assignment: new Map() };
  const units = Array.from({ length: 7001 }, (_, i) => ({ id: `u${i}` }) as UnitInput);
  auditor.restart({ kind: 'copy', ground: { base: state, units }, state }, state.communities);
  auditor.change([], state.communities);
  while (sent.at(-1)?.kind !== 'change') await new Promise((done) => setTimeout(done, 0));
  const pieces = sent.flatMap((request) => (request.kind === 'units' ? [request.units] : []));
  expect(pieces.every((piece) => piece.length <= 2000)).toBe(true);
  expect(pieces.flat().map(({ id }) => id)).toEqual(units.map(({ id }) => id));
  expect(sent.slice(-2).map(({ kind }) => kind)).toEqual(['start', 'change']);
  const start = sent.at(-2);
  expect(start?.kind === 'start' && 'units' in start.ground).toBe(false);
});
