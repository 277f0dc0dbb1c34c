import assert from 'node:assert/strict';
import { readFacts } from '../../facts.ts';
import { MORE_VARIABLES, readBootstrapSettings } from './settings.ts';

const NEEDED = {
  ...{ E2E_HOST_ADDRESS: '192.0.2.1', E2E_GATEWAY_ADDRESS: '192.0.2.2', E2E_ACME_DIRECTORY: 'https://192.0.2.1/dir' },
  ...{ E2E_ACME_CA: 'ca.pem', E2E_ACME_ROOTS: 'roots.pem', E2E_IMAGE_COMMAND: 'true' },
};

describe('readBootstrapSettings', () => {
  it('leaves to the repository what no variable says', () => {
    assert.deepEqual(readBootstrapSettings(NEEDED).sources, { facts: {}, istioVersion: undefined });
    assert.deepEqual(readBootstrapSettings({ ...NEEDED, E2E_ISTIO_CHARTS: ' ' }).sources.facts, {});
  });

  it('gives the facts that are given', () => {
    const env = { E2E_ARGO_CD_MANIFEST: 'a.yaml', E2E_ISTIO_CHARTS: 'http://192.0.2.1', E2E_ISTIO_VERSION: '1.2.3' };
    assert.deepEqual(readBootstrapSettings({ ...NEEDED, ...env }).sources, {
      facts: { argoCdManifest: 'a.yaml', istioCharts: 'http://192.0.2.1' },
      istioVersion: '1.2.3',
    });
  });

  it('names only facts that there are', () => {
    const facts = readFacts('.', 'local');
    for (const { fact } of MORE_VARIABLES) assert.ok(fact === undefined || Object.hasOwn(facts, fact), fact);
  });

  it('names every variable that is missing', () => {
    assert.throws(() => readBootstrapSettings({}), { name: 'StartError', message: /E2E_HOST_ADDRESS is missing/ });
  });
});
