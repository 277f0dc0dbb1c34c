import assert from 'node:assert/strict';
import { run } from '#testing/run-command.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { readRecording } from '../e2e/faults/recording.ts';
import { verify } from '../verify/verify.ts';
import { verdictOf } from './verdict.ts';

describe('verdictOf', () => {
  const { file } = temporaryFiles();
  /** What verify writes of a cluster that was recorded. */
  const verdictOn = async (name: string) => {
    const last = readRecording(`gitops/verify/testdata/recorded/${name}.json.gz`).at(-1);
    const { stdout } = await run(verify, ['--from', file('seen.json', JSON.stringify(last)), '--format', 'json']);
    return verdictOf(JSON.parse(stdout) as Parameters<typeof verdictOf>[0]);
  };

  it('tells the causes of what is wrong in verify’s words, without consequences, and that they last', async () => {
    const { isFine, isLasting, reasons } = await verdictOn('project-refuses');
    assert.deepEqual({ isFine, isLasting }, { isFine: false, isLasting: true });
    const [[about, words] = [], ...others] = reasons;
    assert.match(about ?? '', /^A1 Application argocd\/[a-z0-9-]+$/);
    assert.match(words ?? '', /^\S.*: .*\S$/);
    assert.deepEqual(others, []);
  });

  it('knows what may pass by itself', async () => {
    const { isFine, isLasting, reasons } = await verdictOn('acme-unreachable');
    assert.deepEqual({ isFine, isLasting }, { isFine: false, isLasting: false });
    assert.ok(reasons.size > 0);
  });

  it('is fine where only warnings and notes are left', () => {
    const finding = { code: 'H12', title: '', object: { kind: 'Host', name: 'a.kr' }, seen: '', mayPass: false };
    const findings = ['warning', 'info'].map((level) => ({ ...finding, level }));
    assert.deepEqual(verdictOf({ verdict: 'fine', findings }), { isFine: true, isLasting: false, reasons: new Map() });
  });
});
