import assert from 'node:assert/strict';
import { parseObjects } from './objects.ts';

describe('parseObjects', () => {
  it('reads every document as plain data, in its order, and leaves empty ones out', () => {
    const render = 'kind: B\nspec: {on: "on", n: 1}\n---\n# nothing\n---\nkind: A\n';
    assert.deepEqual(parseObjects(render), [{ kind: 'B', spec: { on: 'on', n: 1 } }, { kind: 'A' }]);
  });

  it('reads nothing as no object', () => {
    assert.deepEqual(parseObjects(''), []);
  });

  it('tells the line at which a render is not YAML', () => {
    assert.throws(() => parseObjects('a: 1\n- b\n'), { name: 'YAMLParseError', message: /line 2/ });
  });
});
