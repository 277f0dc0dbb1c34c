import assert from 'node:assert/strict';
import { documentsOf, isTemplate, mayHoldObjects } from './documents.ts';

const read = (text: string) => documentsOf({ path: 'shop.yaml', text });
const namesIn = (text: string) =>
  read(text).objects.map(({ kind, metadata: { namespace = '-', name } }) => `${kind} ${namespace}/${name}`);
const CONFIG = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

describe('documents of a file', () => {
  it('are all of them, without those that are no objects', () => {
    const text = `# nothing\n---\n${CONFIG('a')}---\n---\njust: values\n---\n[1, 2]\n---\n${CONFIG('b')}...\n`;
    assert.deepEqual(namesIn(text), ['ConfigMap -/a', 'ConfigMap -/b']);
  });

  it('are read with the ends of lines of Windows, and with a byte order mark', () => {
    assert.deepEqual(namesIn(`\uFEFF${CONFIG('a')}---\n${CONFIG('b')}`.replaceAll('\n', '\r\n')), [
      'ConfigMap -/a',
      'ConfigMap -/b',
    ]);
  });

  it('are read as JSON, too, in one line', () => {
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'shop', name: 'a' } });
    assert.ok(mayHoldObjects({ path: 'a.json', text }));
    assert.deepEqual(namesIn(text), ['ConfigMap shop/a']);
  });

  it('are the items of a list, and of a list in it', () => {
    const items = [
      CONFIG('a'),
      'apiVersion: v1\nkind: List\nitems:\n  - { apiVersion: v1, kind: Pod, metadata: { name: p } }\n',
    ];
    const nested = items.map((item) => `  - ${item.trimEnd().replaceAll('\n', '\n    ')}\n`).join('');
    assert.deepEqual(namesIn(`apiVersion: v1\nkind: List\nitems:\n${nested}`), ['ConfigMap -/a', 'Pod -/p']);
  });

  it('are of the kind of their list, where they do not say it themselves', () => {
    const text = 'apiVersion: v1\nkind: ServiceList\nitems: [{ metadata: { name: web } }]\n';
    assert.deepEqual(namesIn(text), ['Service -/web']);
    assert.deepEqual(read(text).listed, [{ apiVersion: 'v1', kind: 'Service' }]);
  });

  for (const items of ['[]', 'null', ''])
    it(`tell of what there is none, by a list with items: ${items || 'nothing'}`, () => {
      const { objects, listed } = read(`apiVersion: networking.k8s.io/v1\nkind: IngressClassList\nitems: ${items}\n`);
      assert.deepEqual(objects, []);
      assert.deepEqual(listed, [{ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass' }]);
    });

  it('tell nothing of what there is none by a list of any kinds, nor by an object whose kind ends so', () => {
    assert.deepEqual(read('apiVersion: v1\nkind: List\nitems: []\n').listed, []);
    const object = 'apiVersion: example.com/v1\nkind: AllowList\nmetadata: { name: a }\n';
    assert.deepEqual([namesIn(object), read(object).listed], [['AllowList -/a'], []]);
  });

  it('have what their anchors and merge keys stand for', () => {
    const text = `${CONFIG('a')}x: &x { k: v }\ndata:\n  <<: *x\n  l: w\nmore: *x\n`;
    const [object] = read(text).objects;
    assert.deepEqual([object?.data, object?.more], [{ k: 'v', l: 'w' }, { k: 'v' }]);
  });

  it('have the last of two values with one key, as in Kubernetes', () => {
    const { objects, problems } = read(`${CONFIG('a')}data: { k: first }\ndata: { k: last }\n`);
    assert.deepEqual([objects[0]?.data, problems], [{ k: 'last' }, []]);
  });

  it('take a tag that nobody knows for the value itself', () => {
    assert.deepEqual(read(`${CONFIG('a')}data: { k: !vault secret }\n`).objects[0]?.data, { k: 'secret' });
  });

  const broken: readonly [what: string, text: string, line: number, column: number][] = [
    ['a tab', `${CONFIG('a')}data:\n\tk: v\n`, 6, 1],
    ['a bracket that is not closed', `${CONFIG('a')}data: [1,\n`, 6, 1],
    ['a template', CONFIG('{{ .Values.name }}x'), 4, 27],
    ['an alias that leads nowhere', `${CONFIG('a')}---\n${CONFIG('b')}data: *x\n`, 6, 1],
  ];
  for (const [what, text, line, column] of broken)
    it(`cannot be read with ${what}, and say where`, () => {
      const { problems } = read(text);
      assert.deepEqual(
        problems.slice(0, 1).map(({ place }) => place),
        [{ file: 'shop.yaml', line, column }],
      );
      assert.doesNotMatch(problems[0]?.message ?? '', /\n| at line/);
    });

  it('cannot be read where an alias stands for more than any memory holds', () => {
    const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(9)}]`).join('\n');
    const { objects, problems } = read(`${CONFIG('a')}l0: &l0 [x]\n${levels}\n`);
    assert.deepEqual([objects.length, problems.length], [0, 1]);
  });

  it('are kept where another of the file cannot be read', () => {
    const { objects, problems } = read(`${CONFIG('a')}---\nkind: [\n---\n${CONFIG('b')}`);
    assert.ok(objects.some(({ metadata }) => metadata.name === 'a'));
    assert.ok(problems.length > 0);
  });

  it('are looked for only where kind and apiVersion are keys', () => {
    const holds = (text: string) => mayHoldObjects({ path: 'a.yaml', text });
    assert.deepEqual(
      [CONFIG('a'), '- kind: a\n', 'mankind: a\napiVersion: v1\n', '# kind: a\n# apiVersion: v1\n'].map(holds),
      [true, false, false, false],
    );
  });

  it('are of a template where a program has to fill it in', () => {
    const templates = ['a: {{ x }}', '{% if x %}', 'a: { b: {} }', 'a: ${x}'];
    assert.deepEqual(templates.map(isTemplate), [true, true, false, false]);
  });
});
