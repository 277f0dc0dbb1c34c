import { byAge } from '../../see/objects/kubernetes-object.ts';
import type { HttpRoute, Server, StringMatch } from '../../see/objects/istio.ts';
import type { Ingress, IngressPath, Pod } from '../../see/objects/workload.ts';
import { labelled } from '../../see/demand.ts';
import type { View } from '../../see/view.ts';
import { referenceTo, type Reference } from '../reference.ts';
import { meshSettings } from './mesh-settings.ts';

// istiod turns every Ingress of its class into a Gateway in its own namespace, and all rules for one host into one
// VirtualService (istio: pilot/pkg/config/kube/ingress).

/** The Pods that serve Ingresses. */
export function ingressPods(view: View): readonly Pod[] {
  return view.list(labelled('Pod', undefined, { istio: meshSettings(view).ingressSelector }));
}

/** Whether istiod takes an Ingress: by the old annotation, else by its IngressClass. */
export function isOfIstio(view: View, { spec, metadata }: Ingress): boolean {
  const { ingressClass, ingressControllerMode } = meshSettings(view);
  if (ingressControllerMode === 'OFF') return false;
  const annotated = metadata.annotations?.['kubernetes.io/ingress.class'];
  if (annotated !== undefined) return annotated === ingressClass;
  if (spec.ingressClassName === undefined) return ingressControllerMode === 'DEFAULT';
  const found = view.get('IngressClass', undefined, spec.ingressClassName);
  return found?.spec?.controller === 'istio.io/ingress-controller';
}

/** The servers of an Ingress: one for plain HTTP and any name, and one for each entry of `tls` that names a Secret. */
export function serversOfIngress({ spec, metadata }: Ingress): readonly { server: Server; field: string }[] {
  const secure = (spec.tls ?? []).flatMap(({ hosts = [], secretName }, index) => {
    if (!secretName) return [];
    const name = `https-443-ingress-${metadata.name}-${metadata.namespace ?? ''}-${index}`;
    const server: Server = {
      port: { number: 443, protocol: 'HTTPS', name },
      hosts: hosts.length > 0 ? hosts : ['*'],
      tls: { mode: 'SIMPLE', credentialName: secretName },
    };
    return [{ server, field: `spec.tls[${index}]` }];
  });
  const plain: Server = { port: { number: 80, protocol: 'HTTP', name: 'http-80-ingress' }, hosts: ['*'] };
  return [...secure, { server: plain, field: 'spec.rules' }];
}

/** A path of an Ingress, as the rule that istiod makes of it. */
interface IngressRule {
  readonly object: Reference;
  readonly field: string;
  readonly namespace: string;
  readonly http: HttpRoute;
}

/**
 * The rules for one host of all Ingresses: exact paths and long ones first.
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches
 */
export function rulesOfIngresses(view: View, ingresses: readonly Ingress[], host: string): readonly IngressRule[] {
  const rules = [...ingresses]
    .sort(byAge)
    .flatMap((ingress) =>
      (ingress.spec.rules ?? []).flatMap((rule, at) =>
        (rule.host || '*').toLowerCase() === host
          ? (rule.http?.paths ?? []).flatMap((path, index) =>
              ruleOf(view, ingress, path, `spec.rules[${at}].http.paths[${index}]`),
            )
          : [],
      ),
    );
  return rules.sort((a, b) => lengthOf(b) - lengthOf(a) || Number(isExact(b)) - Number(isExact(a)));
}

function ruleOf(view: View, ingress: Ingress, path: IngressPath, field: string): readonly IngressRule[] {
  const { namespace = '' } = ingress.metadata;
  const service = path.backend?.service;
  const named = service?.port?.name;
  const ports = named === undefined ? [] : (view.get('Service', namespace, service?.name ?? '')?.spec.ports ?? []);
  const port = service?.port?.number ?? ports.find(({ name }) => name === named)?.port;
  // istiod leaves a path out whose backend it cannot resolve.
  if (!service || port === undefined) return [];
  const uri = uriOf(path);
  const http: HttpRoute = {
    ...(uri === undefined ? {} : { match: [{ uri }] }),
    route: [{ destination: { host: `${service.name}.${namespace}.svc.cluster.local`, port: { number: port } } }],
  };
  return [{ object: referenceTo('Ingress', ingress), field, namespace, http }];
}

function uriOf({ path = '', pathType }: IngressPath): StringMatch | undefined {
  if (pathType === 'Exact') return { exact: path };
  if (pathType === 'Prefix') return { prefix: path };
  if (['', '*', '/*', '.*'].includes(path)) return undefined;
  const wildcard = /^(.*)(?:\.\*|\/\*)$/.exec(path)?.[1];
  return wildcard === undefined ? { exact: path } : { prefix: wildcard };
}

function lengthOf({ http }: IngressRule): number {
  const { exact, prefix } = http.match?.[0]?.uri ?? {};
  return (exact ?? prefix ?? '').length;
}

function isExact({ http }: IngressRule): boolean {
  return http.match?.[0]?.uri?.exact !== undefined;
}
