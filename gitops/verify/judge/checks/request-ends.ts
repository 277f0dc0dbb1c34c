import { endCheck } from './way-check.ts';

// How the request for a host's health may end: what decided it is the object and field of the finding.

export const r20 = endCheck(
  {
    code: 'R20',
    title: {
      en: 'an object is for an istiod of another revision',
      ko: '다른 리비전의 istiod가 처리하는 리소스입니다',
    },
    means: {
      en: 'istiod takes only objects without the label istio.io/rev, or with its own revision. The gateway does not know this one.',
      ko: 'istiod는 istio.io/rev 레이블이 없거나 자기 리비전인 리소스만 처리합니다. 그래서 이 리소스는 게이트웨이에 반영되지 않습니다.',
    },
    remedy: {
      en: 'Remove the label, or write the revision of the istiod that serves the gateway. A kustomization may add it to everything.',
      ko: '레이블을 지우거나, 게이트웨이를 맡은 istiod의 리비전을 적으세요. kustomization이 모든 리소스에 붙였을 수도 있습니다.',
    },
    source: 'measured; istio/istio#57734, https://istio.io/latest/docs/setup/upgrade/canary/',
  },
  ({ decision }) => decision.field === 'metadata.labels["istio.io/rev"]',
);

export const r21 = endCheck(
  {
    code: 'R21',
    title: { en: 'no rule takes the request', ko: '요청을 받는 규칙이 없습니다' },
    means: {
      en: 'The gateway knows the host, but no match of any rule fits this request: it answers 404.',
      ko: '호스트는 게이트웨이에 있지만, 이 요청에 맞는 규칙이 하나도 없어 404로 응답합니다.',
    },
    remedy: {
      en: 'Let a rule take the path, or end with one without `match`. If another path tells the health, name it with --path.',
      ko: '이 경로를 받는 규칙을 두거나, 마지막에 `match` 없는 규칙을 두세요. 헬스 체크 경로가 다르다면 --path로 지정하세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
  },
  ({ branch }) => branch.outcome.end === 'no rule',
);

export const r22 = endCheck(
  {
    code: 'R22',
    title: { en: 'the Service is hidden from the gateway', ko: 'Service가 게이트웨이에 공개되지 않았습니다' },
    means: {
      en: 'The annotation networking.istio.io/exportTo leaves the namespace of the gateway out, so the gateway has no cluster for it and answers 503.',
      ko: 'networking.istio.io/exportTo 어노테이션에 게이트웨이의 네임스페이스가 없습니다. 게이트웨이의 Envoy에 이 Service의 클러스터가 없어 503으로 응답합니다.',
    },
    remedy: {
      en: 'Remove the annotation, or add the namespace of the gateway Pods to it.',
      ko: '어노테이션을 지우거나, 게이트웨이 Pod의 네임스페이스를 추가하세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/annotations/#NetworkingExportTo',
  },
  ({ branch, decision }) => branch.outcome.end === 'no cluster' && decision.object.kind === 'Service',
);

export const r23 = endCheck(
  {
    code: 'R23',
    title: { en: 'a rule answers in place of the application', ko: '규칙이 애플리케이션 대신 응답합니다' },
    means: {
      en: 'A fault, a direct response or a redirect of the rule ends the request at the gateway. No Pod is asked.',
      ko: '규칙의 fault, directResponse, redirect에 따라 게이트웨이가 바로 응답하므로, 요청이 Pod까지 가지 않습니다.',
    },
    remedy: {
      en: 'Remove it, or put a rule for this path before it.',
      ko: '이 설정을 지우거나, 이 경로의 규칙을 그 앞에 두세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPFaultInjection',
  },
  ({ branch: { outcome } }) => outcome.end === 'responded' || outcome.end === 'redirected',
);

export const r24 = endCheck(
  {
    code: 'R24',
    title: { en: 'no Pod belongs to the subset', ko: '서브셋에 속하는 Pod가 없습니다' },
    means: {
      en: 'The rule sends requests to a subset of the Service, and no ready Pod has its labels: the gateway answers 503 “no healthy upstream”.',
      ko: '규칙이 Service의 서브셋으로 요청을 보내는데, 그 레이블을 가진 준비된 Pod가 없습니다. 게이트웨이가 503 “no healthy upstream”으로 응답합니다.',
    },
    remedy: {
      en: 'Make the labels of the subset equal to labels of the Pod template, or leave the subset out.',
      ko: '서브셋의 레이블을 Pod 템플릿의 레이블과 일치시키거나, 서브셋을 지우세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset',
  },
  ({ branch, decision }) => branch.outcome.end === 'no endpoints' && decision.object.kind === 'DestinationRule',
);

export const t16 = endCheck(
  {
    code: 'T16',
    title: {
      en: 'TLS is passed through, and no tls route takes the name',
      ko: 'TLS를 그대로 통과시키는데, 이 이름의 tls 라우트가 없습니다',
    },
    means: {
      en: 'With PASSTHROUGH the gateway does not see the request, so it looks at `tls` routes only. It ends the connection.',
      ko: 'PASSTHROUGH에서는 게이트웨이가 요청 내용을 볼 수 없어 `tls` 라우트만 봅니다. 그래서 연결을 끊습니다.',
    },
    remedy: {
      en: 'Let TLS end at the gateway (mode SIMPLE with credentialName), or write a `tls` route with the name in `sniHosts`.',
      ko: '게이트웨이에서 TLS를 종료하거나(credentialName과 SIMPLE 모드), `sniHosts`에 이 이름을 넣은 `tls` 라우트를 쓰세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings-TLSmode',
  },
  ({ decision }) => decision.reason === 'no tls route',
);

export const t17 = endCheck(
  {
    code: 'T17',
    title: {
      en: 'the gateway is to judge certificates of callers, without a CA',
      ko: '클라이언트 인증서를 검증할 CA가 게이트웨이에 없습니다',
    },
    means: {
      en: 'MUTUAL needs a CA: `ca.crt` in the Secret, or a Secret of the same name with `-cacert`. ACME issuers write none, so every connection is reset.',
      ko: 'MUTUAL 모드에서는 Secret의 `ca.crt`나, 이름 끝에 `-cacert`를 붙인 Secret에 CA가 있어야 합니다. ACME 발급자는 CA를 만들지 않으므로 모든 연결이 끊깁니다.',
    },
    remedy: {
      en: 'Create the Secret `NAME-cacert` with the CA of the callers beside the other or, if callers need no certificate, use mode SIMPLE.',
      ko: '클라이언트의 CA를 담은 Secret `NAME-cacert`를 같은 네임스페이스에 만드세요. 클라이언트 인증서가 필요 없다면 SIMPLE 모드를 쓰세요.',
    },
    source: 'measured; cert-manager/cert-manager#1571',
  },
  ({ decision }) => decision.reason === 'no CA',
);

export const t18 = endCheck(
  {
    code: 'T18',
    title: { en: 'the gateway itself is down', ko: '게이트웨이 자체가 떠 있지 않습니다' },
    means: {
      en: 'No Pod of the gateway is ready, so nothing behind it can be reached.',
      ko: '준비된 게이트웨이 Pod가 없어, 그 뒤에 있는 서비스에는 전혀 접속할 수 없습니다.',
    },
    remedy: {
      en: 'Bring the gateway up first: its replicas, its readiness probe, its events. What is behind it may be fine.',
      ko: '게이트웨이부터 살리세요. 레플리카 수, readiness 프로브, 이벤트를 확인하세요. 뒤쪽은 정상일 수 있습니다.',
    },
    source: 'measured; istio/istio#35032, istio/istio#22302',
  },
  ({ branch, decision }) =>
    branch.outcome.end === 'not reached' && ['Deployment', 'Pod'].includes(decision.object.kind),
);

export const t19 = endCheck(
  {
    code: 'T19',
    title: { en: 'istiod leaves a server of the Gateway out', ko: 'istiod가 Gateway의 서버 하나를 적용하지 않습니다' },
    means: {
      en: 'An older server on the same port has one of its hosts, or speaks another protocol. The whole server is missing, for its other hosts too.',
      ko: '같은 포트의 더 오래된 서버에 이미 그 호스트가 있거나 프로토콜이 다릅니다. 그래서 그 서버의 다른 호스트까지 모두 적용되지 않습니다.',
    },
    remedy: {
      en: 'Let each host of a port stand in one server only, and let servers of one port speak one protocol.',
      ko: '한 포트에서 같은 호스트는 서버 하나에만 두고, 같은 포트의 서버끼리는 프로토콜을 맞추세요.',
    },
    consequenceOf: ['T5'],
    source: 'measured; https://istio.io/latest/docs/ops/common-problems/network-issues/',
  },
  ({ branch, decision: { object, field = '' } }) =>
    ['reset', 'not reached'].includes(branch.outcome.end) &&
    object.kind === 'Gateway' &&
    /\.(hosts|port\.protocol)$/.test(field),
);
