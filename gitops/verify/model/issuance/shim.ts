import type { Text } from '#program/language.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import type { GatewayApiGateway } from '../../see/objects/gateway-api.ts';
import type { Ingress } from '../../see/objects/workload.ts';
import { INGRESS_OVERRIDES, PARENT } from './solvers.ts';

// What cert-manager makes for an Ingress, or a Gateway of the Gateway API, that an annotation gives an issuer.
// cert-manager: pkg/controller/certificate-shim/sync.go

export type Annotated = GatewayApiGateway | Ingress;

/** A Certificate that cert-manager makes, and the field that asks for it. */
export interface Made {
  readonly field: string;
  readonly certificate: Certificate;
}

/** A listener, an entry of `tls`, or the whole object, for which cert-manager makes no Certificate. */
export interface Skipped {
  readonly field: string;
  readonly why: Text;
  /** The Secrets that somebody else may write all the same. */
  readonly secrets: readonly { readonly namespace: string; readonly name: string }[];
}

interface Asked {
  readonly field: string;
  readonly names: readonly string[];
  readonly secrets: readonly string[];
}
type Annotations = Readonly<Record<string, string>>;

const ISSUER = 'cert-manager.io/issuer';
const CLUSTER_ISSUER = 'cert-manager.io/cluster-issuer';
/** What may not stand beside each other. */
const EXCLUSIVE = [ISSUER, 'cert-manager.io/issuer-group', 'cert-manager.io/issuer-kind'];
const IGNORED = 'cert-manager.io/ignore-tls-listeners';
/** What the Certificate gets under another name, for its solver. */
const FOR_SOLVER: readonly (readonly [string, string])[] = [
  ['acme.cert-manager.io/http01-ingress-class', INGRESS_OVERRIDES.class],
  ['acme.cert-manager.io/http01-ingress-ingressclassname', INGRESS_OVERRIDES.ingressClassName],
];

/**
 * Undefined where no annotation asks for a Certificate. `kubernetes.io/tls-acme` asks for one of an issuer that only a
 * flag of cert-manager names, and is not followed.
 */
export function shimOf(
  object: Annotated,
): { readonly made: readonly Made[]; readonly skipped: readonly Skipped[] } | undefined {
  const { annotations = {} } = object.metadata;
  if (!(ISSUER in annotations) && !(CLUSTER_ISSUER in annotations)) return undefined;
  const refusal = refusalOf(annotations);
  if (refusal) return { made: [], skipped: [refusal] };
  const parts = isGateway(object) ? listenersOf(object, annotations) : entriesOf(object);
  const made = new Map<string, Made>();
  for (const { field, names, secrets } of parts.filter((part) => 'names' in part))
    for (const secret of secrets) {
      const before = made.get(secret);
      const all = new Set([...(before?.certificate.spec.dnsNames ?? []), ...names]);
      made.set(secret, { field: before?.field ?? field, certificate: certificateFor(object, secret, [...all]) });
    }
  return { made: [...made.values()], skipped: parts.filter((part) => 'why' in part) };
}

/** Why nothing at all is made. */
function refusalOf(annotations: Annotations): Skipped | undefined {
  const other = CLUSTER_ISSUER in annotations ? EXCLUSIVE.find((name) => name in annotations) : undefined;
  if (other !== undefined)
    return {
      field: annotation(other),
      why: {
        en: `it may not stand beside ${CLUSTER_ISSUER}`,
        ko: `${CLUSTER_ISSUER} 어노테이션과 함께 쓸 수 없습니다`,
      },
      secrets: [],
    };
  const nameless = [CLUSTER_ISSUER, ISSUER].find((name) => annotations[name] === '');
  if (nameless === undefined) return undefined;
  return {
    field: annotation(nameless),
    why: { en: 'it names no issuer', ko: '발급자 이름이 비어 있습니다' },
    secrets: [],
  };
}

function annotation(name: string): string {
  return `metadata.annotations[${name}]`;
}

/** Whether it is a Gateway of the Gateway API, and no Ingress. */
export function isGateway(object: Annotated): object is GatewayApiGateway {
  return 'gatewayClassName' in object.spec;
}

function listenersOf({ metadata, spec }: GatewayApiGateway, annotations: Annotations): readonly (Asked | Skipped)[] {
  const ignored = (annotations[IGNORED] ?? '').split(',').map((name) => name.trim());
  const { namespace: own = '' } = metadata;
  return (spec.listeners ?? []).flatMap(({ name, protocol, hostname = '', tls }, index): (Asked | Skipped)[] => {
    if (!['HTTPS', 'TLS'].includes(protocol) || tls?.mode === 'Passthrough' || ignored.includes(name)) return [];
    const { certificateRefs: references = [] } = tls ?? {};
    const secrets = references.map((each) => ({ namespace: each.namespace ?? own, name: each.name }));
    const at = `spec.listeners[${index}]`;
    const skip = (field: string, why: Text) => [{ field: `${at}.${field}`, why, secrets }];
    if (hostname === '') return skip('hostname', { en: 'it has no hostname', ko: 'hostname이 없습니다' });
    if (references.length === 0)
      return skip('tls.certificateRefs', { en: 'it names no Secret', ko: 'Secret이 지정되어 있지 않습니다' });
    const strange = references.findIndex(
      ({ group = '', kind = 'Secret' }) => kind !== 'Secret' || !['', 'core'].includes(group),
    );
    if (strange >= 0)
      return skip(`tls.certificateRefs[${strange}]`, { en: 'it is no Secret', ko: 'Secret이 아닙니다' });
    const away = secrets.findIndex(({ namespace }) => namespace !== own);
    if (away >= 0)
      return skip(`tls.certificateRefs[${away}].namespace`, {
        en: `the Secret is in ${secrets[away]?.namespace ?? ''}, not in the namespace of the Gateway`,
        ko: `Secret의 네임스페이스(${secrets[away]?.namespace ?? ''})가 Gateway의 네임스페이스와 다릅니다`,
      });
    return [
      { field: `${at}.tls.certificateRefs[0].name`, names: [hostname], secrets: secrets.map((each) => each.name) },
    ];
  });
}

function entriesOf({ metadata, spec: { tls = [] } }: Ingress): readonly (Asked | Skipped)[] {
  const { namespace = '' } = metadata;
  const names = tls.map(({ secretName = '' }) => secretName);
  const twice = names.findIndex((name, index) => names.lastIndexOf(name) > index);
  if (twice >= 0)
    return [
      {
        field: `spec.tls[${twice}].secretName`,
        why: {
          en: `spec.tls[${names.lastIndexOf(names[twice] ?? '')}] names the same Secret, so cert-manager makes nothing for the whole Ingress`,
          ko: `spec.tls[${names.lastIndexOf(names[twice] ?? '')}]에도 같은 Secret이 있어 Ingress 전체에 대해 아무것도 만들지 않습니다`,
        },
        secrets: [],
      },
    ];
  return tls.map(({ hosts = [], secretName = '' }, index) => {
    const at = `spec.tls[${index}]`;
    const skip = (field: string, why: Text) => ({
      ...{ field: `${at}.${field}`, why },
      secrets: secretName === '' ? [] : [{ namespace, name: secretName }],
    });
    if (hosts.length === 0) return skip('hosts', { en: 'it has no hosts', ko: 'hosts가 없습니다' });
    if (secretName === '')
      return skip('secretName', { en: 'it names no Secret', ko: 'Secret이 지정되어 있지 않습니다' });
    return { field: `${at}.secretName`, names: hosts, secrets: [secretName] };
  });
}

function certificateFor(object: Annotated, name: string, dnsNames: readonly string[]): Certificate {
  const { namespace = '', labels = {}, annotations = {}, name: own, uid = '' } = object.metadata;
  const word = (key: string) => annotations[`cert-manager.io/${key}`];
  const kind = isGateway(object) ? 'Gateway' : 'Ingress';
  const forSolver = FOR_SOLVER.flatMap(([from, to]) => (annotations[from] ? [[to, annotations[from]] as const] : []));
  const parent = kind === 'Gateway' ? { [PARENT.kind]: kind, [PARENT.name]: own } : {};
  const more = (word('alt-names') ?? '').split(',').filter((each) => each !== '');
  return {
    metadata: {
      ...{ namespace, name, labels, uid: `Certificate/${namespace}/${name}` },
      ownerReferences: [{ kind, name: own, uid, controller: true }],
      annotations: { ...Object.fromEntries(forSolver), ...parent },
    },
    spec: {
      ...{ secretName: name, dnsNames: [...new Set([...dnsNames, ...more])] },
      issuerRef: given({
        name: annotations[CLUSTER_ISSUER] ?? annotations[ISSUER] ?? '',
        kind: CLUSTER_ISSUER in annotations ? 'ClusterIssuer' : (word('issuer-kind') ?? 'Issuer'),
        group: word('issuer-group'),
      }),
      ...given({ renewBefore: word('renew-before') }),
    },
  };
}

/** Without what is undefined. */
function given<T extends Readonly<Record<string, string | undefined>>>(fields: T) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]: Exclude<T[K], undefined>;
  };
}
