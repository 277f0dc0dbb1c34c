import { certificateFaults } from './certificate-faults.ts';
import { complete, type Fault } from './fault.ts';
import { gatewayFaults } from './gateway-faults.ts';
import { observationFaults } from './observation-faults.ts';
import { pairs } from './pairs.ts';
import { partFaults } from './part-faults.ts';
import { requestFaults } from './request-faults.ts';
import { routeFaults } from './route-faults.ts';
import { syncFaults } from './sync-faults.ts';
import { workloadFaults } from './workload-faults.ts';

/** By priority, for runs in which not all fit: first what people meet most, and what no other program names. */
const FIRST = [
  ...['redirect-first', 'ingress-class', 'credential-name', 'certificate-namespace', 'issuer-missing'],
  ...['service-selector', 'image-missing', 'crash-loop', 'class-and-secret', 'redirect-renewal', 'gateway-labels'],
  ...['service-port', 'project-refuses', 'unseen-push', 'selector-and-policy', 'no-rights', 'host-not-admitted'],
  ...['acme-unreachable', 'failing-probe', 'unschedulable', 'no-endpoints', 'mtls-mismatch', 'crd-missing'],
  ...['solver-quota', 'issuer-kind', 'endless-hook', 'old-certificate', 'gateway-rights', 'issuer-and-port'],
  ...['secret-and-selector', 'class-and-policy', 'gateway-policy', 'expired'],
];

/**
 * Faults that the manifests alone would show, without a cluster; `ingress-class`, `no-class` and `crd-missing` only where
 * it is given what the cluster has.
 */
const IN_GIT = new Set([
  ...['ingress-class', 'no-class', 'crd-missing', 'credential-name', 'certificate-namespace', 'issuer-missing'],
  ...['issuer-kind', 'service-selector', 'class-and-secret', 'gateway-labels', 'service-port', 'project-refuses'],
  ...['selector-and-policy', 'host-not-admitted', 'mtls-mismatch', 'old-certificate', 'issuer-and-port'],
  ...['secret-and-selector', 'class-and-policy', 'gateway-policy', 'solver-selector', 'two-certificates'],
  ...['certificate-names', 'gateway-port', 'target-port', 'destination', 'gateway-name', 'no-gateways'],
  ...['no-endpoints', 'refused-certificate', 'broken-manifests', 'redirect-first', 'redirect-renewal', 'two-gateways'],
  ...['endless-hook', 'header-match', 'service-hidden', 'fault-abort', 'passed-through', 'ingress-secret'],
  ...['gateway-hostname', 'common-name'],
]);

/** Whether Git alone would show a fault. */
export function isInGit({ name }: Pick<Fault, 'name'>): boolean {
  return IN_GIT.has(name);
}

/** Every fault, by priority; those that stop a part of the cluster last. */
export const faults: readonly Fault[] = byPriority(
  [
    ...certificateFaults,
    ...gatewayFaults,
    ...routeFaults,
    ...requestFaults,
    ...workloadFaults,
    ...syncFaults,
    ...pairs,
    ...observationFaults,
    ...partFaults,
  ].map(complete),
);

function byPriority(all: readonly Fault[]): readonly Fault[] {
  const rank = ({ name, stopsAPart }: Fault): number => {
    if (stopsAPart) return FIRST.length + 1;
    const place = FIRST.indexOf(name);
    return place < 0 ? FIRST.length : place;
  };
  return [...all].sort((a, b) => rank(a) - rank(b));
}
