import { resourcesOf } from '../../model/sync/applications.ts';
import { referenceOf } from '../../model/sync/consequences.ts';
import { certificatesFor, issuerReference } from '../../model/issuance/certificates.ts';
import { validationsOf } from '../../model/issuance/solvers.ts';
import { secretsOfListener } from '../../model/trace/gateways.ts';
import { checkOfApplication } from '../shapes.ts';
import type { KindId } from '../../see/kinds.ts';
import type { Application, Resource } from '../../see/objects/application.ts';
import { keyOf, referenceTo, wordsOf, type Reference } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

const WAVE = 'argocd.argoproj.io/sync-wave';

export const a4 = checkOfApplication({
  code: 'A4',
  title: { en: 'a wave waits for what comes in a later one', ko: '뒤쪽 wave에 있는 것을 앞쪽 wave가 기다립니다' },
  means: {
    en: 'Argo CD goes on to the next wave only when everything of this one is Healthy. The first sync stops here: it waits for ever, or fails at each attempt.',
    ko: 'Argo CD는 한 wave의 리소스가 모두 Healthy가 되어야 다음 wave로 넘어갑니다. 그래서 첫 동기화가 여기서 끝없이 기다리거나, 시도할 때마다 실패합니다.',
  },
  remedy: {
    en: 'Put both into one wave: a Certificate with its issuer, IngressClass and Gateway.',
    ko: '둘을 같은 wave에 두세요. Certificate는 발급자, IngressClass, Gateway와 함께 두면 됩니다.',
  },
  level: 'warning',
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/',
  find(view, application) {
    const held = new Set((application.status?.resources ?? []).flatMap((each) => keysOf(each)));
    const later = needsOf(view, application).flatMap(({ object, needs }) => {
      const [own, wave] = [waveOf(view, held, object), waveOf(view, held, needs)];
      return own === undefined || wave === undefined || own >= wave ? [] : [{ object, own, needs, wave }];
    });
    return [...new Set(later.map(({ object }) => keyOf(object)))].map((key) => {
      const ofObject = later.filter(({ object }) => keyOf(object) === key);
      const [{ object, own }] = ofObject as [(typeof later)[number]];
      const what = ofObject.map(({ needs, wave }) => `${wordsOf(needs)} (wave ${wave})`).join(', ');
      return {
        object,
        field: `metadata.annotations[${WAVE}]`,
        seen: {
          en: `wave ${own} needs what comes later: ${what}`,
          ko: `wave ${own}에 필요한 리소스가 더 뒤에 있습니다: ${what}`,
        },
        touches: [...ofObject.map(({ needs }) => needs), referenceTo('Application', application)],
      };
    });
  },
});

/** What gets healthy only with what else. */
function needsOf(view: View, application: Application): readonly { object: Reference; needs: Reference }[] {
  const held = <K extends KindId>(kind: K) =>
    resourcesOf(application, kind).flatMap(({ namespace, name }) => view.get(kind, namespace || undefined, name) ?? []);
  const certificates = held('Certificate').flatMap((certificate) => {
    const object = referenceTo('Certificate', certificate);
    const solved = validationsOf(view, certificate).flatMap(({ solver: { http01 } }): readonly Reference[] => [
      ...(http01?.ingress?.ingressClassName
        ? [{ kind: 'IngressClass', name: http01.ingress.ingressClassName } as const]
        : []),
      ...(http01?.gatewayHTTPRoute?.parentRefs ?? []).map(({ name, namespace = object.namespace ?? '' }) => ({
        ...({ kind: 'GatewayApiGateway', namespace, name } as const),
      })),
    ]);
    return [issuerReference(certificate), ...solved].map((needs) => ({ object, needs }));
  });
  const gateways = held('GatewayApiGateway').flatMap((gateway) =>
    (gateway.spec.listeners ?? [])
      .flatMap((listener) => secretsOfListener(gateway, listener))
      .flatMap(({ namespace, name }) => certificatesFor(view, namespace, name))
      .map((certificate) => ({
        object: referenceTo('GatewayApiGateway', gateway),
        needs: referenceTo('Certificate', certificate),
      })),
  );
  return [...certificates, ...gateways];
}

/** The wave of an object that the Application holds. @param held keys of what it holds */
function waveOf(view: View, held: ReadonlySet<string>, object: Reference): number | undefined {
  const { kind, namespace, name } = object;
  const found = held.has(keyOf(object)) ? view.get(kind as KindId, namespace, name) : undefined;
  return found && Number(found.metadata.annotations?.[WAVE] ?? 0);
}

function keysOf(resource: Resource): readonly string[] {
  const reference = referenceOf(resource);
  return reference ? [keyOf(reference)] : [];
}
