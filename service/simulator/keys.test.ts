import assert from 'node:assert/strict';
import { verify } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { UsageError } from '#program/command.ts';
import { StartError } from '#program/start-error.ts';
import { testKeyPair } from '#testing/key-pairs.ts';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { parsePublicKeys } from '../cek/keys.ts';
import { keysText, makeKeys, type KeyPair } from './keys.ts';
import { readPrivateKey, signBody } from './signer.ts';

const FACTS = `# The facts of this installation.
apiVersion: v1
kind: ConfigMap
metadata:
  name: facts
  annotations:
    config.kubernetes.io/local-config: 'true'
data:
  # The public name.
  host: skill.example.com
  path: /
  # Whose signature the skill accepts.
  publicKeyUrl: https://clova.ai/.well-known/signature-public-key.pem
  publicKeyFiles: ''
  publicKey: ''
`;
const FACTS_FILE = 'kustomize/facts/local/facts.yaml';

describe('makeKeys', () => {
  const { folder } = temporaryFiles();
  const root = join(folder, 'repository');
  const home = join(folder, 'home');
  const path = join(home, '.config/umi-mrdebugger/local.pem');
  const make = (options: Partial<Parameters<typeof makeKeys>[0]> = {}) =>
    makeKeys({ root, home, environment: 'local', generate: () => testKeyPair().privateKey, ...options });
  const facts = () => readFileSync(join(root, FACTS_FILE), 'utf8');
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  beforeEach(() => {
    rmSync(root, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home);
    for (const environment of ['local', 'staging', 'production', 'to-skill']) {
      mkdirSync(join(root, 'kustomize/facts', environment), { recursive: true });
      if (environment !== 'to-skill') writeFileSync(join(root, 'kustomize/facts', environment, 'facts.yaml'), FACTS);
    }
  });
  /** Nothing was written: no key, and no facts. */
  const assertUntouched = () => {
    assert.deepEqual(readdirSync(home), []);
    for (const environment of ['local', 'staging', 'production'])
      assert.equal(readFileSync(join(root, 'kustomize/facts', environment, 'facts.yaml'), 'utf8'), FACTS);
  };

  it('makes a private key that only its user can read, whose signature the facts let the skill accept', () => {
    assert.deepEqual(makeKeys({ root, home, environment: 'local' }), {
      privateKeyFile: path,
      privateKey: 'made',
      factsFile: FACTS_FILE,
      facts: 'written',
      url: 'https://skill.example.com/',
    });
    assert.deepEqual([modeOf(path), modeOf(join(path, '..'))], ['600', '700']);
    assert.deepEqual(readdirSync(join(path, '..')), ['local.pem']);
    const { data } = parse(facts()) as { data: Record<string, string> };
    const { publicKey, ...rest } = data;
    assert.deepEqual(rest, {
      ...{ host: 'skill.example.com', path: '/' },
      ...{ publicKeyUrl: '', publicKeyFiles: '/keys/public.pem' },
    });
    const { keys, problems } = parsePublicKeys(publicKey ?? '');
    assert.deepEqual(problems, []);
    assert.equal(keys[0]?.asymmetricKeyDetails?.modulusLength, 2048);
    const body = Buffer.from('{}');
    const signature = Buffer.from(signBody(body, readPrivateKey(path)), 'base64');
    assert.ok(verify('RSA-SHA256', body, keys[0], signature));
  });

  it('changes nothing where it runs again', () => {
    const first = make();
    const written = [readFileSync(path, 'utf8'), facts()];
    assert.deepEqual(make(), { ...first, privateKey: 'kept', facts: 'kept' });
    assert.deepEqual([readFileSync(path, 'utf8'), facts()], written);
  });

  it('writes the public half of a private key that is there into facts that lack it', () => {
    make();
    const expected = facts();
    writeFileSync(join(root, FACTS_FILE), FACTS);
    const { privateKey, facts: done } = make();
    assert.deepEqual([privateKey, done], ['kept', 'written']);
    assert.equal(facts(), expected);
  });

  it('makes a new pair where it is forced, which only its user can read, whoever could read the old one', () => {
    make();
    const old = [readFileSync(path, 'utf8'), facts()];
    chmodSync(path, 0o644);
    const generate = () => testKeyPair('stranger').privateKey;
    const { privateKey, facts: done } = make({ force: true, generate });
    assert.deepEqual([privateKey, done], ['replaced', 'written']);
    assert.equal(modeOf(path), '600');
    assert.notEqual(readFileSync(path, 'utf8'), old[0]);
    assert.notEqual(facts(), old[1]);
    assert.deepEqual(make().facts, 'kept');
  });

  it('puts the private key where it is told to, and keeps those of two environments apart', () => {
    const elsewhere = join(home, 'stick/one.pem');
    assert.equal(make({ privateKeyFile: elsewhere }).privateKeyFile, elsewhere);
    assert.ok(existsSync(elsewhere) && !existsSync(path));
    assert.equal(make({ environment: 'staging' }).privateKeyFile, join(path, '../staging.pem'));
  });

  it('refuses production, wherever the private key would go', () => {
    for (const privateKeyFile of [undefined, join(home, 'one.pem')])
      assert.throws(() => make({ environment: 'production', privateKeyFile, force: true }), {
        name: UsageError.name,
        message: "--environment production: it trusts only CLOVA's key; expected another environment",
      });
    assertUntouched();
  });

  for (const environment of ['nowhere', '', '.', '../facts/local', 'Production']) {
    it(`refuses the environment “${environment}”, and tells which there are`, () => {
      assert.throws(
        () => make({ environment }),
        (error) =>
          error instanceof UsageError &&
          /: no folder kustomize\/facts.*; expected local or staging$/.test(error.message),
      );
      assertUntouched();
    });
  }

  it('refuses a private key inside the repository, also by way of a link, and names the place', () => {
    symlinkSync(root, join(folder, 'link'));
    for (const place of [
      root,
      join(root, 'desk.pem'),
      join(root, 'new/folder/desk.pem'),
      join(folder, 'link/desk.pem'),
    ])
      assert.throws(() => make({ privateKeyFile: place }), {
        name: UsageError.name,
        message: `${place}: inside the repository, which a private key never enters; expected a place outside`,
      });
    assert.throws(() => make({ home: root }), UsageError);
    assertUntouched();
  });

  it('takes a place beside the repository whose name begins like it', () => {
    const privateKeyFile = join(folder, 'repository.pem');
    assert.equal(make({ privateKeyFile }).privateKey, 'made');
  });

  for (const { name, prepare, environment = 'local', message } of [
    {
      name: 'facts that are missing',
      prepare: () => undefined,
      environment: 'to-skill',
      message: /^kustomize\/facts\/to-skill\/facts\.yaml: ENOENT; expected the facts of an environment$/,
    },
    {
      name: 'facts that are not YAML',
      prepare: () => {
        writeFileSync(join(root, FACTS_FILE), 'data: [');
      },
      message: /^kustomize\/facts\/local\/facts\.yaml:1: .*; expected YAML$/,
    },
    {
      name: 'facts without the key for the public key',
      prepare: () => {
        writeFileSync(join(root, FACTS_FILE), FACTS.replace('publicKey:', 'pubKey:'));
      },
      message: /^kustomize\/facts\/local\/facts\.yaml: data\.publicKey is missing; expected a text/,
    },
    {
      name: 'no folder of facts',
      prepare: () => {
        rmSync(join(root, 'kustomize'), { recursive: true });
      },
      message: /^kustomize\/facts: ENOENT; expected a folder with one for each environment$/,
    },
    {
      name: 'a place where no folder can be',
      prepare: () => {
        writeFileSync(join(home, '.config'), '');
      },
      message: /local\.pem: \w+; expected a place for the private key$/,
    },
  ]) {
    it(`tells of ${name}, and leaves no key behind`, () => {
      prepare();
      assert.throws(
        () => make({ environment }),
        (error) => error instanceof StartError && message.test(error.message),
      );
      assert.ok(!existsSync(path));
    });
  }

  for (const { name, content, message } of [
    { name: 'nothing', content: '', message: /one\.pem: .*; expected a PEM file with an RSA private key$/ },
    {
      name: 'a key that the service would refuse',
      content: testKeyPair('clova', 1024).privatePem,
      message: /one\.pem: an RSA key of 1024 bits; expected at least 2048; --force makes a new pair$/,
    },
  ]) {
    it(`keeps a file with ${name}, writes nothing, and tells of it`, () => {
      const privateKeyFile = join(home, 'one.pem');
      writeFileSync(privateKeyFile, content);
      assert.throws(
        () => make({ privateKeyFile }),
        (error) => error instanceof StartError && message.test(error.message),
      );
      assert.equal(readFileSync(privateKeyFile, 'utf8'), content);
      assert.equal(facts(), FACTS);
    });
  }
});

describe('keysText', () => {
  const made: KeyPair = {
    privateKeyFile: '/home/umi/.config/umi-mrdebugger/local.pem',
    privateKey: 'made',
    factsFile: FACTS_FILE,
    facts: 'written',
    url: 'https://skill.example.com/',
  };

  it('tells what was done and the two steps that are left, ready to be copied', () => {
    assert.equal(
      keysText(made),
      `/home/umi/.config/umi-mrdebugger/local.pem: the private key, made now; keep it to yourself
kustomize/facts/local/facts.yaml: now holds its public half

Next:
  1. Commit and push kustomize/facts/local/facts.yaml; the skill trusts the key once it is deployed.
  2. npm run say -- --url https://skill.example.com/ --key /home/umi/.config/umi-mrdebugger/local.pem "미스터 디버거 시작해줘"
`,
    );
  });

  it('says that nothing changed', () => {
    const lines = keysText({ ...made, privateKey: 'kept', facts: 'kept' }).split('\n');
    assert.match(lines[0] ?? '', /: the private key, kept as it was$/);
    assert.deepEqual(lines.slice(1, 3), [`${FACTS_FILE}: holds its public half already`, 'Nothing changed.']);
    assert.match(lines[5] ?? '', /facts\.yaml, unless that is done; the skill/);
  });

  it('says that the old private key is gone', () => {
    assert.match(keysText({ ...made, privateKey: 'replaced' }), /made anew; what it replaced is gone\n/);
  });

  it('quotes a file whose name a shell would take apart', () => {
    assert.match(keysText({ ...made, privateKeyFile: "/a b/it's.pem" }), / --key '\/a b\/it'\\''s\.pem' "/);
  });
});
