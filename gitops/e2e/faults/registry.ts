import { certificateFaults } from './certificate-faults.ts';
import { complete, type Fault } from './fault.ts';
import { gatewayFaults } from './gateway-faults.ts';
import { observationFaults } from './observation-faults.ts';
import { pairs } from './pairs.ts';
import { partFaults } from './part-faults.ts';
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

/** Every fault, by priority; those that stop a part of the cluster last. */
export const faults: readonly Fault[] = byPriority(
  [
    ...certificateFaults,
    ...gatewayFaults,
    ...routeFaults,
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
