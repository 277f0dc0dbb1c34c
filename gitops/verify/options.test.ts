import assert from 'node:assert/strict';
import { UsageError } from '#program/command.ts';
import { HELP, parseOptions } from './options.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

const DEFAULTS = {
  command: 'cluster',
  scope: {
    ...{ applications: [], certificates: [], hosts: [], repositories: [] },
    ...{ path: '/health', isHook: false, withSecrets: false },
  },
  ...{ context: undefined, resolver: undefined, rootsFile: undefined, wait: 300_000, format: 'text', language: 'en' },
  ...{ output: undefined, dump: undefined, isAnonymous: false, from: undefined, failOn: 'error', ignored: [] },
};

describe('parseOptions', () => {
  it('has defaults for everything, and waits for five minutes', () => {
    assert.deepEqual(parseOptions([]), DEFAULTS);
    assert.deepEqual(parseOptions(['cluster']), DEFAULTS);
  });

  it('takes everything it is given', () => {
    const options = [
      ...['--application=argocd/shop', '--application', 'other', '--certificate=istio-system/shop'],
      ...['--host=Shop.Example.Test', `--revision=${COMMIT}`, '--image-revision=dev', '--path=/ready?full'],
      ...['--context=c', '--address=::1', '--resolver=[::1]:53', '--roots=r.pem', '--with-secrets', '--hook'],
      ...['--wait=0s', '--format=json', '--lang=ko', '--output=o', '--dump=d', '--anonymize', '--fail-on=info'],
      ...['--ignore=R3=shop/web', '--ignore=O6=*'],
    ];
    assert.deepEqual(parseOptions(options), {
      command: 'cluster',
      scope: {
        applications: [
          { namespace: 'argocd', name: 'shop' },
          { namespace: 'argocd', name: 'other' },
        ],
        certificates: [{ namespace: 'istio-system', name: 'shop' }],
        ...{ hosts: ['shop.example.test'], repositories: [], revision: COMMIT, imageRevision: 'dev', address: '::1' },
        ...{ path: '/ready?full', isHook: true, withSecrets: true },
      },
      ...{ context: 'c', resolver: '[::1]:53', rootsFile: 'r.pem', wait: 0, format: 'json', language: 'ko' },
      ...{ output: 'o', dump: 'd', isAnonymous: true, from: undefined, failOn: 'info' },
      ignored: [
        { code: 'R3', object: 'shop/web' },
        { code: 'O6', object: '*' },
      ],
    });
  });

  it('takes an empty option as absent, since a Job passes what an installation leaves empty', () => {
    const names = ['application', 'certificate', 'host', 'revision', 'image-revision', 'path', 'context', 'address'];
    const more = ['resolver', 'roots', 'wait', 'format', 'lang', 'output', 'dump', 'from', 'fail-on', 'ignore'];
    assert.deepEqual(parseOptions([...names, ...more].map((name) => `--${name}=`)), DEFAULTS);
    assert.deepEqual(parseOptions(['--from=a.json', '--host=', '--revision=']), { ...DEFAULTS, from: 'a.json' });
  });

  it('takes codes to explain in upper and lower case', () => {
    assert.deepEqual(parseOptions(['explain', 'c4', 'H1', '--lang=ko']), {
      ...{ command: 'explain', codes: ['C4', 'H1'], language: 'ko' },
    });
  });

  it('gives nothing, where help is asked for', () => {
    assert.equal(parseOptions(['--help']), undefined);
    assert.equal(parseOptions(['explain', '-h']), undefined);
  });

  for (const { words, message } of [
    { words: ['clusters'], message: /^clusters: expected cluster, or explain with codes$/ },
    { words: ['cluster', 'a'], message: /expected cluster, or explain with codes/ },
    { words: ['--certificate', 'shop'], message: /expected NAMESPACE\/NAME, such as istio-system\/shop$/ },
    { words: ['--certificate', 'a/b/c'], message: /expected NAMESPACE\/NAME/ },
    { words: ['--application', '../b'], message: /expected NAMESPACE\/NAME, such as argocd\/shop$/ },
    ...['https://a.b', 'a.b:443', 'a.b/', 'a', '203.0.113.7', 'a..b', '-'].map((host) => ({
      words: [`--host=${host}`],
      message: /expected a host name alone, such as shop\.example\.com$/,
    })),
    { words: ['--revision', 'main'], message: /expected a whole commit, as git rev-parse HEAD prints it$/ },
    { words: ['--address', 'localhost'], message: /expected an IP address/ },
    { words: ['--resolver', 'dns.test:53'], message: /expected an IP address, such as 1\.1\.1\.1 or/ },
    { words: ['--path', 'health'], message: /expected a path, such as \/health$/ },
    { words: ['--wait', '5'], message: /5: expected a duration such as 90s, 5m or 1h/ },
    { words: ['--format', 'xml'], message: /expected text, json, github$/ },
    { words: ['--lang', 'fr'], message: /expected en, ko$/ },
    { words: ['--fail-on', 'progress'], message: /expected error, warning, info$/ },
    { words: ['--ignore', 'R3'], message: /expected CODE=OBJECT, such as R3=shop\/web or O6=\*$/ },
    { words: ['--anonymize'], message: /add --dump FILE$/ },
    { words: ['--from=a', '--host=a.b'], message: /^--host: --from judges what was asked for when the dump was made$/ },
    { words: ['--from=a', `--revision=${COMMIT}`], message: /^--revision: --from judges/ },
  ]) {
    it(`refuses ${words.join(' ')}`, () => {
      assert.throws(() => parseOptions(words), { name: UsageError.name, message });
    });
  }

  for (const words of [['--what'], ['--wait']]) {
    it(`leaves it to parseArgs to refuse ${words.join(' ')}`, () => {
      assert.throws(() => parseOptions(words), /^TypeError .*ERR_PARSE_ARGS/);
    });
  }
});

describe('HELP', () => {
  it('fits 120 columns', () => {
    const long = HELP.split('\n').filter((line) => line.length > 120);
    assert.deepEqual(long, []);
  });

  it('has only examples that can be typed', () => {
    const examples = HELP.slice(HELP.indexOf('Examples:')).match(/(?<=npm run (-s )?verify -- )[^;\n]*/g) ?? [];
    assert.ok(examples.length > 5);
    for (const example of examples) {
      const words = example.trim().replaceAll("'", '').split(' ');
      assert.doesNotThrow(() => parseOptions(words), example);
    }
  });
});
