import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testCertificates } from '#testing/certificates.ts';
import { withoutIngressClass } from './certificate-faults.ts';
import { apply } from './delivery.ts';
import { all, atOnce, certificateIsReady, type Evidence } from './evidence.ts';
import type { Lab, WrittenFault } from './fault.ts';
import { labelsOf } from './installation.ts';
import { kubeconfigOf } from './service-account.ts';

const ACCOUNT = 'fx-nobody';

export const observationFaults: readonly WrittenFault[] = [
  {
    name: 'no-rights',
    what: 'verify runs as a service account without rights',
    roots: ['O6'],
    change: (sound, names) => ({
      ...sound,
      more: [
        {
          ...{ apiVersion: 'v1', kind: 'ServiceAccount' },
          metadata: { name: ACCOUNT, namespace: names.name, labels: labelsOf(names) },
        },
      ],
    }),
    act: async (lab) => ({ environment: { KUBECONFIG: await kubeconfigOf(lab, lab.names.name, ACCOUNT, '10m') } }),
    isVisible: atOnce,
    cause: /forbidden/i,
  },
  {
    name: 'expired',
    what: 'an expired certificate whose renewal cannot end, while Ready says that it has not expired',
    roots: ['C5'],
    shows: ['O2'],
    start: 'fresh',
    prepare: makeShortLivedSecret,
    change: withoutIngressClass,
    act: ({ folder }) => Promise.resolve({ options: ['--roots', rootsFileOf(folder)] }),
    isVisible: all(certificateIsReady, (lab) => isPast(lab)),
    cause: /expired/,
    seconds: 60,
  },
];

/** Seconds that the certificate lives: until cert-manager has taken it over, and a little longer. */
const LIFE = 30;

function rootsFileOf(folder: string): string {
  return join(folder, 'roots.pem');
}

/** A Secret as cert-manager makes it, so that it takes it over, and renews it at once: most of its life is over. */
async function makeShortLivedSecret({ kubectl, names, ground, folder }: Lab): Promise<void> {
  const end = new Date(Date.now() + LIFE * 1000);
  const { root, certificate, privateKey } = await testCertificates(names.host, end);
  writeFileSync(rootsFileOf(folder), root);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  await apply(kubectl, [
    {
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls' },
      metadata: {
        ...{ name: names.secret, namespace: ground.gatewayNamespace },
        labels: { ...labelsOf(names), 'controller.cert-manager.io/fao': 'true' },
        annotations: {
          'cert-manager.io/certificate-name': names.name,
          'cert-manager.io/issuer-name': names.name,
          'cert-manager.io/issuer-kind': 'Issuer',
          'cert-manager.io/issuer-group': 'cert-manager.io',
          'cert-manager.io/alt-names': names.host,
        },
      },
      data: { 'tls.crt': base64(certificate), 'tls.key': base64(privateKey), 'ca.crt': base64(root) },
    },
  ]);
}

const isPast: Evidence = async ({ kubectl, names, ground }) => {
  const end = await kubectl([
    ...['-n', ground.gatewayNamespace, 'get', `certificate/${names.name}`, '-o', 'jsonpath={.status.notAfter}'],
  ]);
  return end !== '' && Date.parse(end) < Date.now();
};
