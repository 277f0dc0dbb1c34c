import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { StartError } from '#program/start-error.ts';
import { readSettings, VARIABLES } from './settings.ts';

/** What has no default. */
const NEEDED = {
  E2E_HOST_ADDRESS: '192.0.2.1',
  E2E_GATEWAY_ADDRESS: '192.0.2.2',
  E2E_ACME_DIRECTORY: 'https://192.0.2.1:14000/dir',
  E2E_ACME_CA: 'ca.pem',
  E2E_ACME_ROOTS: 'roots.pem',
  E2E_IMAGE_COMMAND: './image',
};
const meaningOf = (name: string) => VARIABLES.find((variable) => variable.name === name)?.meaning ?? '';

describe('readSettings', () => {
  it('takes what it is given, and defaults for the rest', () => {
    assert.deepEqual(readSettings({ ...NEEDED, PATH: '/bin' }), {
      host: 'e2e.mrdebugger.test',
      hostAddress: '192.0.2.1',
      gitPort: '9419',
      gatewayAddress: '192.0.2.2',
      gatewayNamespace: 'istio-system',
      gatewayLabel: 'ingressgateway',
      gatewayServiceAccount: 'istio-ingressgateway',
      acmeDirectory: 'https://192.0.2.1:14000/dir',
      acmeCa: 'ca.pem',
      acmeRoots: 'roots.pem',
      imageCommand: './image',
      argoCdCommand: 'argocd --core',
    });
  });

  it('prefers what it is given to a default, without the space around it', () => {
    const { host, gitPort } = readSettings({ ...NEEDED, E2E_HOST: ' skill.umi.test\n', E2E_GIT_PORT: '1234' });
    assert.deepEqual({ host, gitPort }, { host: 'skill.umi.test', gitPort: '1234' });
  });

  it('takes an empty variable for a missing one', () => {
    assert.equal(readSettings({ ...NEEDED, E2E_HOST: ' ' }).host, 'e2e.mrdebugger.test');
    const problem = `E2E_ACME_CA is missing: ${meaningOf('E2E_ACME_CA')}`;
    assert.throws(() => readSettings({ ...NEEDED, E2E_ACME_CA: '' }), new StartError([problem]));
  });

  it('names everything that is missing, and what it means', () => {
    assert.throws(
      () => readSettings({}),
      new StartError(Object.keys(NEEDED).map((name) => `${name} is missing: ${meaningOf(name)}`)),
    );
  });

  for (const [name, text] of [
    ['E2E_HOST_ADDRESS', 'localhost'],
    ['E2E_HOST_ADDRESS', '192.0.2.1:9419'],
    ['E2E_HOST_ADDRESS', '2001:db8::1'],
    ['E2E_GIT_PORT', 'git'],
    ['E2E_GIT_PORT', '0'],
    ['E2E_GIT_PORT', '65536'],
    ['E2E_GATEWAY_ADDRESS', '192.0.2'],
    ['E2E_ACME_DIRECTORY', 'http://192.0.2.1:14000/dir'],
    ['E2E_ACME_DIRECTORY', 'https://acme-v02.api.letsencrypt.org/directory'],
    ['E2E_ACME_DIRECTORY', 'https://acme-v02.api.LetsEncrypt.org/directory'],
    ['E2E_ACME_DIRECTORY', 'https://acme-staging-v02.api.letsencrypt.org/directory'],
  ] as const) {
    it(`refuses ${name}=${text}`, () => {
      const problem = `${name}=${text}: expected ${meaningOf(name)}`;
      assert.throws(() => readSettings({ ...NEEDED, [name]: text }), new StartError([problem]));
    });
  }

  it('names in one go what is missing and what is wrong', () => {
    assert.throws(
      () => readSettings({ ...NEEDED, E2E_ACME_ROOTS: undefined, E2E_GATEWAY_ADDRESS: 'gateway' }),
      new StartError([
        `E2E_GATEWAY_ADDRESS=gateway: expected ${meaningOf('E2E_GATEWAY_ADDRESS')}`,
        `E2E_ACME_ROOTS is missing: ${meaningOf('E2E_ACME_ROOTS')}`,
      ]),
    );
  });

  it('takes what gitops/e2e/kind/up writes, which has no variable that is not read', () => {
    const lines = readFileSync('gitops/e2e/kind/up', 'utf8').match(/^E2E_.*/gm) ?? [];
    const kind = parseEnv(
      lines
        .join('\n')
        .replace(/\$(host|node)/g, '192.0.2.1')
        .replaceAll('$folder', '/tmp'),
    );
    assert.equal(readSettings(kind).imageCommand, 'gitops/e2e/kind/image');
    const names = VARIABLES.map(({ name }) => name);
    assert.deepEqual(
      Object.keys(kind).filter((name) => !names.includes(name)),
      [],
    );
  });
});
