import assert from 'node:assert/strict';
import type { Finding } from '../../model/finding.ts';
import { CAUSE, consequence, reportOf } from './test-report.ts';

describe('createReport', () => {
  it('leaves out the commands that ask a cluster, where nothing has been pushed', () => {
    const next = ['kubectl get clusterissuers', 'kustomize/bases/edge/certificate.yaml'];
    const told = (isBeforePush: boolean) => reportOf([{ ...CAUSE, next }], { isBeforePush }).roots[0]?.next;
    assert.deepEqual([told(true), told(false)], [next.slice(1), next]);
  });

  it('puts a consequence under the cause in its own deployment, where both have objects of one name', () => {
    const inOf = (finding: Finding, deployment: string) => ({ ...finding, deployments: [deployment] });
    const roots = reportOf([inOf(CAUSE, 'a'), inOf(CAUSE, 'b'), inOf(consequence(), 'b')]).roots;
    assert.deepEqual(
      roots.map(({ deployments, consequences }) => [deployments, consequences.length]),
      [
        [['a'], 0],
        [['b'], 1],
      ],
    );
  });
});
