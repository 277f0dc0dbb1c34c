import assert from 'node:assert/strict';
import { temporaryTree } from '../../../render/test-tree.ts';
import type { HelmOptions } from './application.ts';
import { readChart } from './chart.ts';

describe('readChart', () => {
  const paths = ['charts/web/values.yaml', 'charts/web/env/a.yaml', 'charts/web/env/b.yaml', 'common/values.yaml'];
  const { folder: root } = temporaryTree(Object.fromEntries(paths.map((path) => [path, ''])));
  const read = (options: HelmOptions, refs?: ReadonlyMap<string, boolean>) =>
    readChart('charts/web', options, {
      ...{ root, paths, refs, name: 'shop', namespace: 'blue' },
      fill: (text) => text.replace('$NAME', 'filled'),
    });
  const release = (options: HelmOptions, refs?: ReadonlyMap<string, boolean>) => {
    const chart = read(options, refs);
    assert.ok('release' in chart, JSON.stringify(chart));
    return chart.release;
  };

  it('takes name and namespace of the Application, where its options have none', () => {
    const { name, namespace } = release({});
    assert.deepEqual([name, namespace], ['shop', 'blue']);
    const own = release({ releaseName: 'x', namespace: 'y' });
    assert.deepEqual([own.name, own.namespace], ['x', 'y']);
  });

  it('prefers valuesObject to values, and leaves a text as it is', () => {
    assert.deepEqual(release({ values: 'a: yes', valuesObject: { a: 1 } }).values, { a: 1 });
    assert.equal(release({ values: 'a: yes # really' }).values, 'a: yes # really');
  });

  it('fills parameters in, and keeps a comma from ending one, but for those of a list', () => {
    const values = ['$NAME', 'a,b', 'a\\,b', '{a,b}', undefined];
    const { parameters } = release({
      parameters: values.map((value) => ({ name: 'x', ...(value === undefined ? {} : { value }) })),
    });
    assert.deepEqual(
      parameters?.map(({ value }) => value),
      ['filled', 'a\\,b', 'a\\,b', '{a,b}', ''],
    );
  });

  const refs = new Map([
    ['here', true],
    ['far', false],
  ]);
  const files: readonly [circumstance: string, options: HelmOptions, found: readonly string[]][] = [
    ['beside the chart', { valueFiles: ['values.yaml'] }, ['charts/web/values.yaml']],
    ['from the root', { valueFiles: ['/common/values.yaml'] }, ['common/values.yaml']],
    ['above the chart', { valueFiles: ['../../common/values.yaml'] }, ['common/values.yaml']],
    ['by a pattern', { valueFiles: ['env/*.yaml'] }, ['charts/web/env/a.yaml', 'charts/web/env/b.yaml']],
    ['by a pattern of one name', { valueFiles: ['*.yaml'] }, ['charts/web/values.yaml']],
    [
      'by a pattern of any depth',
      { valueFiles: ['/**/values.yaml'] },
      ['charts/web/values.yaml', 'common/values.yaml'],
    ],
    [
      'where it is named by itself, not where a pattern has it',
      { valueFiles: ['env/*.yaml', 'values.yaml', 'env/a.yaml'] },
      ['charts/web/env/b.yaml', 'charts/web/values.yaml', 'charts/web/env/a.yaml'],
    ],
    ['once', { valueFiles: ['values.yaml', './values.yaml'] }, ['charts/web/values.yaml']],
    ['although it is not there, so that helm says so', { valueFiles: ['gone.yaml'] }, ['charts/web/gone.yaml']],
    ['not, where it may be absent', { valueFiles: ['gone.yaml', 'gone/*'], ignoreMissingValueFiles: true }, []],
    ['of another source', { valueFiles: ['$here/common/values.yaml'] }, ['common/values.yaml']],
  ];
  for (const [circumstance, options, found] of files)
    it(`finds a file of values ${circumstance}`, () => {
      assert.deepEqual(release(options, refs).valueFiles, found);
    });

  it('takes a dollar sign for a variable where there is only one source', () => {
    assert.deepEqual(release({ valueFiles: ['$NAME.yaml'] }).valueFiles, ['charts/web/filled.yaml']);
  });

  const wrong: readonly [circumstance: string, options: HelmOptions, said: RegExp][] = [
    ['a file of a source that there is not', { valueFiles: ['$gone/a.yaml'] }, /^broken source referenced "\$gone"/],
    ['a file of a source from afar', { valueFiles: ['$far/a.yaml'] }, /^unseen its values come from \$far\/a.yaml$/],
    ['an address', { valueFiles: ['https://example.com/a.yaml'] }, /^unseen its values come from https:/],
    ['a file outside', { valueFiles: ['../../../a.yaml'] }, /^broken file .* outside repository root$/],
    ['a pattern that nothing matches', { valueFiles: ['gone/*.yaml'] }, /^broken .*"gone\/\*\.yaml" matched no files$/],
    ['a parameter from a file outside', { fileParameters: [{ name: 'a', path: '../../../a' }] }, /^broken file/],
  ];
  for (const [circumstance, options, said] of wrong)
    it(`says so of ${circumstance}`, () => {
      const chart = read(options, refs);
      assert.match(
        'unseen' in chart ? `unseen ${chart.unseen.en}` : 'broken' in chart ? `broken ${chart.broken}` : '',
        said,
      );
    });

  it('tells helm what is left out', () => {
    assert.deepEqual(release({ skipCrds: true, skipTests: false, skipSchemaValidation: true }).without, [
      'skipCrds',
      'skipSchemaValidation',
    ]);
  });
});
