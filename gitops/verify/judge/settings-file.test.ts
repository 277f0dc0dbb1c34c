import assert from 'node:assert/strict';
import { StartError } from '#program/start-error.ts';
import { parseSettings } from './settings-file.ts';

describe('parseSettings', () => {
  const parse = (text: string) => parseSettings('.umi-verify.yaml', text);

  it('gives each entry with its place', () => {
    const text = `# Why these.
ignore:
  - { code: C16, object: istio-system/shop, reason: a shop for tests }
  - code: H12
    object: '*'
    file: kustomize/overlays/staging/
    reason: behind a CDN
`;
    const writtenAt = (line: number) => ({ file: '.umi-verify.yaml', line, column: 5 });
    assert.deepEqual(parse(text).ignored, [
      { code: 'C16', object: 'istio-system/shop', writtenAt: writtenAt(3) },
      { code: 'H12', object: '*', file: 'kustomize/overlays/staging/', writtenAt: writtenAt(4) },
    ]);
  });

  it('gives nothing for a file that says nothing', () => {
    for (const text of ['', '# nothing yet\n', 'ignore: []', 'facts: []'])
      assert.deepEqual(parse(text), { ignored: [], facts: [] });
  });

  it('gives the files with facts', () => {
    assert.deepEqual(parse('facts: [cluster.yaml]').facts, ['cluster.yaml']);
  });

  const whole = 'expected ignore: [{ code: C16, object: istio-system/shop, reason: ... }], facts: [FILE]';
  for (const { text, problems } of [
    {
      text: 'ignore:\n  - code: c16\n    object: shop\n',
      problems: ['2:11: ignore.0.code: expected a code, such as C16', '2:5: ignore.0.reason: expected the reason'],
    },
    {
      text: 'ignore:\n  - { code: C16, object: shop, reason: " ", file: 5 }\n',
      problems: [
        '2:51: ignore.0.file: expected a file, or a folder that ends with /',
        '2:40: ignore.0.reason: expected the reason',
      ],
    },
    {
      text: 'ignore:\n  - { code: C16, object: shop, reason: a, why: b }\n',
      problems: [`2:5: ignore.0.why: ${whole}`],
    },
    { text: 'ignore:\n  - C16\n', problems: [`2:5: ignore.0: ${whole}`] },
    { text: '\n- C16\n', problems: [`2:1: ${whole}`] },
    { text: 'ignored: []\n', problems: [`1:1: ignored: ${whole}`] },
  ])
    it(`names the place and the expected form in ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parse(text),
        (error) => {
          assert.ok(error instanceof StartError);
          assert.deepEqual(
            error.problems,
            problems.map((problem) => `.umi-verify.yaml:${problem}`),
          );
          return true;
        },
      );
    });

  it('names the place where it is no YAML', () => {
    assert.throws(() => parse('ignore:\n  - code: [C16\n'), {
      name: StartError.name,
      message: /^\.umi-verify\.yaml:3:1: Flow sequence .*/,
    });
  });
});
