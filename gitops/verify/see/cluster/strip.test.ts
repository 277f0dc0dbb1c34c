import assert from 'node:assert/strict';
import { strip } from './strip.ts';

describe('strip', () => {
  it('keeps, of the managed fields, only when something other than the status was last written', () => {
    const managedFields = [
      { manager: 'argocd', time: '2026-11-24T10:00:00Z' },
      { manager: 'kubectl', time: '2026-11-24T11:00:00Z' },
      { manager: 'cert-manager', time: '2026-11-24T12:00:00Z', subresource: 'status' },
    ];
    assert.deepEqual(strip({ metadata: { name: 'a', managedFields } }), {
      metadata: { name: 'a', writtenAt: '2026-11-24T11:00:00Z' },
    });
  });

  it('drops annotations that contain the whole object, and keeps the others', () => {
    const annotations = {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"secret"}}',
      'cert-manager.io/certificate-name': 'shop',
    };
    assert.deepEqual(strip({ metadata: { name: 'a', annotations } }).metadata.annotations, {
      'cert-manager.io/certificate-name': 'shop',
    });
  });

  it('keeps the names of environment variables, without values, commands and arguments', () => {
    const container = {
      name: 'service',
      image: 'shop:1',
      command: ['sh', '-c', 'TOKEN=secret run'],
      args: ['--password=secret'],
      env: [
        { name: 'TOKEN', value: 'secret' },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'secret', key: 'k' } } },
      ],
      envFrom: [{ secretRef: { name: 'secret' } }],
      ports: [{ containerPort: 8080 }],
    };
    const stripped = strip({
      metadata: { name: 'a' },
      spec: { template: { spec: { containers: [container] } } },
    } as never);
    assert.doesNotMatch(JSON.stringify(stripped), /secret/);
    assert.match(JSON.stringify(stripped), /"env":\[\{"name":"TOKEN"\},\{"name":"KEY"\}\].*"containerPort":8080/);
  });

  it('drops data', () => {
    assert.deepEqual(strip({ metadata: { name: 'a' }, data: { 'tls.key': 'secret' } } as never), {
      metadata: { name: 'a' },
    });
  });
});
