import { describe, expect, test } from 'vitest';
import { FeatureChunks } from '../../../server/services/audit/feature-chunks.ts';

const textOf = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString();

describe('features on their way to another thread', () => {
  test('make one collection, in pieces of memory of their own', () => {
    const chunks = new FeatureChunks();
    const feature = JSON.stringify({ type: 'Feature', name: '社区'.repeat(50_000) });
    for (let page = 0; page < 12; page++) chunks.add([feature, feature]);
    const pieces = chunks.finish();
    expect(pieces.length).toBeGreaterThan(2);
    for (const { buffer, byteLength } of pieces) expect(buffer.byteLength).toBe(byteLength);
    expect(JSON.parse(textOf(pieces)).features).toHaveLength(24);
    expect(chunks.count).toBe(24);
  });

  test('none are a collection as well', () => {
    expect(textOf(new FeatureChunks().finish())).toBe('{"type":"FeatureCollection","features":[]}');
  });

  test('tell how large they grow while they come, not when they have filled the memory', () => {
    const chunks = new FeatureChunks();
    for (let page = 1; page <= 40; page++) {
      chunks.add(['x'.repeat(100_000)]);
      expect(chunks.bytes).toBeGreaterThanOrEqual(page * 100_000);
    }
    const last = chunks.bytes;
    expect(chunks.finish().reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeCloseTo(
      last,
      -3,
    );
  });
});
