import { getObject, type Kubectl, type KubernetesObject } from '../kubectl.ts';
import { ARGO_CD_NAMESPACE } from './argo-cd.ts';

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Keeps Argo CD's configuration as it is now, so that what bootstrap adds to it can be taken back. */
export async function argoCdConfiguration(kubectl: Kubectl): Promise<{ restore(): Promise<void> }> {
  const read = async () => (await getObject<ConfigMap>(kubectl, 'configmap/argocd-cm', ARGO_CD_NAMESPACE))?.data ?? {};
  const before = await read();
  return {
    async restore() {
      const names = new Set([...Object.keys(before), ...Object.keys(await read())]);
      const data = Object.fromEntries([...names].map((name) => [name, before[name] ?? null]));
      await kubectl([
        ...['-n', ARGO_CD_NAMESPACE, 'patch', 'configmap/argocd-cm', '--type=merge'],
        ...['-p', JSON.stringify({ data })],
      ]);
    },
  };
}
