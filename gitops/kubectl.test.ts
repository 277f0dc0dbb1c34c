import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { createKubectl, getObject, KubectlError, listObjects, type Kubectl } from './kubectl.ts';

/** Prints its words, one a line, and then what it reads. */
const ECHO = `printf '%s\\n' "$@"; cat`;
/** What kubectl is always called with here. */
const BOUND = ['--context', 'desk', '--request-timeout=30s'];

describe('kubectl of the PATH', () => {
  const { folder, file } = temporaryFiles();
  const path = process.env.PATH;
  afterEach(() => {
    process.env.PATH = path;
  });
  /** Puts a program called kubectl first on the PATH, which runs this script of the shell. */
  const kubectlThat = (script: string, options: Partial<Parameters<typeof createKubectl>[0]> = {}): Kubectl => {
    chmodSync(file('kubectl', `#!/bin/sh\n${script}\n`), 0o755);
    process.env.PATH = [folder, path].join(delimiter);
    return createKubectl({ context: 'desk', ...options });
  };
  const lines = (text: string) => text.split('\n').slice(0, -1);

  it('is always told the context and a time-out for its requests, and then the words it is given', async () => {
    const kubectl = kubectlThat(ECHO);
    assert.deepEqual(lines(await kubectl(['get', 'pods', '-n', 'a b'])), [...BOUND, 'get', 'pods', '-n', 'a b']);
    assert.deepEqual(lines(await kubectl([])), BOUND);
  });

  it('is told the time-out that it is created with', async () => {
    const text = await kubectlThat(ECHO, { context: 'other', requestTimeout: 5 })(['version']);
    assert.deepEqual(lines(text), ['--context', 'other', '--request-timeout=5s', 'version']);
  });

  it('is handed the input, as it is', async () => {
    const input = 'kind: ConfigMap\nmetadata: { name: 우미 }\n';
    assert.equal(await kubectlThat('cat')(['apply', '-f', '-'], input), input);
  });

  it('puts together an output that is cut within a letter', async () => {
    const pieces = [...Buffer.from('우미\n')].map((byte) => `printf '\\${byte.toString(8)}'; sleep 0.01`);
    assert.equal(await kubectlThat(pieces.join('\n'))([]), '우미\n');
  });

  it('ignores standard error where the status is 0', async () => {
    assert.equal(await kubectlThat("echo 'Warning: old' >&2; echo done")([]), 'done\n');
  });

  for (const [what, script, words] of [
    [
      'with its words',
      "echo begun; echo 'Error from server (NotFound): no such' >&2; exit 1",
      'Error from server (NotFound): no such',
    ],
    ['with all of its lines', "printf '\\n one\\ntwo \\n\\n' >&2; exit 2", 'one\ntwo'],
    ['with its status, where it said nothing', 'exit 3', 'kubectl ended with 3'],
  ] as const) {
    it(`is an error where it fails: ${what}`, async () => {
      await assert.rejects(kubectlThat(script)(['get', 'x']), new KubectlError(words));
    });
  }

  it('fails with kubectl’s words, where that ends before it has read all of a long input', async () => {
    const kubectl = kubectlThat("echo 'error: no context exists with the name' >&2; exit 1");
    await assert.rejects(
      kubectl(['apply', '-f', '-'], 'a'.repeat(4_000_000)),
      new KubectlError('error: no context exists with the name'),
    );
  });

  it('says so where no kubectl is on the PATH', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    process.env.PATH = empty;
    const kubectl = createKubectl({ context: 'desk' });
    await assert.rejects(kubectl(['get', 'x'], 'input'), new KubectlError('kubectl is not on the PATH'));
  });

  describe('getObject', () => {
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };

    it('gives the object', async () => {
      const kubectl = kubectlThat(`echo '${JSON.stringify(object)}'`);
      assert.deepEqual(await getObject(kubectl, 'namespace/a'), object);
    });

    it('gives undefined where there is none', async () => {
      assert.equal(await getObject(kubectlThat('exit 0'), 'namespace/a'), undefined);
    });

    it('asks for one object as JSON, in a namespace where it is given one', async () => {
      const kubectl = kubectlThat(`printf '"%s"' "$*"`);
      const question = [...BOUND, 'get', 'certificate/x', '--ignore-not-found', '-o', 'json'].join(' ');
      assert.equal(await getObject(kubectl, 'certificate/x'), question);
      assert.equal(await getObject(kubectl, 'certificate/x', 'a'), `${question} -n a`);
    });

    it('fails where kubectl does', async () => {
      const kubectl = kubectlThat("echo 'the server does not have a resource type' >&2; exit 1");
      await assert.rejects(getObject(kubectl, 'x/y'), KubectlError);
    });
  });

  describe('listObjects', () => {
    it('gives the items, and none where there are none', async () => {
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'b' } };
      const list = (items: object[]) => kubectlThat(`echo '${JSON.stringify({ kind: 'List', items })}'`);
      assert.deepEqual(await listObjects(list([pod]), 'pods'), [pod]);
      assert.deepEqual(await listObjects(list([]), 'pods'), []);
    });

    it('asks for a kind as JSON, in a namespace and with a selection where it is given them', async () => {
      const kubectl = kubectlThat(`printf '{"items":["%s"]}' "$*"`);
      const question = [...BOUND, 'get', 'pods', '-o', 'json'].join(' ');
      assert.deepEqual(await listObjects(kubectl, 'pods'), [question]);
      assert.deepEqual(await listObjects(kubectl, 'pods', 'b', ['-l', 'app=x']), [`${question} -n b -l app=x`]);
    });
  });
});
