import assert from 'node:assert/strict';
import { inContext } from './in-context.ts';

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
