import assert from 'node:assert/strict';
import type { Application } from '../../verify/see/objects/application.ts';
import { findRenderer } from '../../render/renderer.ts';
import { isThere, leaks, waveOf } from './waves.ts';

function application(name: string, wave: number, health?: string, phase = 'Succeeded', ...resources: object[]) {
  return {
    metadata: { name, annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } },
    spec: { project: 'any', destination: {} },
    ...(health === undefined
      ? {}
      : {
          status: { sync: { status: 'OutOfSync' }, health: { status: health }, operationState: { phase }, resources },
        }),
  } as unknown as Application;
}
const nobody: ReadonlySet<string> = new Set();

describe('waveOf', () => {
  it('has the add-ons in the order in which they need each other, their project first', async () => {
    const objects = await (await findRenderer(process.env)).renderObjects('gitops/apps/add-ons');
    const waves = [...new Set(objects.map(waveOf))].sort((a, b) => a - b);
    const names = waves.map((wave) =>
      objects
        .filter((object) => waveOf(object) === wave)
        .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
        .sort(),
    );
    assert.deepEqual(names, [
      [
        'AppProject mrdebugger-add-ons',
        'ValidatingAdmissionPolicy mrdebugger-injected-gateways',
        'ValidatingAdmissionPolicyBinding mrdebugger-injected-gateways',
      ],
      ['Application mrdebugger-cert-manager', 'Application mrdebugger-istio-base'],
      ['Application mrdebugger-istiod'],
      ['Application mrdebugger-istio-ingressgateway'],
    ]);
  });
});

describe('isThere', () => {
  const late = { kind: 'CustomResourceDefinition', name: 'a', status: 'OutOfSync' };
  const missing = { kind: 'Deployment', name: 'a', status: 'OutOfSync' };
  it('is so where a sync has succeeded and all is Healthy, whatever Argo CD sees of the CRDs', () => {
    assert.ok(isThere(application('a', 0, 'Healthy', 'Succeeded', late)));
  });
  it('is so where single objects are healed after that', () => {
    const one = application('a', 0, 'Healthy', 'Running', late);
    const operation = { sync: { resources: [{ kind: 'CustomResourceDefinition', name: 'a' }] } };
    const { status } = one;
    assert.ok(
      isThere({ ...one, status: { ...status, operationState: { ...status?.operationState, operation } } } as never),
    );
  });
  for (const [what, one] of [
    ['Progressing', application('a', 0, 'Progressing')],
    ['still syncing', application('a', 0, 'Healthy', 'Running')],
    ['without one of its objects', application('a', 0, 'Healthy', 'Succeeded', missing)],
    ['new', application('a', 0)],
  ] as const)
    it(`is not so where it is ${what}`, () => {
      assert.ok(!isThere(one));
    });
});

describe('leaks', () => {
  const base = application('base', 0, 'Healthy');
  const late = application('base', 0, 'Progressing');

  it('finds nothing where each wave was there before the next', () => {
    assert.deepEqual(leaks([base, application('istiod', 1)], nobody), []);
    assert.deepEqual(leaks([late], nobody), []);
  });

  it('finds an Application that is there before one of an earlier wave', () => {
    assert.deepEqual(leaks([late, application('istiod', 1)], nobody), [
      'istiod is there, and base is OutOfSync, Progressing',
    ]);
  });

  it('forgives one that was there, and is looked at again', () => {
    assert.deepEqual(leaks([late, application('istiod', 1)], new Set(['base'])), []);
  });

  it('leaves out those of the same wave', () => {
    assert.deepEqual(leaks([late, application('cert-manager', 0)], nobody), []);
  });
});
