import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writtenWorld } from '../../verify/test-world.ts';
import { readRecording, writeRecording } from './recording.ts';

describe('a recording', () => {
  it('is read as it was written, and grows little by a look that sees the same', () => {
    const folder = mkdtempSync(join(tmpdir(), 'recording-'));
    try {
      const objects = {
        IngressClass: Array.from({ length: 200 }, (_, index) => ({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'IngressClass',
          metadata: { name: `${index}-${Math.random()}` },
          spec: {},
        })),
      };
      const first = writtenWorld({ objects });
      const second = writtenWorld({ objects, takenAt: '2026-11-24T12:00:01Z' });
      const one = writeRecording(folder, 'one', [first]);
      const two = writeRecording(folder, 'two', [first, second]);
      assert.deepEqual(readRecording(join(folder, 'two.json.gz')), [first, second]);
      assert.ok(two < one * 1.2, `${two} bytes, ${one} for one look`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
