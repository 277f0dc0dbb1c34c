import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryTree } from '../../render/test-tree.ts';
import { nextVersion, serveRaisedCharts } from './chart-repository.ts';

describe('nextVersion', () => {
  for (const [version, next] of [
    ['1.30.4', '1.30.5-e2e'],
    ['1.31.0-eed52ebb66ad', '1.31.1-e2e'],
    ['1.9.99', '1.9.100-e2e'],
  ] as const)
    it(`raises ${version} to ${next}`, () => {
      assert.equal(nextVersion(version), next);
    });
});

describe('serveRaisedCharts', () => {
  const { folder } = temporaryTree({
    // A stand-in that writes what helm would: the index, and a package for each chart.
    helm: '#!/bin/sh\necho "$*" >> calls.txt\ncase "$1" in package) echo "$2" > "served/$2-$4.tgz";; repo) echo index > served/index.yaml;; esac\n',
  });
  chmodSync(join(folder, 'helm'), 0o755);

  it('serves each chart, and the index, under its address until it is stopped', async () => {
    const work = join(folder, 'work');
    mkdirSync(work);
    const charts = await serveRaisedCharts({
      ...{ from: 'https://charts.example.test', version: '1.0.0', raised: '1.0.1-e2e', charts: ['base', 'gateway'] },
      ...{ folder: work, address: '127.0.0.1', port: 19_421, env: { ...process.env, HELM: join(folder, 'helm') } },
    });
    const get = async (path: string) => {
      const answer = await fetch(`${charts.url}/${path}`);
      return `${answer.status} ${await answer.text()}`.trim();
    };
    assert.equal(await get('index.yaml'), '200 index');
    assert.equal(await get('gateway-1.0.1-e2e.tgz'), '200 gateway');
    assert.equal(await get('istiod-1.0.1-e2e.tgz'), '404');
    assert.equal(await get(''), '404');
    charts.stop();
    await assert.rejects(get('index.yaml'));
  });
});
