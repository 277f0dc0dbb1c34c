import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFiles } from '#testing/temporary-files.ts';
import { findHelm } from './helm.ts';

describe('findHelm', () => {
  const files = temporaryFiles();
  /** A program that answers as helm does, and tells what it was given. */
  const helm = files.file(
    'helm',
    `#!/bin/sh
case "$1" in
  version) echo v1.2.3 ;;
  show) [ "$3" = chart.tgz ] || { echo "Error: no $3" >&2; exit 1; }; echo "{name: gateway, version: 1.0.0}" ;;
  template) echo "---"; echo "# Source: gate/templates/a.yaml"; echo "words: '$*'"; echo "input:"; sed 's/^/  /' ;;
esac
`,
  );
  chmodSync(helm, 0o755);

  it('takes $HELM, or helm on the PATH, and knows its version', async () => {
    assert.equal((await findHelm({ ...process.env, HELM: helm })).version, 'v1.2.3');
    assert.equal((await findHelm({ HELM: '', PATH: `${files.folder}:${process.env.PATH ?? ''}` })).version, 'v1.2.3');
  });

  it('reads what a chart says of itself', async () => {
    const chart = await (await findHelm({ ...process.env, HELM: helm })).readChart('chart.tgz');
    assert.deepEqual(chart, { name: 'gateway', version: '1.0.0' });
  });

  it('renders a chart and its definitions, with the values on standard input', async () => {
    const release = { name: 'gate', namespace: 'edge', values: { service: { type: 'LoadBalancer' } } };
    const { render } = await findHelm({ ...process.env, HELM: helm });
    const object = { words: 'template gate chart.tgz -n edge --include-crds -f -', input: release.values };
    assert.deepEqual(await render('chart.tgz', release), [{ object, template: 'gate/templates/a.yaml' }]);
  });

  it('gives helm everything that fills a chart, in the order in which it counts', async () => {
    const { render } = await findHelm({ ...process.env, HELM: helm });
    const [{ object } = {}] = await render('chart.tgz', {
      ...{ name: 'gate', namespace: 'edge', values: 'a:   b', valueFiles: ['more.yaml'] },
      parameters: [{ name: 'c', value: '1' }, { name: 'd', value: '2', forceString: true }, { name: 'e' }],
      fileParameters: [{ name: 'f', path: 'f.txt' }],
      ...{ kubeVersion: '1.35.0', apiVersions: ['a.example.com/v1'] },
      without: ['skipCrds', 'skipTests', 'skipSchemaValidation'],
    });
    const words =
      'template gate chart.tgz -n edge --skip-tests --skip-schema-validation --kube-version 1.35.0 --api-versions a.example.com/v1 -f more.yaml -f - --set c=1 --set-string d=2 --set e= --set-file f=f.txt';
    assert.deepEqual(object, { words, input: { a: 'b' } });
  });

  it('throws helm’s words, where it ends with another status than 0', async () => {
    const { readChart } = await findHelm({ ...process.env, HELM: helm });
    await assert.rejects(readChart('other.tgz'), { name: 'HelmError', message: 'Error: no other.tgz' });
  });

  it('tells what to install, where there is none', async () => {
    const missing = join(files.folder, 'missing');
    const message = `${missing}: no such program; install helm, or set HELM to the path of one`;
    await assert.rejects(findHelm({ HELM: missing }), { name: 'HelmError', message });
  });

  it('tells the path of a file that is not a program', async () => {
    await assert.rejects(findHelm({ HELM: files.folder }), { name: 'HelmError', message: /EACCES/ });
  });
});
