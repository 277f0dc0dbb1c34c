import assert from 'node:assert/strict';
import type { Pod, Service } from '../../see/objects/workload.ts';
import { slicesFor } from './endpoints.ts';

describe('slicesFor', () => {
  const pod = (name: string, labels: Readonly<Record<string, string>>, namespace = 'shop'): Pod => ({
    metadata: { namespace, name, labels },
    spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }] },
  });
  const service = (spec: Service['spec']): Service => ({ metadata: { namespace: 'shop', name: 'web' }, spec });
  const slices = (spec: Service['spec'], pods: readonly Pod[]) =>
    slicesFor(service(spec), pods).map(({ metadata, ports, endpoints }) => [metadata.name, ports, endpoints?.length]);

  const web = pod('web-1', { app: 'web', tier: 'front' });

  it('makes a slice for each Pod of the namespace that has all labels', () => {
    const pods = [
      web,
      pod('web-2', { app: 'web' }),
      pod('other', { app: 'other' }),
      pod('far', { app: 'web' }, 'blog'),
    ];
    const spec = { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] };
    assert.deepEqual(slices(spec, pods), [
      ['web-web-1', [{ name: 'http', port: 8080 }], 1],
      ['web-web-2', [{ name: 'http', port: 8080 }], 1],
    ]);
    assert.deepEqual(slices({ ...spec, selector: { app: 'web', tier: 'front' } }, pods), [
      ['web-web-1', [{ name: 'http', port: 8080 }], 1],
    ]);
  });

  it('tells the Service by a label, and says that the Pod is ready', () => {
    const [slice] = slicesFor(service({ selector: { app: 'web' }, ports: [{ port: 80 }] }), [web]);
    assert.deepEqual(slice?.metadata.labels, { 'kubernetes.io/service-name': 'web' });
    assert.deepEqual(slice.endpoints?.[0]?.conditions, { ready: true });
    assert.deepEqual(slice.endpoints[0].targetRef, { kind: 'Pod', name: 'web-1' });
  });

  const ports: readonly [
    circumstance: string,
    ports: NonNullable<Service['spec']['ports']>,
    found: readonly object[],
  ][] = [
    ['a named port of the Pod', [{ port: 80, targetPort: 'http' }], [{ port: 8080 }]],
    ['no port of a name that the Pod does not have', [{ port: 80, targetPort: 'web' }], []],
    ['the port itself, where no target is said', [{ name: 'http', port: 80 }], [{ name: 'http', port: 80 }]],
    [
      'several',
      [
        { name: 'a', port: 80, targetPort: 'http' },
        { name: 'b', port: 81 },
      ],
      [
        { name: 'a', port: 8080 },
        { name: 'b', port: 81 },
      ],
    ],
  ];
  for (const [circumstance, some, found] of ports)
    it(`has ${circumstance}`, () => {
      assert.deepEqual(slices({ selector: { app: 'web' }, ports: some }, [web]), [['web-web-1', found, 1]]);
    });

  it('makes none for a Service without a selector: somebody else does', () => {
    assert.deepEqual(slices({ ports: [{ port: 80 }] }, [web]), []);
    assert.deepEqual(slices({ selector: {}, ports: [{ port: 80 }] }, [web]), []);
  });
});
