import assert from 'node:assert/strict';
import { TextRequest, UsageError } from '#program/command.ts';
import { getOf } from './model/trace/request.ts';
import { parseOptions as parseOptionsIn, type TraceOptions } from './options.ts';
import { helpOf } from './options-help.ts';

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

const parseOptions = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  parseOptionsIn(words, { cwd: '/desk', env });

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
      ...{ context: 'c', resolver: '[::1]:53', rootsFile: '/desk/r.pem', wait: 0, format: 'json', language: 'ko' },
      ...{ output: '/desk/o', dump: '/desk/d', isAnonymous: true, from: undefined, failOn: 'info' },
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
    assert.deepEqual(parseOptions(['--from=a.json', '--host=', '--revision=']), { ...DEFAULTS, from: '/desk/a.json' });
  });

  it('takes codes to explain in upper and lower case', () => {
    assert.deepEqual(parseOptions(['explain', 'c4', 'H1', '--lang=ko']), {
      ...{ command: 'explain', codes: ['C4', 'H1'], language: 'ko' },
    });
  });

  it('takes a request to trace, by default a GET over https from the world', () => {
    const { request, ...options } = parseOptions(['trace', 'Shop.Example.Test', '--from=world']) as TraceOptions;
    assert.deepEqual(request, getOf('https://shop.example.test/'));
    assert.deepEqual(options, {
      ...{ command: 'trace', scope: { ...DEFAULTS.scope, hosts: ['shop.example.test'] }, context: undefined },
      ...{ resolver: undefined, format: 'text', language: 'en', output: undefined },
    });
  });

  it('takes a Pod that sends the request, by default over http and to a Service by its short name', () => {
    const { request } = parseOptions(['trace', 'Web', '/cart', '--from=shop/web-1']) as TraceOptions;
    assert.deepEqual(request, { ...getOf('http://web/cart'), from: { namespace: 'shop', name: 'web-1' } });
  });

  it('takes everything that a trace can be given', () => {
    const words = [
      ...['trace', 'shop.example.test', '/cart?full', '--method=post', '--scheme=http', '--header=X-User=a=b'],
      ...['--header', 'accept=text/html', '--context=c', '--address=::1', '--resolver=[::1]:53', '--with-secrets'],
      ...['--format=json', '--lang=ko', '--output=o'],
    ];
    assert.deepEqual(parseOptions(words), {
      command: 'trace',
      request: {
        ...getOf('http://shop.example.test/cart?full'),
        ...{ method: 'POST', headers: { 'x-user': 'a=b', accept: 'text/html' } },
      },
      scope: { ...DEFAULTS.scope, hosts: ['shop.example.test'], address: '::1', withSecrets: true },
      ...{ context: 'c', resolver: '[::1]:53', format: 'json', language: 'ko', output: '/desk/o' },
    });
    const twice = parseOptions(['trace', 'a.b', '--header=a=1', '--header=A=2']) as TraceOptions;
    assert.deepEqual(twice.request.headers, { a: ['1', '2'] });
    assert.equal((parseOptions(['trace', 'a.b', '--port=8443']) as TraceOptions).request.port, 8443);
  });

  it('asks for the help, where that is asked for', () => {
    for (const words of [['--help'], ['explain', '-h']])
      assert.throws(() => parseOptions(words), { name: TextRequest.name, text: helpOf({}) });
  });

  it('takes the language of the environment, where none is given', () => {
    assert.equal(parseOptions([], { LANG: 'ko_KR.UTF-8' }).language, 'ko');
    assert.equal(parseOptions(['explain', '--lang='], { LANG: 'ko_KR.UTF-8' }).language, 'ko');
    assert.equal(parseOptions(['--lang=en'], { LANG: 'ko_KR.UTF-8' }).language, 'en');
  });

  for (const { words, message } of [
    { words: ['clusters'], message: /^clusters: expected cluster, repo, explain with codes, or trace with a host$/ },
    { words: ['cluster', 'a'], message: /expected cluster, repo, explain with codes/ },
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
    { words: ['--wait', '5'], message: /^--wait 5: expected a duration such as 90s, 5m or 1h/ },
    { words: ['--format', 'xml'], message: /expected text, json, sarif, junit, github$/ },
    { words: ['--lang', 'fr'], message: /expected en, ko$/ },
    { words: ['--fail-on', 'progress'], message: /expected error, warning, info$/ },
    { words: ['--ignore', 'R3'], message: /expected CODE=OBJECT, such as R3=shop\/web or O6=\*$/ },
    { words: ['--anonymize'], message: /add --dump FILE$/ },
    { words: ['--from=a', '--host=a.b'], message: /^--host: --from judges what was asked for when the dump was made$/ },
    { words: ['--from=a', `--revision=${COMMIT}`], message: /^--revision: --from judges/ },
    { words: ['--method=POST'], message: /^--method: only an option of trace$/ },
    { words: ['trace'], message: /^HOST : expected a host name alone/ },
    { words: ['trace', 'https://shop.example.test'], message: /^HOST .*: expected a host name alone/ },
    { words: ['trace', 'a.b', 'cart'], message: /^PATH cart: expected a path/ },
    { words: ['trace', 'a.b', '/', 'more'], message: /^more: expected trace HOST \[PATH\]$/ },
    { words: ['trace', 'a.b', '--host=a.b'], message: /^--host: not an option of trace$/ },
    { words: ['trace', 'a.b', '--wait=5m'], message: /^--wait: not an option of trace$/ },
    {
      words: ['trace', 'a.b', '--from=web-1'],
      message: /^--from web-1: expected NAMESPACE\/NAME, such as shop\/web-1$/,
    },
    { words: ['trace', 'a.b', '--format=github'], message: /expected text, json$/ },
    { words: ['trace', 'a.b', '--scheme=ws'], message: /expected https, http$/ },
    { words: ['trace', 'a.b', '--header=x-user'], message: /expected NAME=VALUE, such as x-user=mina/ },
    { words: ['trace', 'a.b', '--header=Host=c.d'], message: /the host is HOST$/ },
    ...['0', '65536', 'https'].map((port) => ({
      words: ['trace', 'a.b', `--port=${port}`],
      message: /expected a port, such as 8443$/,
    })),
  ]) {
    it(`refuses ${words.join(' ')}`, () => {
      assert.throws(() => parseOptions(words), { name: UsageError.name, message });
    });
  }

  for (const words of [['--what'], ['--wait']]) {
    it(`leaves it to parseArgs to refuse ${words.join(' ')}`, () => {
      assert.throws(() => parseOptions(words), { name: UsageError.name, message: /ption '--w/ });
    });
  }
});

describe('helpOf', () => {
  const texts = [helpOf({}), helpOf({ npm_lifecycle_event: 'verify' })].flatMap(
    (text) => Object.values(text) as string[],
  );

  it('fits 120 columns', () => {
    // Korean letters take two.
    const columns = (line: string) => line.replaceAll(/[\u3131-\uD7A3]/g, 'aa').length;
    const long = texts.flatMap((text) => text.split('\n')).filter((line) => columns(line) > 120);
    assert.deepEqual(long, []);
  });

  it('has the same options in both languages', () => {
    const [en, ko] = texts.map((text) => text.match(/^ {2}(-h, )?--[a-z-]+( [A-Z/]+)?/gm));
    assert.deepEqual(ko, en);
  });

  it('has only examples that can be typed', () => {
    for (const text of texts) {
      const examples = text.match(/(?<=^ {2}(umi-verify|npm run -s verify --)).*$/gm)?.slice(4) ?? [];
      assert.ok(examples.length > 5);
      for (const example of examples) {
        const words = example.trim().replaceAll("'", '').split(' ').filter(Boolean);
        assert.doesNotThrow(() => parseOptions(words), example);
      }
    }
  });
});
