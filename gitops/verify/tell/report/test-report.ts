import type { Check } from '../../judge/check.ts';
import type { Finding } from '../../model/finding.ts';
import { host } from '../../model/reference.ts';
import type { Language } from '#program/language.ts';
import { createReport, type Report } from './report.ts';

/** Checks that find nothing by themselves; for tests of the formats. */
export const CHECKS: readonly Check[] = [
  check('C4', { en: 'issuerRef points at nothing', ko: 'issuerRef가 가리키는 발급자가 없습니다' }),
  { ...check('T13', { en: 'Nothing is served', ko: '아무것도 제공되지 않습니다' }), consequenceOf: ['C4'] },
  { ...check('O6', { en: 'Something could not be read', ko: '읽을 수 없는 것이 있습니다' }), mayPass: true },
];

function check(code: string, title: Check['title']): Check {
  return {
    ...{ code, title, level: 'error', mayPass: false, source: { en: 'measured', ko: '실측' }, reads: [] },
    means: { en: `What ${code} means: nothing is issued.`, ko: `${code}의 의미: 발급되지 않습니다.` },
    remedy: { en: `What to do about ${code}.`, ko: `${code}에 대한 조치.` },
    judge: () => [],
  };
}

export const CERTIFICATE = { kind: 'Certificate', namespace: 'istio-system', name: 'shop' } as const;

export const CAUSE: Finding = {
  ...{ code: 'C4', level: 'error', object: CERTIFICATE, field: 'spec.issuerRef' },
  seen: {
    en: 'ClusterIssuer nowhere does not exist; CertificateRequest says “Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "nowhere" not found”',
    ko: 'ClusterIssuer nowhere가 없습니다; CertificateRequest: “Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "nowhere" not found”',
  },
  next: ['kubectl get clusterissuers'],
  touches: [host('shop.example.test')],
};

/** As it is found in manifests, in two overlays of one base. */
export const IN_GIT: Finding = {
  ...CAUSE,
  place: { file: 'bases/edge, 1/certificate.yaml', line: 12, column: 5 },
  deployments: ['staging', 'production'],
};

/** @param name the host that it is about */
export function consequence(name = 'shop.example.test'): Finding {
  return {
    ...{ code: 'T13', level: 'error', object: host(name), cause: { code: 'C4', object: CERTIFICATE } },
    seen: { en: 'no certificate', ko: '인증서가 없습니다' },
  };
}

export const UNKNOWN: Finding = {
  ...{ code: 'O6', level: 'unknown', object: { kind: 'Pod', name: '*' } },
  seen: { en: 'the right to read it is missing; not judged: T4', ko: '읽을 권한이 없습니다; 판단하지 못한 것: T4' },
  next: ['kubectl auth can-i list pods --all-namespaces'],
};

export function reportOf(
  findings: readonly Finding[],
  options: {
    readonly language?: Language;
    readonly context?: string;
    readonly fine?: Report['fine'];
    readonly isBeforePush?: boolean;
  } = {},
): Report {
  const { language = 'en', context, fine = [], isBeforePush = false } = options;
  return createReport({
    ...{ takenAt: '2026-11-24T12:00:00Z', findings, ignored: 0, checks: CHECKS, language, failOn: 'error', context },
    isBeforePush,
    fine: fine.map(({ object, text }) => ({ object, text: { en: text, ko: text } })),
  });
}
