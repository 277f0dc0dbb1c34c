import assert from 'node:assert/strict';
import { parseObjects } from './objects.ts';
import { snapshotOf } from './snapshot.ts';

describe('snapshotOf', () => {
  const snapshot = (render: string) => snapshotOf(parseObjects(render));

  /** A ConfigMap as kustomize generates it, and a Pod that mounts it and tells its name in a text. */
  const generated = (hash: string, tips: string) =>
    snapshot(`apiVersion: v1
kind: Pod
metadata: {name: skill, annotations: {why: "has tips-${hash}, or so", other: tips-bcdfghkmt3}}
spec: {volumes: [{configMap: {name: tips-${hash}}}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: tips-${hash}}
data: {tips.yaml: ${JSON.stringify(tips)}}
`);

  it('sorts by kind, namespace, name and API, and keeps the keys as they came', () => {
    const object = (kind: string, namespace: string, name: string, apiVersion: string) =>
      `kind: ${kind}\nmetadata:\n  namespace: ${namespace}\n  name: ${name}\napiVersion: ${apiVersion}\n`;
    const sorted = [
      object('A', 'x', 'b', 'v1'),
      object('A', 'x-y', 'a', 'v1'),
      object('A', 'y', 'a', 'v1'),
      object('A', 'y', 'a', 'v2'),
      object('B', 'a', 'a', 'v1'),
    ];
    assert.equal(snapshot(sorted.toReversed().join('---\n')), sorted.join('---\n'));
  });

  it('puts an object that has no namespace before those that have one', () => {
    const render = 'apiVersion: v1\nkind: A\nmetadata:\n  name: z\n';
    const other = 'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  namespace: n\n';
    assert.equal(snapshot(`${other}---\n${render}`), `${render}---\n${other}`);
  });

  it('has no comments, and breaks no long line', () => {
    const text = 'word '.repeat(100).trim();
    const render = (comment: string) => `apiVersion: v1\nkind: A\nmetadata:\n  name: a\ntext: ${text}${comment}\n`;
    assert.equal(snapshot(render(' # why')), render(''));
  });

  it('reads HASH for the hash of a generated ConfigMap, wherever its name stands, and for no other', () => {
    const text = generated('4g2b8h9kmt', 'short');
    assert.match(text, /^ {2}name: tips-HASH$/m);
    assert.match(text, /configMap:\n {8}name: tips-HASH\n/);
    assert.match(text, /why: has tips-HASH, or so\n/);
    assert.match(text, /other: tips-bcdfghkmt3\n/);
    assert.doesNotMatch(text, /4g2b8h9kmt/);
  });

  it('stays the same where another build is promoted, and shows where another image or no digest is taken', () => {
    const render = (image: string, revision: string) =>
      snapshot(
        `apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {revision: '${revision}'}}\nspec: {image: '${image}'}\n`,
      );
    const built = render(`ghcr.io/x/service@sha256:${'0'.repeat(64)}`, '1'.repeat(40));
    assert.equal(built, render(`ghcr.io/x/service@sha256:${'ab'.repeat(32)}`, 'cd'.repeat(20)));
    assert.match(built, /revision: REVISION\n[^]*image: ghcr.io\/x\/service@DIGEST\n/);
    assert.notEqual(built, render(`ghcr.io/y/service@sha256:${'0'.repeat(64)}`, '1'.repeat(40)));
    assert.notEqual(built, render('ghcr.io/x/service:latest', '1'.repeat(40)));
  });

  it('keeps a short value, and so shows a change of it', () => {
    const [one, other] = ['a'.repeat(2000), 'b'.repeat(2000)].map((value) => generated('4g2b8h9kmt', value));
    assert.notEqual(one, other);
  });

  it('keeps the first 5 lines of a long value, and stays the same where the rest changes', () => {
    const tips = (tip: string) => `# tips\n1\n2\n3\n4\n${`${tip}\n`.repeat(1000)}`;
    const text = generated('4g2b8h9kmt', tips('before'));
    assert.ok(text.includes('|\n    # tips\n    1\n    2\n    3\n    4\n    … left out here: '));
    assert.equal(text, generated('bcdfghkmt2', tips('after')));
  });

  it('keeps no more than 2,000 characters of a long line', () => {
    assert.ok(generated('4g2b8h9kmt', 'x'.repeat(100_000)).length < 3000);
  });
});
