import { getObject, type Kubectl, type KubernetesObject } from '../kubectl.ts';

/** What the cluster runs, as far as it tells: a line each. */
export async function versions(kubectl: Kubectl): Promise<string[]> {
  const { serverVersion } = JSON.parse(await kubectl(['version', '-o', 'json'])) as {
    serverVersion: { gitVersion: string };
  };
  return [
    `Kubernetes ${serverVersion.gitVersion}`,
    `cert-manager ${await label('deployment/cert-manager', 'cert-manager', 'app.kubernetes.io/version')}`,
    `Istio ${await label('deployment/istiod', 'istio-system', 'operator.istio.io/version', 'app.kubernetes.io/version')}`,
    `Argo CD ${await label('deployment/argocd-server', 'argocd', 'app.kubernetes.io/version')}`,
  ];

  async function label(what: string, namespace: string, ...names: readonly string[]): Promise<string> {
    const labels = (await getObject<KubernetesObject>(kubectl, what, namespace))?.metadata.labels ?? {};
    return (
      names.map((name) => labels[name]).find((value) => value !== undefined) ?? 'of a version that it does not tell'
    );
  }
}
