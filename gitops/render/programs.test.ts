import assert from 'node:assert/strict';
import { recognise } from './programs.ts';

const kubectl = (client: string, kustomizeVersion?: string) =>
  JSON.stringify({ clientVersion: { major: '1', gitVersion: client }, kustomizeVersion });

describe('recognise', () => {
  const programs: readonly [string, string, string, string][] = [
    ['kubectl', kubectl('v1.35.4', 'v5.7.1'), 'kubectl v1.35.4 (kustomize v5.7.1)', 'kustomize'],
    ['a vendor’s kubectl', kubectl('v1.32.4-x', 'v5.5.0'), 'kubectl v1.32.4-x (kustomize v5.5.0)', 'kustomize'],
    ['kustomize', 'v5.8.1\n', 'kustomize v5.8.1', 'build'],
    ['the kustomize of a year to come', 'v6.0.0\n', 'kustomize v6.0.0', 'build'],
  ];
  for (const [what, output, name, word] of programs) {
    it(`takes ${what}, and knows the word it renders with`, () => {
      assert.deepEqual(recognise(output), { program: { name, words: [word] } });
    });
  }

  const others: readonly [string, string, RegExp][] = [
    ['a kubectl with an old kustomize', kubectl('v1.31.0', 'v5.4.2'), /^kubectl v1\.31\.0 has kustomize v5\.4\.2$/],
    ['a kubectl that does not tell its kustomize', kubectl('v1.20.0'), /^kubectl v1\.20\.0 has kustomize 4 or older$/],
    ['an old kustomize', 'v5.4.3\n', /^is kustomize v5\.4\.3$/],
    ['kustomize 4', '{Version:kustomize/v4.5.7 GitCommit:56d82a8}\n', /^is kustomize v4\.5\.7$/],
    ['helm', 'version.BuildInfo{Version:"v4.0.1", GitCommit:"12500dd"}\n', /neither as kustomize nor as kubectl/],
    ['JSON of another program', '{"version":"v5.8.1"}', /neither as kustomize nor as kubectl/],
    ['JSON that is no object', 'null', /neither as kustomize nor as kubectl/],
    ['silence', '', /neither as kustomize nor as kubectl/],
  ];
  for (const [what, output, problem] of others) {
    it(`refuses ${what}, and says what it is`, () => {
      const trial = recognise(output);
      assert.ok('problem' in trial);
      assert.match(trial.problem, problem);
    });
  }
});
