import { getObject, type Kubectl } from '../kubectl.ts';
import type { Workload } from '../verify/see/objects/workload.ts';

/** What the cluster runs, as far as it tells: a line each. */
export async function versions(kubectl: Kubectl): Promise<string[]> {
  const { serverVersion } = JSON.parse(await kubectl(['version', '-o', 'json'])) as {
    serverVersion: { gitVersion: string };
  };
  return [
    `Kubernetes ${serverVersion.gitVersion}`,
    `cert-manager ${await version('deployment/cert-manager', 'cert-manager', 'app.kubernetes.io/version')}`,
    `Istio ${await version('deployment/istiod', 'istio-system', 'operator.istio.io/version', 'app.kubernetes.io/version')}`,
    `Argo CD ${await version('deployment/argocd-server', 'argocd', 'app.kubernetes.io/version')}`,
  ];

  /** That of a label or, as Argo CD's own manifest has none, that of the image. */
  async function version(what: string, namespace: string, ...labels: readonly string[]): Promise<string> {
    const workload = await getObject<Workload>(kubectl, what, namespace);
    const tag = workload?.spec.template.spec.containers[0]?.image?.split(':').at(-1);
    const told = labels.map((label) => workload?.metadata.labels?.[label]).find((value) => value !== undefined);
    return told ?? tag ?? 'of a version that it does not tell';
  }
}
