import assert from 'node:assert/strict';
import { asksCluster, inContext } from './in-context.ts';

describe('inContext', () => {
  for (const { command, context, expected } of [
    { command: 'kubectl get pods', context: undefined, expected: 'kubectl get pods' },
    { command: 'kubectl get pods', context: 'kind-a', expected: 'kubectl --context kind-a get pods' },
    { command: 'istioctl proxy-config secret x', context: 'a', expected: 'istioctl --context a proxy-config secret x' },
    {
      command: 'kubectl get a -o json | kubectl apply -f -',
      context: "it's",
      expected: String.raw`kubectl --context 'it'\''s' get a -o json | kubectl --context 'it'\''s' apply -f -`,
    },
    { command: 'curl https://kubectl.test', context: 'a', expected: 'curl https://kubectl.test' },
  ])
    it(`makes ${expected}`, () => {
      assert.equal(inContext(command, context), expected);
    });
});

describe('asksCluster', () => {
  for (const { command, expected } of [
    { command: 'kubectl label namespace shop istio-injection=enabled', expected: true },
    { command: 'istioctl proxy-config secret x', expected: true },
    { command: 'cmctl renew shop', expected: true },
    { command: 'argocd app sync argocd/shop', expected: true },
    { command: 'curl -v http://shop.example.test/', expected: true },
    { command: 'dig +short shop.example.test CAA', expected: true },
    { command: 'openssl s_client -connect 203.0.113.7:443 </dev/null', expected: true },
    { command: 'sed s/a/b/ a.yaml | kubectl apply -f -', expected: true },
    { command: 'kubectl kustomize kustomize/overlays/staging', expected: false },
    { command: 'kustomize/bases/edge/curl.yaml', expected: false },
    { command: 'docker buildx imagetools inspect example.test/shop:1', expected: false },
  ])
    it(`is ${expected} for ${command}`, () => {
      assert.equal(asksCluster(command), expected);
    });
});
