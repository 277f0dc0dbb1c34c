import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { judgeCertificate, type Certificate } from './certificate.ts';
import type { Gap } from './gap.ts';

const NOW = new Date('2026-11-24T00:00:00Z');
const TARGET = { namespace: 'istio-system', name: 'mrdebugger' };
const DESCRIBE = 'kubectl -n istio-system describe certificate mrdebugger';
const FIXTURES = new URL('testdata/certificate/', import.meta.url);

/** By fixture: the reason, and the text after the name of the Certificate. */
const EXPECTED: Readonly<Record<string, readonly [reason: string, words: string]>> = {
  'ok_issued-again.yaml': ['Ready', ' is Ready until 2027-02-01T10:00:00Z'],
  'ok_ready.yaml': ['Ready', ' is Ready until 2027-02-01T10:00:00Z'],
  'ok_renewal-failed.yaml': ['Ready', ' is Ready until 2027-02-01T10:00:00Z'],
  'wait_change-not-seen.yaml': ['OldReady', ' is of generation 3, and Ready of 2: cert-manager has yet to see it'],
  'wait_first-issuance.yaml': [
    'DoesNotExist',
    ': Ready is False: DoesNotExist “Issuing certificate as Secret does not exist”',
  ],
  'wait_not-seen.yaml': ['NoReady', ' has no condition Ready: cert-manager has yet to see it'],
  'wait_renewal-too-late.yaml': [
    'Renewing',
    ': Issuing is True: Renewing “Renewing certificate as renewal was scheduled at 2026-11-23 13:15:04 +0000 UTC”; ' +
      'the present one ended at 2026-11-23T13:16:24Z',
  ],
  'wait_renewal.yaml': [
    'Renewing',
    ': Issuing is True: Renewing “Renewing certificate as renewal was scheduled at 2026-11-23 13:15:04 +0000 UTC”',
  ],
  'wrong_failed-before-change.yaml': [
    'DoesNotExist',
    ': Ready is False: DoesNotExist “Issuing certificate as Secret does not exist”',
  ],
  'wrong_failed.yaml': [
    'Failed',
    ': Ready is False: DoesNotExist “Issuing certificate as Secret does not exist”; Issuing is False: Failed ' +
      '“The certificate request has failed to complete and will be retried: Failed to wait for order resource ' +
      '"mrdebugger-1-1" to become ready: order is in "errored" state: Failed to create Order: acme: certificate ' +
      'authority does not advertise a profile with name shortlived”',
  ],
  'wrong_over.yaml': ['Over', ' is Ready, but ended at 2026-11-23T13:16:24Z'],
  'wrong_two-of-one-secret.yaml': [
    'IncorrectCertificate',
    ': Ready is False: IncorrectCertificate “Secret was issued for "other". If this message is not transient, you ' +
      'might have two conflicting Certificates pointing to the same secret.”',
  ],
};

describe('judgeCertificate, of a Certificate as cert-manager leaves it', () => {
  for (const [file, [reason, words]] of Object.entries(EXPECTED)) {
    const [state = ''] = file.split('_');
    it(`${file}: ${state}, by the words of its conditions`, () => {
      const certificate = parse(readFileSync(new URL(file, FIXTURES), 'utf8')) as Certificate;
      assert.deepEqual(judgeCertificate(TARGET, certificate, NOW), {
        state,
        reason,
        text: `Certificate istio-system/mrdebugger${words}`,
        next: state === 'ok' ? undefined : DESCRIBE,
      });
    });
  }

  it('judges every fixture', () => {
    assert.deepEqual(readdirSync(FIXTURES).sort(), Object.keys(EXPECTED).sort());
  });

  it('takes a condition without a generation for one of now', () => {
    const conditions = [{ type: 'Ready', status: 'True' }];
    const { state, text } = judgeCertificate(TARGET, { metadata: { generation: 7 }, status: { conditions } }, NOW);
    assert.deepEqual({ state, text }, { state: 'ok', text: 'Certificate istio-system/mrdebugger is Ready' });
  });

  it('takes a certificate that ends now for one that is over', () => {
    const status = { conditions: [{ type: 'Ready', status: 'True' }], notAfter: NOW.toISOString() };
    assert.equal(judgeCertificate(TARGET, { metadata: {}, status }, NOW).reason, 'Over');
    const before = new Date(NOW.getTime() - 1);
    assert.equal(judgeCertificate(TARGET, { metadata: {}, status }, before).reason, 'Ready');
  });

  it('says Unknown where Ready does, without words that are not there', () => {
    const conditions = [{ type: 'Ready', status: 'Unknown', message: '' }];
    const { state, text } = judgeCertificate(TARGET, { metadata: {}, status: { conditions } }, NOW);
    assert.equal(state, 'wrong');
    assert.equal(text, 'Certificate istio-system/mrdebugger: Ready is Unknown: no reason');
  });
});

describe('judgeCertificate, of a Certificate that was not read', () => {
  for (const { gap, state, words, next } of [
    { gap: 'NotFound', state: 'wrong', words: /^ does not exist$/, next: 'kubectl get certificates --all-namespaces' },
    {
      gap: 'KindNotInstalled',
      state: 'wrong',
      words: /no cert-manager$/,
      next: 'kubectl get crd certificates.cert-manager.io',
    },
    {
      gap: 'Forbidden',
      state: 'unknown',
      words: /the right to get it is missing$/,
      next: 'kubectl -n istio-system auth can-i get certificates.cert-manager.io/mrdebugger',
    },
    { gap: 'Unauthorized', state: 'unknown', words: /does not accept these/, next: 'kubectl get --raw /readyz' },
    { gap: 'Unreachable', state: 'unknown', words: /does not answer$/, next: 'kubectl get --raw /readyz' },
    { gap: 'NoCredentials', state: 'unknown', words: /cannot be had$/, next: 'kubectl get --raw /readyz' },
    { gap: 'NoCluster', state: 'unknown', words: /which cluster to ask$/, next: 'kubectl config get-contexts' },
    { gap: 'UnusableAnswer', state: 'unknown', words: /not usable as an API/, next: 'kubectl get --raw /readyz' },
  ] as const) {
    it(`${gap}: ${state}, in a sentence and with a next step`, () => {
      const verdict = judgeCertificate(TARGET, { gap, message: '' }, NOW);
      assert.equal(verdict.state, state);
      assert.equal(verdict.reason, gap);
      assert.match(verdict.text.replace(/^Certificate istio-system\/mrdebugger/, ''), words);
      assert.equal(verdict.next, next);
    });
  }

  it('quotes what was said about it, on one line', () => {
    const gap: Gap = { gap: 'Unreachable', message: 'https://127.0.0.1:6443\nconnect ECONNREFUSED' };
    const { text } = judgeCertificate(TARGET, gap, NOW);
    assert.ok(text.endsWith(': “https://127.0.0.1:6443 connect ECONNREFUSED”'), text);
  });

  it('sends kubectl to the same context', () => {
    const target = { ...TARGET, context: 'prod' };
    const { next } = judgeCertificate(target, { gap: 'NotFound', message: '' }, NOW);
    assert.equal(next, 'kubectl --context prod get certificates --all-namespaces');
  });
});
