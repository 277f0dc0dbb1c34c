import assert from 'node:assert/strict';
import { endsWith, existing, parseField, valueAt, withChanges, type Path } from './field-path.ts';

const DATA = { spec: { ports: [{ name: 'http' }, { name: 'grpc', 'a.b/c': null }] }, constructor: undefined };

describe('parseField', () => {
  const cases: readonly [field: string, path: Path][] = [
    ['', []],
    ['spec.servers[0].tls.credentialName', ['spec', 'servers', 0, 'tls', 'credentialName']],
    ['metadata.annotations["example.com/a.b"]', ['metadata', 'annotations', 'example.com/a.b']],
    ['metadata.annotations[example.com/a]', ['metadata', 'annotations', 'example.com/a']],
    ['spec.ports.0.port', ['spec', 'ports', '0', 'port']],
    ['data["a"]["b c"]', ['data', 'a', 'b c']],
  ];
  for (const [field, path] of cases)
    it(`reads “${field}”`, () => {
      assert.deepEqual(parseField(field), path);
    });
});

describe('valueAt', () => {
  it('gives what stands there, and nothing that an object has by itself', () => {
    assert.equal(valueAt(DATA, ['spec', 'ports', 1, 'name']), 'grpc');
    assert.equal(valueAt(DATA, []), DATA);
    assert.equal(valueAt(DATA, ['spec', 'toString']), undefined);
    assert.equal(valueAt('text', ['length']), undefined);
  });
});

describe('existing', () => {
  it('is the longest beginning that leads somewhere, with numbers in lists', () => {
    assert.deepEqual(existing(DATA, ['spec', 'ports', '1', 'name']), ['spec', 'ports', 1, 'name']);
    assert.deepEqual(existing(DATA, ['spec', 'ports', 2, 'name']), ['spec', 'ports']);
    assert.deepEqual(existing(DATA, ['status', 'x']), []);
    assert.deepEqual(existing(DATA, ['spec', 'ports', 1, 'a.b/c']), ['spec', 'ports', 1, 'a.b/c']);
  });
});

describe('withChanges', () => {
  it('changes what is named, in a copy', () => {
    const changes = new Map<string, unknown>([['["spec","ports",0,"name"]', 'x']]);
    assert.deepEqual(withChanges({ spec: DATA.spec }, changes), {
      spec: { ports: [{ name: 'x' }, { name: 'grpc', 'a.b/c': null }] },
    });
    assert.equal(DATA.spec.ports[0]?.name, 'http');
  });
});

describe('endsWith', () => {
  it('takes any number for any other, and no key for another', () => {
    assert.ok(endsWith(['a', 'b', 3, 'c'], ['b', 0, 'c']));
    assert.ok(endsWith(['a'], []));
    assert.ok(!endsWith(['a', 'b', 3, 'c'], ['x', 3, 'c']));
    assert.ok(!endsWith(['c'], ['b', 'c']));
    assert.ok(!endsWith(['b', '3'], ['b', 0]));
  });
});
