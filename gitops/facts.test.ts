import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { StartError } from '#program/start-error.ts';
import { factProblems, factsFile, readFacts, type Facts } from './facts.ts';
import { findEnvironments } from './render/kustomizations.ts';
import { temporaryTree } from './render/test-tree.ts';
import { PUBLIC_KEY } from './test-public-key.ts';

const FILE = 'kustomize/facts/staging/facts.yaml';
/** The facts of an installation with the simulator's key, without placeholders. */
const SOUND: Facts = {
  environment: 'staging',
  name: 'umi-staging',
  host: 'skill.umi.kr',
  path: '/',
  contact: 'umi@umi.kr',
  repository: 'https://github.com/umi/umi-mrdebugger.git',
  branch: 'main',
  image: 'ghcr.io/umi/umi-mrdebugger',
  extensionId: 'kr.umi.mrdebugger',
  publicKeyUrl: '',
  publicKeyFiles: '/keys/public.pem',
  publicKey: PUBLIC_KEY,
  issuer: 'letsencrypt-staging',
  ingressClass: 'istio',
  gatewayNamespace: 'istio-system',
  gatewayLabel: 'ingressgateway',
  gatewayServiceAccount: 'istio-ingressgateway',
  scraperNamespace: 'monitoring',
  verifyAddress: '',
  verifyRoots: '',
  acmeDirectory: '',
  acmeCa: '',
  argoCdManifest: 'https://raw.githubusercontent.com/argoproj/argo-cd/VERSION/manifests/install.yaml',
  certManagerCharts: 'https://charts.jetstack.io',
  certManagerImages: 'quay.io/jetstack',
  istioCharts: 'https://istio-release.storage.googleapis.com/charts',
  istioImages: 'registry.istio.io/release',
};

describe('readFacts', () => {
  const { folder, add } = temporaryTree({});
  /** The facts of the environment staging, whose file has this text. */
  const read = (text: string) => {
    add({ [FILE]: text });
    return readFacts(folder, 'staging');
  };

  for (const environment of findEnvironments('.')) {
    it(`reads every fact of ${environment} as committed, and a folder that is called as its facts say`, () => {
      const facts = readFacts('.', environment);
      assert.equal(facts.environment, environment);
      for (const name of Object.keys(SOUND)) assert.equal(typeof facts[name as keyof Facts], 'string', name);
    });
  }

  it('gives only the data, facts that no other environment has included', () => {
    const data = { ...SOUND, ours: 'TWFuIQ==' };
    assert.deepEqual(read(stringify({ kind: 'ConfigMap', metadata: { name: 'facts' }, data })), data);
  });

  it('says which file is missing, and what it would hold', () => {
    assert.throws(
      () => readFacts(folder, 'nowhere'),
      new StartError(['kustomize/facts/nowhere/facts.yaml: ENOENT; expected the facts of an environment']),
    );
  });

  it('says why a file cannot be read', () => {
    mkdirSync(join(folder, factsFile('folder')), { recursive: true });
    assert.throws(
      () => readFacts(folder, 'folder'),
      new StartError(['kustomize/facts/folder/facts.yaml: EISDIR; expected the facts of an environment']),
    );
  });

  for (const [what, text, place] of [
    ['a list that does not end', 'data: [', 'line 1'],
    ['a fact that is given twice', 'data:\n  host: a\n  host: b\n', 'line 3'],
    ['two documents', 'data: {}\n---\ndata: {}\n', 'line 2'],
  ] as const) {
    it(`refuses ${what} with the file and the line`, () => {
      assert.throws(
        () => read(text),
        (error) =>
          error instanceof StartError &&
          error.problems.every((problem) => problem.startsWith(`${FILE}: `)) &&
          error.message.includes(`at ${place}`),
      );
    });
  }

  it('refuses an alias without its anchor, with the file', () => {
    assert.throws(
      () => read('data: { host: *missing }\n'),
      (error) => error instanceof StartError && error.message.startsWith(`${FILE}: Unresolved alias`),
    );
  });

  it('refuses the facts of another environment, such as those of a copied file', () => {
    assert.throws(
      () => read(stringify({ data: { ...SOUND, environment: 'production' } })),
      new StartError([`${FILE}: data.environment is production: expected staging`]),
    );
  });

  it('names every fact that is missing, with the file', () => {
    const { host, issuer, ...rest } = SOUND;
    assert.ok(host && issuer);
    assert.throws(
      () => read(stringify({ data: rest })),
      new StartError([
        `${FILE}: data.host is missing: expected a text, '' for none`,
        `${FILE}: data.issuer is missing: expected a text, '' for none`,
      ]),
    );
  });

  for (const [what, value] of [
    ['a number', 443],
    ['nothing', null],
    ['a list', ['main']],
  ] as const) {
    it(`names a fact that is ${what} instead of a text`, () => {
      assert.throws(
        () => read(stringify({ data: { ...SOUND, branch: value } })),
        new StartError([`${FILE}: data.branch is missing: expected a text, '' for none`]),
      );
    });
  }

  for (const value of ['1_000', '2020-01-01', '0b11', 'yes'])
    it(`demands quotes around ${value}, which some readers of YAML do not take for a text`, () => {
      const text = stringify({ data: SOUND }).replace(/^ +branch: .*/m, `  branch: ${value}`);
      assert.throws(
        () => read(text),
        new StartError([`${FILE}: data.branch: expected a text: put quotes around ${value}`]),
      );
      assert.equal(read(text.replace(value, `'${value}'`)).branch, value);
    });

  for (const text of ['', '# no facts\n', 'facts\n', '[]\n', 'data:\n', 'data: host\n']) {
    it(`misses every fact where the file is ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => read(text),
        (error) => error instanceof StartError && error.problems.length === Object.keys(SOUND).length,
      );
    });
  }
});

describe('factProblems', () => {
  const problems = (facts: Partial<Facts>) => factProblems({ ...SOUND, ...facts });

  it('has nothing to say of sound facts', () => {
    assert.deepEqual(problems({}), []);
  });

  it('has nothing to say of CLOVA’s key, which is downloaded', () => {
    const publicKeyUrl = 'https://clova.ai/.well-known/signature-public-key.pem';
    assert.deepEqual(problems({ publicKeyUrl, publicKeyFiles: '', publicKey: '' }), []);
  });

  for (const host of [
    'example.com',
    'example.net',
    'skill.example.com',
    'staging.skill.example.org',
    'a.example',
    'x.invalid',
  ]) {
    it(`finds that the host is an example: ${host}`, () => {
      assert.deepEqual(problems({ host }), [`${FILE}: host is still ${host}: give the public name of the skill`]);
    });
  }

  for (const host of [
    ...['skill.example.test', 'example.kr', 'myexample.com', 'example.com.kr', 'example.umi.kr', 'invalid.kr'],
    ...['xn--9r2b13phzdq9r.xn--3e0b707e', '1.a-b.kr'],
  ]) {
    it(`finds no fault with the host ${host}`, () => {
      assert.deepEqual(problems({ host }), []);
    });
  }

  for (const host of [
    ...['', 'skill', 'localhost', '*.umi.kr', 'Skill.umi.kr', 'skill.umi.kr.', '.umi.kr', 'a..kr', '-a.kr', 'a-.kr'],
    ...['192.0.2.1', 'https://skill.umi.kr', 'skill.umi.kr/health', 'skill.umi.kr:443', 'skill_1.umi.kr', '우미.kr'],
  ]) {
    it(`finds that “${host}” cannot be the name of a host`, () => {
      assert.deepEqual(problems({ host }), [
        `${FILE}: host is ${host}: expected a name in lower case without wildcard, such as skill.your-domain.kr`,
      ]);
    });
  }

  for (const path of ['/', '/cek', '/cek/', '/cek/v1.2', '/.well-known/a_b~c', '/health/', '/...']) {
    it(`finds no fault with the path ${path}`, () => {
      assert.deepEqual(problems({ path }), []);
    });
  }

  for (const path of [
    '',
    'cek',
    '/health',
    '//',
    '/a//b',
    '/.',
    '/./a',
    '/a/..',
    '/a?b',
    '/a b',
    '/{*}',
    '/*',
    '/우미',
  ]) {
    it(`finds that “${path}” cannot be the path of the skill`, () => {
      assert.deepEqual(problems({ path }), [
        `${FILE}: path is ${path}: expected a path such as / or /cek, other than /health`,
      ]);
    });
  }

  for (const contact of [
    'admin@example.com',
    'admin@mail.example.net',
    'admin@a.example',
    'admin@x.invalid',
    'admin@Example.com',
  ]) {
    it(`finds that the contact is an example: ${contact}`, () => {
      const words = `${FILE}: contact is still ${contact}, which Let's Encrypt refuses: give an address of yours`;
      assert.deepEqual(problems({ contact }), [words]);
    });
  }

  for (const contact of ['admin@example.test', 'example.com@umi.kr', 'admin@myexample.com', 'admin@example.kr']) {
    it(`finds no fault with the contact ${contact}`, () => {
      assert.deepEqual(problems({ contact }), []);
    });
  }

  it('finds an OWNER in the repository and in the image', () => {
    assert.deepEqual(
      problems({ repository: 'https://github.com/OWNER/umi-mrdebugger.git', image: 'ghcr.io/OWNER/umi-mrdebugger' }),
      [
        `${FILE}: repository is still https://github.com/OWNER/umi-mrdebugger.git: put your account for OWNER`,
        `${FILE}: image is still ghcr.io/OWNER/umi-mrdebugger: put your account for OWNER`,
      ],
    );
  });

  for (const name of ['', 'Umi', '1umi', '-umi', 'umi-', 'umi_1', 'umi.1', 'u'.repeat(41)]) {
    it(`finds that “${name}” cannot be the name of a namespace, nor the beginning of other names`, () => {
      assert.deepEqual(problems({ name }), [
        `${FILE}: name is ${name}: expected up to 40 lower-case letters, digits and dashes, a letter first`,
      ]);
    });
  }

  for (const name of ['u', 'umi--1', 'u'.repeat(40)]) {
    it(`finds no fault with the name ${name}`, () => {
      assert.deepEqual(problems({ name }), []);
    });
  }

  const url = 'https://clova.ai/key.pem';
  const files = '/keys/public.pem';
  for (const [what, publicKeyUrl, publicKeyFiles, publicKey, words] of [
    ['neither a URL nor files', '', '', PUBLIC_KEY, 'publicKeyUrl and publicKeyFiles are both empty: give one'],
    [
      'both a URL and files',
      url,
      files,
      PUBLIC_KEY,
      'publicKeyUrl is not used where publicKeyFiles is given: empty one of them',
    ],
    ['a URL and a key that nothing reads', url, '', PUBLIC_KEY, 'publicKey is given, but publicKeyFiles is empty'],
    ['files without a key', '', files, '', 'publicKey is empty: `npm run keys -- --environment staging` makes one'],
    [
      ...['a key that is no PEM', '', files, 'key'],
      'publicKey: no PEM block in it; expected -----BEGIN PUBLIC KEY-----',
    ],
    [
      ...['a key that is broken', '', files, '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n'],
      'publicKey: block 1: not readable as a public key',
    ],
    [
      ...['a private key', '', files, '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n'],
      'publicKey: block 1: a private key; put only the public key here',
    ],
  ] as const) {
    it(`finds ${what}`, () => {
      assert.deepEqual(problems({ publicKeyUrl, publicKeyFiles, publicKey }), [`${FILE}: ${words}`]);
    });
  }

  it('finds everything at once, in the order of the file', () => {
    const facts = { host: 'a.example', contact: 'a@a.example', image: 'OWNER', name: '', publicKey: '' };
    assert.deepEqual(
      problems(facts).map((problem) => problem.split(' ')[1]),
      ['host', 'contact', 'image', 'name', 'publicKey'],
    );
  });

  describe('as committed', () => {
    /** A fork may have filled in some or all of the placeholders; nothing else may be found there either. */
    const hasOnly = (environment: string, placeholders: readonly string[]) => {
      const facts = readFacts('.', environment);
      const found = factProblems(facts);
      const isAsItCame = facts.repository.includes('/OWNER/');
      assert.deepEqual(found, isAsItCame ? placeholders : placeholders.filter((each) => found.includes(each)));
    };

    it('finds the placeholders of production, which a fork fills in', () => {
      const file = 'kustomize/facts/production/facts.yaml';
      hasOnly('production', [
        `${file}: host is still skill.example.com: give the public name of the skill`,
        `${file}: contact is still admin@example.com, which Let's Encrypt refuses: give an address of yours`,
        `${file}: repository is still https://github.com/OWNER/umi-mrdebugger.git: put your account for OWNER`,
        `${file}: image is still ghcr.io/OWNER/umi-mrdebugger: put your account for OWNER`,
      ]);
    });

    it('finds those of staging, and that its key is still to be made', () => {
      const file = 'kustomize/facts/staging/facts.yaml';
      hasOnly('staging', [
        `${file}: host is still staging.skill.example.com: give the public name of the skill`,
        `${file}: contact is still admin@example.com, which Let's Encrypt refuses: give an address of yours`,
        `${file}: repository is still https://github.com/OWNER/umi-mrdebugger.git: put your account for OWNER`,
        `${file}: image is still ghcr.io/OWNER/umi-mrdebugger: put your account for OWNER`,
        `${file}: publicKey is empty: \`npm run keys -- --environment staging\` makes one`,
      ]);
    });

    it('finds in local only the placeholder of the repository, and that its key is still to be made', () => {
      const file = 'kustomize/facts/local/facts.yaml';
      hasOnly('local', [
        `${file}: repository is still https://github.com/OWNER/umi-mrdebugger.git: put your account for OWNER`,
        `${file}: publicKey is empty: \`npm run keys -- --environment local\` makes one`,
      ]);
    });
  });
});
