import type { Check } from '../check.ts';
import { a1 } from './a1-project-refuses.ts';
import { a2 } from './a2-kind-missing.ts';
import { a7 } from './a7-hook-does-not-end.ts';
import { a8 } from './a8-stale-condition.ts';
import { a9 } from './a9-push-not-seen.ts';
import { a10 } from './a10-not-tried-again.ts';
import { a14 } from './a14-stale-refresh.ts';
import { a16 } from './a16-shared-object.ts';
import { a19 } from './a19-waits-for-health.ts';
import { a20 } from './a20-not-generated.ts';
import { a21 } from './a21-sync-refused.ts';
import { a22 } from './a22-hook-failed.ts';
import { a23 } from './a23-application-absent.ts';
import { a24 } from './a24-nothing-syncs.ts';
import { a25 } from './a25-not-healthy.ts';
import { c1 } from './c1-webhook-down.ts';
import { c2 } from './c2-issuer-not-ready.ts';
import { c4 } from './c4-issuer-not-found.ts';
import { c5 } from './c5-ingress-class.ts';
import { c6 } from './c6-class-twice.ts';
import { c7 } from './c7-no-class.ts';
import { c8 } from './c8-no-solver.ts';
import { c9 } from './c9-shared-secret.ts';
import { c10 } from './c10-secret-overwritten.ts';
import { c11 } from './c11-common-name-too-long.ts';
import { c13 } from './c13-profile-unknown.ts';
import { c14 } from './c14-temporary-certificate.ts';
import { c15 } from './c15-back-off.ts';
import { c16 } from './c16-staging-ca.ts';
import { c17 } from './c17-server-changed.ts';
import { c18 } from './c18-solver-gateway.ts';
import { c19 } from './c19-solver-refused.ts';
import { c22 } from './c22-self-check-unreachable.ts';
import { c23 } from './c23-self-check-elsewhere.ts';
import { c24 } from './c24-solver-quota.ts';
import { c25 } from './c25-certificate-absent.ts';
import { c26 } from './c26-request-refused.ts';
import { c27 } from './c27-certificate-not-ready.ts';
import { c28 } from './c28-solver-pod.ts';
import { c29 } from './c29-challenge-pending.ts';
import { c30 } from './c30-acme-error.ts';
import { c31 } from './c31-nobody-observes.ts';
import { g4 } from './g4-field-immutable.ts';
import { g7 } from './g7-moving-tag.ts';
import { g8 } from './g8-other-architecture.ts';
import { h1 } from './h1-redirect-before-issuance.ts';
import { h2 } from './h2-redirect-before-renewal.ts';
import { h4 } from './h4-dns-elsewhere.ts';
import { h5 } from './h5-ipv6-differs.ts';
import { h6 } from './h6-caa-forbids.ts';
import { h7 } from './h7-port-80-closed.ts';
import { h8 } from './h8-other-gateway.ts';
import { h10 } from './h10-policy-at-gateway.ts';
import { h11 } from './h11-route-not-accepted.ts';
import { h12 } from './h12-cdn-in-front.ts';
import { h13 } from './h13-rate-limit.ts';
import { h14 } from './h14-destination-rule-breaks-solver.ts';
import { o2 } from './o2-expired.ts';
import { o3 } from './o3-renewal-stuck.ts';
import { o5 } from './o5-version-not-served.ts';
import { o6 } from './o6-not-readable.ts';
import { o8 } from './o8-another-cluster.ts';
import { o9 } from './o9-near-end.ts';
import { r1 } from './r1-gateway-not-found.ts';
import { r2 } from './r2-no-gateway.ts';
import { r3 } from './r3-any-host.ts';
import { r4 } from './r4-host-not-admitted.ts';
import { r5 } from './r5-destination-not-found.ts';
import { r6 } from './r6-port-not-found.ts';
import { r8 } from './r8-target-port.ts';
import { r9 } from './r9-selects-nothing.ts';
import { r10 } from './r10-unreachable-rule.ts';
import { r12 } from './r12-mutual-tls.ts';
import { r14 } from './r14-two-apis.ts';
import { r15 } from './r15-answers-404.ts';
import { r16 } from './r16-answers-503.ts';
import { r17 } from './r17-backend-not-resolved.ts';
import { r18 } from './r18-no-endpoints.ts';
import { r19 } from './r19-policy-refuses.ts';
import { t1 } from './t1-secret-elsewhere.ts';
import { t2 } from './t2-credential-name.ts';
import { t3 } from './t3-secrets-refused.ts';
import { t4 } from './t4-selector-matches-nothing.ts';
import { t5 } from './t5-host-claimed-twice.ts';
import { t6 } from './t6-shared-certificate.ts';
import { t7 } from './t7-old-certificate-served.ts';
import { t9 } from './t9-host-not-in-certificate.ts';
import { t10 } from './t10-port-not-exposed.ts';
import { t12 } from './t12-chain-not-trusted.ts';
import { t13 } from './t13-nothing-served.ts';
import { t14 } from './t14-listener-not-programmed.ts';
import { t15 } from './t15-no-gateway.ts';
import { w1 } from './w1-no-sidecar.ts';
import { w11 } from './w11-health-tells-nothing.ts';
import { w12 } from './w12-image-not-pulled.ts';
import { w13 } from './w13-container-ends.ts';
import { w14 } from './w14-probe-fails.ts';
import { w15 } from './w15-unschedulable.ts';
import { w16 } from './w16-pods-not-created.ts';
import { w17 } from './w17-rollout-not-finished.ts';
import { w18 } from './w18-other-revision.ts';
import { w19 } from './w19-health-not-fine.ts';
import { w20 } from './w20-no-public-key.ts';
import { w21 } from './w21-no-replicas.ts';
import { w22 } from './w22-container-not-configured.ts';

/** Every check, in the order of its code. */
export const checks: readonly Check[] = [
  a1,
  a2,
  a7,
  a8,
  a9,
  a10,
  a14,
  a16,
  a19,
  a20,
  a21,
  a22,
  a23,
  a24,
  a25,
  c1,
  c2,
  c4,
  c5,
  c6,
  c7,
  c8,
  c9,
  c10,
  c11,
  c13,
  c14,
  c15,
  c16,
  c17,
  c18,
  c19,
  c22,
  c23,
  c24,
  c25,
  c26,
  c27,
  c28,
  c29,
  c30,
  c31,
  g4,
  g7,
  g8,
  h1,
  h2,
  h4,
  h5,
  h6,
  h7,
  h8,
  h10,
  h11,
  h12,
  h13,
  h14,
  o2,
  o3,
  o5,
  o6,
  o8,
  o9,
  r1,
  r2,
  r3,
  r4,
  r5,
  r6,
  r8,
  r9,
  r10,
  r12,
  r14,
  r15,
  r16,
  r17,
  r18,
  r19,
  t1,
  t2,
  t3,
  t4,
  t5,
  t6,
  t7,
  t9,
  t10,
  t12,
  t13,
  t14,
  t15,
  w1,
  w11,
  w12,
  w13,
  w14,
  w15,
  w16,
  w17,
  w18,
  w19,
  w20,
  w21,
  w22,
];
