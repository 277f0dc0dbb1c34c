import { outputOf } from '#program/run.ts';
import { readVersions } from '../../../bootstrap/preflight/plan.ts';
import { stopwatch } from '../../stopwatch.ts';
import type { Step, World } from '../../world.ts';
import { deploy } from './first-deployment.ts';
import { removeAll } from './removal.ts';

export const beside: Step = {
  name: 'beside a cert-manager and an Istio of somebody else it comes up too, and leaves both alone',
  async run(world) {
    const { repository, report } = world;
    const lap = stopwatch();
    await installByHelm(world);
    report(`cert-manager and Istio installed by Helm: ${lap()}`);
    const before = await world.takeInventory();
    repository.edit('gitops/apps/local/kustomization.yaml', (text) => text.replace('- ../add-ons', '# - ../add-ons'));
    await deploy(world, await repository.push('feat: without add-ons'));
    await removeAll(world, before);
  },
};

/** As their own documentations say, each with the values that our Applications have too, where it needs some. */
async function installByHelm({ context, env, facts, repository, settings }: World): Promise<void> {
  const { certManager, istio } = readVersions(repository.folder);
  const { gatewayNamespace } = settings;
  for (const [release, chart, charts, version, namespace, ...values] of [
    [
      ...(['cert-manager', 'cert-manager', facts.certManagerCharts, certManager, 'cert-manager'] as const),
      ...['crds.enabled=true', 'startupapicheck.enabled=false'],
    ],
    ['istio-base', 'base', facts.istioCharts, istio, 'istio-system'],
    ['istiod', 'istiod', facts.istioCharts, istio, 'istio-system', 'autoscaleEnabled=false'],
    ['istio-ingressgateway', 'gateway', facts.istioCharts, istio, gatewayNamespace, 'autoscaling.enabled=false'],
  ] as const)
    await outputOf(
      env.HELM || 'helm',
      [
        ...['--kube-context', context, 'install', release, chart, '--repo', charts, '--version', version],
        ...['-n', namespace, '--create-namespace', '--wait', ...values.flatMap((value) => ['--set', value])],
      ],
      { env },
    );
}
