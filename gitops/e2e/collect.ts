import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kubectl } from '../kubectl.ts';
import { ARGO_CD_NAMESPACE } from './argo-cd.ts';
import { DEPLOYMENT, NAME } from './world.ts';

/** Writes what the cluster tells of a run into a folder, a file for each question: its answer, or why there is none. */
export async function collect(kubectl: Kubectl, folder: string, gatewayNamespace: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const chain =
    'certificates,certificaterequests,orders.acme.cert-manager.io,challenges.acme.cert-manager.io,ingresses';
  const questions: Readonly<Record<string, readonly string[]>> = {
    'applications.yaml': ['-n', ARGO_CD_NAMESPACE, 'get', 'applications,appprojects', '-o', 'yaml'],
    'workload.yaml': ['-n', NAME, 'get', 'deployments,replicasets,pods,jobs,services,endpointslices', '-o', 'yaml'],
    'workload-events.txt': ['-n', NAME, 'get', 'events', '--sort-by=.lastTimestamp'],
    'certificates.yaml': ['-n', gatewayNamespace, 'get', chain, '-o', 'yaml'],
    'gateway-events.txt': ['-n', gatewayNamespace, 'get', 'events', '--sort-by=.lastTimestamp'],
    'issuers.yaml': ['get', 'clusterissuers', '-o', 'yaml'],
    'service.log': ['-n', NAME, 'logs', '-l', `app.kubernetes.io/name=${DEPLOYMENT}`, '-c', 'service', '--tail=500'],
    'sidecar.log': [
      '-n',
      NAME,
      'logs',
      '-l',
      `app.kubernetes.io/name=${DEPLOYMENT}`,
      '-c',
      'istio-proxy',
      '--tail=500',
    ],
    'verify.log': ['-n', NAME, 'logs', 'job/verify', '--tail=500'],
    'gateway.log': ['-n', gatewayNamespace, 'logs', '-l', 'istio', '--tail=2000', '--prefix'],
  };
  for (const [file, question] of Object.entries(questions)) {
    const text = await kubectl(question).catch((error: unknown) => `${String(error)}\n`);
    writeFileSync(join(folder, file), text);
  }
}
