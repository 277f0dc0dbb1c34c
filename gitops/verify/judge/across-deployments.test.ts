import assert from 'node:assert/strict';
import type { Finding } from '../model/finding.ts';
import { CAUSE, consequence, reportOf } from '../tell/report/test-report.ts';
import { acrossDeployments } from './across-deployments.ts';

const PLACE = { file: 'bases/edge/certificate.yaml', line: 12, column: 5 };

/** C4 of a Certificate in a namespace that is called like its deployment. */
function found(deployment: string, { name = 'shop', ...others }: Partial<Finding> & { readonly name?: string } = {}) {
  const object = { kind: 'Certificate', namespace: deployment, name } as const;
  return { ...CAUSE, object, place: PLACE, deployments: [deployment], ...others } satisfies Finding;
}

describe('acrossDeployments', () => {
  const told = (findings: readonly Finding[]) =>
    acrossDeployments(findings).map(
      ({ code, object, deployments = [] }) =>
        `${code} ${object.namespace ?? ''}/${object.name} in ${deployments.join(', ')}`,
    );

  it('makes one finding of those with one place, that of the first, which touches what all touch', () => {
    const other = found('staging', { touches: [{ kind: 'Host', name: 'staging.example.test' }] });
    assert.deepEqual(acrossDeployments([found('production'), other]), [
      {
        ...found('production'),
        deployments: ['production', 'staging'],
        touches: [...(CAUSE.touches ?? []), { kind: 'Host', name: 'staging.example.test' }],
      },
    ]);
  });

  it('keeps apart what has another place, level or field', () => {
    const others = [
      found('b', { place: { ...PLACE, line: 13 } }),
      found('c', { level: 'warning' }),
      found('d', { field: 'spec' }),
    ];
    assert.equal(acrossDeployments([found('a'), ...others]).length, 4);
  });

  it('keeps the objects of one deployment apart, though their values come from one place', () => {
    const findings = ['a', 'b'].flatMap((deployment) =>
      ['one', 'two'].map((name) => found(deployment, { name: `${deployment}-${name}` })),
    );
    assert.deepEqual(told(findings), ['C4 a/a-one in a, b', 'C4 a/a-two in a, b']);
  });

  it('takes the object where no place is known', () => {
    const nowhere = (name: string): Finding => ({ ...CAUSE, deployments: [name] });
    assert.deepEqual(told([nowhere('a'), nowhere('b')]), ['C4 istio-system/shop in a, b']);
  });

  it('leads each consequence to the cause that was kept', () => {
    const [production, staging] = [found('production'), found('staging')];
    const of = (finding: Finding, name: string): Finding => ({
      ...consequence(name),
      ...{ cause: { code: 'C4', object: finding.object }, deployments: finding.deployments ?? [] },
    });
    const all = [production, staging, of(production, 'a.example.test'), of(staging, 'b.example.test')];
    const roots = reportOf(acrossDeployments(all)).roots;
    assert.deepEqual(
      roots.map(({ object, consequences }) => [object, consequences.map((each) => each.object.name)]),
      [[production.object, ['a.example.test', 'b.example.test']]],
    );
  });

  it('leaves findings without deployments as they are', () => {
    assert.deepEqual(acrossDeployments([CAUSE, CAUSE]), [CAUSE, CAUSE]);
  });
});
