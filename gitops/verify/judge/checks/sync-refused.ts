import { groupOf } from '../../../render/objects.ts';
import { certificatesOf, issuersOf, touchedByCertificate, touchedByIssuer } from '../../model/issuance/certificates.ts';
import { argoCdSays } from '../../model/sync/sync.ts';
import { checkOfRefusal } from '../shapes.ts';
import { definedKind, renderedReference, sourceReference, wordsOfRendered } from '../../model/rendered.ts';
import { isOfKubernetes } from '../../see/scopes.ts';
import { OLD_VERSIONS } from './old-versions.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';

/** Most bytes of a commonName (RFC 5280, ub-common-name). */
const COMMON_NAME = 64;

/** Most messages about one object that are quoted. */
const SENTENCES = 3;

export const a2 = checkOfRefusal({
  code: 'A2',
  title: {
    en: 'the cluster does not have a kind of the commit',
    ko: '클러스터에 없는 kind의 리소스가 커밋에 있습니다',
  },
  means: {
    en: 'One object of an unknown kind is enough: Argo CD applies nothing of the commit.',
    ko: '클러스터가 모르는 kind의 리소스가 하나만 있어도 Argo CD는 이 커밋에서 아무것도 적용하지 않습니다.',
  },
  remedy: {
    en: 'Install the CustomResourceDefinition first, in an Application of its own or an earlier wave. If the kind is misspelled, correct `kind` and `apiVersion`.',
    ko: 'CustomResourceDefinition을 먼저 설치하세요. 별도의 Application이나 앞쪽 wave에 두면 됩니다. 오타라면 `kind`와 `apiVersion`을 고치세요.',
  },
  // Another Application may be installing it.
  mayPass: true,
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/',
  reason: 'kind',
  of: ({ application }) => referenceTo('Application', application),
  find({ message }, refusals) {
    const resources = refusals.flatMap(({ resource }) => resource ?? []);
    const kinds = new Set(resources.map(({ group, kind }) => (group ? `${kind}.${group}` : kind)));
    const missing = [...kinds].join(', ');
    const groups = new Set(refusals.map(({ resource }) => resource?.group ?? ''));
    const said = quote(message, 240);
    return {
      seen: {
        en: `the cluster has no ${missing || 'such kind'}: ${said}`,
        ko: `클러스터에 없는 kind${missing && ` ${missing}`}: ${said}`,
      },
      next: [...groups].map((group) => `kubectl api-resources --api-group='${group}'`),
      touches: refusals.flatMap(({ touches }) => touches),
    };
  },
  *inGit({ renders, kinds }) {
    const brought = new Set(kinds ?? []);
    const written = renders.flatMap(({ objects }) => objects);
    for (const object of written) if (object.kind === 'CustomResourceDefinition') brought.add(definedKind(object));
    for (const render of kinds ? renders : []) {
      const unknown = render.objects.filter(
        (each) => !isOfKubernetes(groupOf(each)) && !brought.has(`${groupOf(each)}/${each.kind}`),
      );
      const missing = [...new Set(unknown.map((each) => `${each.kind}.${groupOf(each)}`))].join(', ');
      if (missing !== '')
        yield {
          object: sourceReference(render),
          seen: { en: `nothing brings the kind ${missing}`, ko: `이 kind를 설치하는 것이 없습니다: ${missing}` },
          touches: unknown.map((each) => renderedReference(render, each)),
        };
    }
  },
});

export const a21 = checkOfRefusal({
  code: 'A21',
  title: { en: 'the sync is refused', ko: '동기화가 거부되었습니다' },
  means: {
    en: 'Argo CD could not apply something of the commit, so the commit is not deployed, or only in part.',
    ko: 'Argo CD가 적용하지 못한 리소스가 있습니다. 그래서 커밋이 배포되지 않았거나 일부만 배포되었습니다.',
  },
  remedy: {
    en: 'The quoted sentence comes from the API server, an admission webhook or Argo CD: correct the object that it names.',
    ko: '인용된 메시지는 API 서버나 어드미션 웹훅, Argo CD가 보낸 것입니다. 메시지가 가리키는 리소스를 고치세요.',
  },
  // The reason may be gone at the next attempt, such as a webhook that is not up yet.
  mayPass: true,
  consequenceOf: ['C1'],
  source: 'measured',
  reason: 'other',
  find({ application }, refusals) {
    const sentences = [...new Set(refusals.map(({ message }) => message))];
    const said = sentences.slice(0, SENTENCES).map((sentence) => quote(sentence, 300));
    const more = sentences.length > SENTENCES ? ` (+${sentences.length - SENTENCES})` : '';
    const { namespace = '', name } = application.metadata;
    return {
      seen: argoCdSays(`${said.join(', ')}${more}`),
      next: [`kubectl get application ${name} -n ${namespace} -o jsonpath='{.status.operationState.message}'`],
    };
  },
});

export const a28 = checkOfRefusal({
  code: 'A28',
  title: { en: 'Argo CD does not know the cluster to deploy to', ko: 'Argo CD가 배포할 클러스터를 모릅니다' },
  means: {
    en: 'Nothing is compared or synced: the destination names no cluster of Argo CD, or more than one.',
    ko: '비교도 동기화도 하지 않습니다. destination이 Argo CD에 등록된 클러스터를 가리키지 않거나, 두 개 이상에 해당합니다.',
  },
  remedy: {
    en: 'Write `spec.destination.server` or `name` as `argocd cluster list` shows it, one of the two; or make the cluster known with `argocd cluster add CONTEXT`.',
    ko: '`spec.destination`의 `server`와 `name` 중 하나만 `argocd cluster list`에 나오는 대로 적으세요. 등록되지 않은 클러스터라면 `argocd cluster add CONTEXT`로 등록하세요.',
  },
  source: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters',
  reason: 'cluster',
  of: ({ application }) => referenceTo('Application', application),
  find: ({ message }) => ({
    field: 'spec.destination',
    seen: argoCdSays(quote(message, 240)),
    next: ['argocd cluster list'],
  }),
});

export const c6 = checkOfRefusal({
  code: 'C6',
  title: {
    en: 'the solver names its class in more than one way',
    ko: 'solver가 클래스를 두 가지 이상의 방식으로 지정합니다',
  },
  means: {
    en: "cert-manager's webhook refuses the issuer. It is not created, so Certificates that name it wait for ever.",
    ko: 'cert-manager의 웹훅이 발급자를 거부합니다. 발급자가 만들어지지 않으므로 이를 지정한 Certificate는 끝없이 기다립니다.',
  },
  remedy: {
    en: 'Keep one of `ingressClassName`, `class` and `name`; `ingressClassName` unless the ingress controller only knows the annotation.',
    ko: '`ingressClassName`, `class`, `name` 중 하나만 남기세요. 인그레스 컨트롤러가 어노테이션만 인식하는 경우가 아니라면 `ingressClassName`을 남기세요.',
  },
  source: 'measured; https://cert-manager.io/docs/configuration/acme/http01/',
  reason: 'class',
  find({ message }) {
    const [, field = 'spec.acme.solvers'] = /request: ([\w.[\]]+): /.exec(message) ?? [];
    return { field, seen: refused(message) };
  },
  *foresee(view) {
    for (const reference of issuersOf(view)) {
      const { kind, namespace, name } = reference;
      const solvers = view.get(kind, namespace, name)?.spec.acme?.solvers ?? [];
      for (const [index, { http01 }] of solvers.entries()) {
        const { ingressClassName, class: annotated, name: edited } = http01?.ingress ?? {};
        const given = Object.entries({ ingressClassName, class: annotated, name: edited }).filter(([, value]) => value);
        const all = given.map(([field, value]) => `${field}: ${value ?? ''}`).join(', ');
        if (given.length > 1)
          yield {
            object: reference,
            field: `spec.acme.solvers[${index}].http01.ingress`,
            seen: { en: `more than one of three: ${all}`, ko: `셋 중 하나만 쓸 수 있는데 함께 쓰였습니다: ${all}` },
            touches: touchedByIssuer(view, reference),
          };
      }
    }
  },
});

export const c11 = checkOfRefusal({
  code: 'C11',
  title: { en: 'commonName is longer than 64 bytes', ko: 'commonName이 64바이트보다 깁니다' },
  means: {
    en: "cert-manager's webhook refuses the Certificate: it is not created, or stays as it was.",
    ko: 'cert-manager의 웹훅이 Certificate를 거부합니다. 그래서 만들어지지 않거나 이전 내용으로 남아 있습니다.',
  },
  remedy: {
    en: 'Remove `commonName`: clients look at `dnsNames` only. List the name there.',
    ko: '`commonName`을 지우세요. 클라이언트는 `dnsNames`만 확인하니 이름은 그쪽에 적으세요.',
  },
  source: 'measured; https://cert-manager.io/docs/usage/certificate/',
  reason: 'commonName',
  find: ({ message }) => ({ field: 'spec.commonName', seen: refused(message) }),
  *foresee(view) {
    for (const certificate of certificatesOf(view)) {
      const length = Buffer.byteLength(certificate.spec.commonName ?? '');
      if (length > COMMON_NAME)
        yield {
          object: referenceTo('Certificate', certificate),
          field: 'spec.commonName',
          seen: { en: `it has ${length} bytes`, ko: `길이가 ${length}바이트입니다` },
          touches: touchedByCertificate(view, certificate),
        };
    }
  },
});

export const g4 = checkOfRefusal({
  code: 'G4',
  title: {
    en: 'a field that cannot be changed was changed, mostly a selector',
    ko: '변경할 수 없는 필드(주로 selector)를 변경했습니다',
  },
  means: {
    en: 'The object stays as it was: the old version goes on running, and each sync of this commit fails.',
    ko: '리소스는 변경되지 않습니다. 이전 버전이 계속 실행되고, 이 커밋의 동기화는 매번 실패합니다.',
  },
  remedy: {
    en: 'Take the change back. Labels that differ do not belong in selectors: in kustomize use `labels` with `includeSelectors: false`. If it must change, delete the object, which interrupts the service, or give it a new name.',
    ko: '변경을 되돌리세요. 값이 달라질 수 있는 레이블은 selector에 넣지 마세요. kustomize에서는 `labels`에 `includeSelectors: false`를 쓰면 됩니다. 꼭 바꿔야 한다면 리소스를 삭제하거나(서비스가 중단됩니다) 새 이름으로 만드세요.',
  },
  source: 'measured',
  reason: 'immutable',
  find({ message, resource }) {
    const [, field] = / is invalid: ([\w.[\]]+): /.exec(message) ?? [];
    const { kind = '', namespace = '', name = '' } = resource ?? {};
    const said = quote(message, 240);
    return {
      ...(field === undefined ? {} : { field }),
      seen: { en: `the API server refuses the change: ${said}`, ko: `API 서버가 변경을 거부합니다: ${said}` },
      next: resource ? [`kubectl get ${kind.toLowerCase()} ${name}${namespace && ` -n ${namespace}`} -o yaml`] : [],
    };
  },
});

export const o5 = checkOfRefusal({
  code: 'O5',
  title: { en: 'the cluster does not serve this apiVersion', ko: '클러스터에 없는 apiVersion입니다' },
  means: {
    en: 'The kind is there, but in another version. Argo CD applies nothing of the commit.',
    ko: 'kind는 있지만 버전이 다릅니다. Argo CD는 이 커밋에서 아무것도 적용하지 않습니다.',
  },
  remedy: {
    en: 'Write the `apiVersion` that the cluster serves, and check the fields against it; or upgrade what installs the kind.',
    ko: '클러스터에 있는 `apiVersion`으로 바꾸고 필드가 맞는지 확인하세요. 또는 이 kind를 설치하는 구성 요소를 업그레이드하세요.',
  },
  source: 'measured',
  reason: 'version',
  find({ message, resource }) {
    const [, version] = /could not find version "([^"]+)"/.exec(message) ?? [];
    const [, served] = /Version "([^"]+)" of/.exec(message) ?? [];
    const { group = '', kind = '', namespace = '', name = '' } = resource ?? {};
    const place = group && `${group}/`;
    const object = `${kind} ${namespace && `${namespace}/`}${name}`;
    return {
      field: 'apiVersion',
      seen:
        version === undefined || served === undefined || resource === undefined
          ? argoCdSays(quote(message, 240))
          : {
              en: `${object} is written in ${place}${version}; the cluster serves ${place}${served}`,
              ko: `${object}: 작성된 버전은 ${place}${version}, 클러스터에 있는 버전은 ${place}${served}입니다`,
            },
      next: [`kubectl api-resources --api-group='${group}'`],
    };
  },
  *inGit({ renders }) {
    for (const render of renders)
      for (const object of render.objects) {
        const [version = ''] = object.apiVersion.split('/').slice(-1);
        const old = OLD_VERSIONS[groupOf(object)]?.find(
          ([kinds, versions]) => kinds.test(object.kind) && versions.test(version),
        );
        if (!old) continue;
        const [, , now, since] = old;
        const what = `${wordsOfRendered(object)}: ${object.apiVersion}`;
        yield {
          object: renderedReference(render, object),
          field: 'apiVersion',
          seen: {
            en: `${what}, which ${since} has no more; now it is ${now}`,
            ko: `${what} 버전은 ${since}에서 없어졌습니다. 지금은 ${now} 버전을 씁니다`,
          },
        };
      }
  },
});

/** What an admission webhook says. */
function refused(message: string): Text {
  return { en: `refused: ${quote(message, 300)}`, ko: `거부되었습니다: ${quote(message, 300)}` };
}
