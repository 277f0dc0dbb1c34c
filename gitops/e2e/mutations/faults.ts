import type { Document } from 'yaml';
import type { RenderedObject } from '../../render/objects.ts';
import type { Draw } from './draw.ts';
import { pathOf, placeOf, valueAt, type Path, type Wanted } from './edit.ts';
import type { Environment, Part } from './environment.ts';
import { added, append, factWays, line, waysOf, type Copy, type Way, type Write } from './ways.ts';

/** What is broken, by what anybody sees of it, and each way in which the files can say so. */
export interface Fault {
  /** Any of these codes is right. */
  readonly codes: readonly string[];
  /** What is wrong: any of these objects. */
  readonly objects: readonly {
    readonly kind: string;
    readonly namespace?: string | undefined;
    readonly name: string;
  }[];
  readonly ways: Partial<Record<Way, Write>>;
  /** The other end of a link that no longer holds: changing it would mend it as well. */
  readonly otherEnd?: (copy: Copy) => readonly string[];
}

type Breaking = (environment: Environment, draw: Draw) => Fault;

const APP = 'kustomize/bases/app';
const EDGE = 'kustomize/bases/edge';
const DEPLOYMENT = `${APP}/deployment.yaml`;
const SERVICE = `${APP}/service.yaml`;
const POLICY = `${APP}/authorization-policy.yaml`;
const CERTIFICATE = `${EDGE}/certificate.yaml`;
const GATEWAYS = `${EDGE}/gateways.yaml`;
const ROUTES = `${EDGE}/virtual-services.yaml`;
const NAMES = 'kustomize/facts/to-skill/names.yaml';
const LABEL = 'app.kubernetes.io~1name';
const DESTINATION = 'spec/http/0/route/0/destination';
const POD = 'spec/template/spec';

/** The Secret's name in both, which is put together from a fact and a name of its own. */
const secret = (copy: Copy) => [
  ...at(NAMES, 'data/secret')(copy),
  ...at(`kustomize/facts/${copy.environment.environment}/facts.yaml`, 'data/name')(copy),
];

/** Where something stands that the environments share. */
const at =
  (file: string, pointer: string, wanted: Wanted = {}) =>
  (copy: Copy): readonly string[] => [placeOf(copy.root, file, wanted, pathOf(pointer))];

const named = ({
  kind,
  metadata: { namespace, name },
}: Pick<RenderedObject, 'kind'> & {
  readonly metadata: { readonly name: string; readonly namespace?: string | undefined };
}) => ({ kind, namespace, name });

/** A change to one field of an object. */
function change(object: RenderedObject, pointer: string, value: unknown, base?: string, part: Part = 'skill') {
  return waysOf({ part, object, path: pathOf(pointer), value, base });
}

const skill = {
  certificate: (environment: Environment) => environment.find('skill', 'Certificate'),
  deployment: (environment: Environment) => environment.find('skill', 'Deployment'),
  service: (environment: Environment) => environment.find('skill', 'Service'),
  policy: (environment: Environment) => environment.find('skill', 'AuthorizationPolicy'),
  http: (environment: Environment) => environment.find('skill', 'Gateway', `${environment.name}-http`),
  https: (environment: Environment) => environment.find('skill', 'Gateway', `${environment.name}-https`),
  redirect: (environment: Environment) => environment.find('skill', 'VirtualService', `${environment.name}-http`),
  route: (environment: Environment) => environment.find('skill', 'VirtualService', `${environment.name}-https`),
};

/** A fault of one field of one object, which is the object that is wrong. */
function fault(codes: string, ...changed: Parameters<typeof change>): Fault {
  return { codes: codes.split(' '), objects: [named(changed[0])], ways: change(...changed) };
}

/** Every kind of mutation, by what it breaks. */
export const FAULTS: Readonly<Record<string, Breaking>> = {
  'credentialName is not secretName': (environment, draw) => ({
    ...fault('T2', skill.https(environment), 'spec/servers/0/tls/credentialName', draw.name()),
    otherEnd: secret,
  }),
  'secretName is not credentialName': (environment, draw) => ({
    codes: ['T2'],
    objects: [named(skill.https(environment)), named(skill.certificate(environment))],
    ways: change(skill.certificate(environment), 'spec/secretName', draw.name()),
    otherEnd: secret,
  }),
  'the Certificate is in another namespace than the gateway': (environment, draw) => {
    const certificate = skill.certificate(environment);
    const namespace = draw.of([environment.name, draw.name()]);
    const moved = (object: RenderedObject) => ({ ...named(object), namespace });
    const file = () => `${environment.folder('skill')}/kustomization.yaml`;
    const ways = change(
      certificate,
      'metadata/namespace',
      namespace,
      namespace === environment.name ? undefined : CERTIFICATE,
    );
    return {
      codes: ['T1'],
      objects: [moved(certificate)],
      ways: { ...ways, ...line('namespace', file, (document) => set(document, 'namespace', namespace)) },
    };
  },
  'issuerRef names nothing': (environment, draw) => {
    const name = draw.name();
    const found = fault('C4', skill.certificate(environment), 'spec/issuerRef/name', name);
    return {
      ...found,
      ways: { ...found.ways, ...(environment.environment === 'local' ? {} : factWays('issuer', name)) },
    };
  },
  'issuerRef has the wrong kind': (environment) =>
    fault('C4', skill.certificate(environment), 'spec/issuerRef/kind', 'Issuer', CERTIFICATE),
  'commonName is too long': (environment, draw) =>
    fault(
      'C11',
      skill.certificate(environment),
      'spec/commonName',
      `${draw.name()}.${'long-'.repeat(12)}name.example.com`,
      CERTIFICATE,
    ),
  'dnsNames lack the host': (environment, draw) => ({
    codes: ['T9'],
    objects: [named(skill.https(environment)), named(skill.certificate(environment))],
    ways: change(skill.certificate(environment), 'spec/dnsNames/0', `${draw.name()}.example.org`),
  }),
  'the solver asks for a class that nothing defines': (environment, draw) =>
    fault(
      'C5',
      issuerOf(environment),
      'spec/acme/solvers/0/http01/ingress/ingressClassName',
      draw.name(),
      undefined,
      'platform',
    ),
  'no solver is for the host': (environment, draw) => ({
    codes: ['C8'],
    objects: [named(skill.certificate(environment)), named(issuerOf(environment))],
    ways: change(
      issuerOf(environment),
      'spec/acme/solvers/0/selector/dnsZones',
      [`${draw.name()}.example.org`],
      issuerFile(environment),
      'platform',
    ),
  }),
  'two Certificates write one Secret': (environment, draw) => {
    const {
      apiVersion,
      kind,
      metadata: { namespace },
      spec,
    } = skill.certificate(environment);
    const second = { apiVersion, kind, metadata: { namespace, name: draw.name() }, spec };
    return {
      codes: ['C9'],
      objects: [named(skill.certificate(environment)), { kind, namespace, name: second.metadata.name }],
      ways: added('skill', second, [pathOf('spec/secretName')]),
      otherEnd: secret,
    };
  },
  'the selector of the Gateway matches no Pod': (environment, draw) => {
    const label = draw.name();
    const isLocal = environment.environment === 'local';
    const found = fault('T4', skill.https(environment), 'spec/selector/istio', label);
    return { ...found, ways: { ...found.ways, ...(isLocal ? {} : factWays('gatewayLabel', label)) } };
  },
  'the Gateway listens where its Service has no port': (environment, draw) =>
    fault('T10', skill.https(environment), 'spec/servers/0/port/number', draw.of([8443, 9443, 444]), GATEWAYS),
  'httpsRedirect on port 80': (environment) =>
    fault('H1 H2', skill.http(environment), 'spec/servers/0/tls/httpsRedirect', true, GATEWAYS),
  'TLS is passed through, and routes are for http': (environment) =>
    fault('T16 T17 R20 R21 R22 R23 R24', skill.https(environment), 'spec/servers/0/tls/mode', 'PASSTHROUGH', GATEWAYS),
  'the Gateway does not admit the host': (environment, draw) => ({
    codes: ['R4', 'T15'],
    objects: [named(skill.https(environment)), named(skill.route(environment))],
    ways: change(skill.https(environment), 'spec/servers/0/hosts/0', `${draw.name()}.example.org`),
    otherEnd: (copy) => at(`kustomize/facts/${environment.environment}/facts.yaml`, 'data/host')(copy),
  }),
  'the VirtualService has a host that no Gateway admits': (environment, draw) => ({
    codes: ['R4', 'T15'],
    objects: [named(skill.route(environment))],
    ways: change(skill.route(environment), 'spec/hosts/0', `${draw.name()}.example.org`),
  }),
  'the VirtualService names a Gateway in another namespace': (environment) =>
    fault('R1', skill.route(environment), 'spec/gateways/0', `${environment.name}/${environment.name}-https`),
  'the VirtualService names a Gateway that there is not': (environment, draw) => {
    const name = draw.name();
    const ways = change(skill.route(environment), 'spec/gateways/0', `istio-system/${name}`);
    const ofNames = line(
      'fact',
      () => NAMES,
      (document) => set(document, 'data/gatewayHttps', `mrdebugger-${name}`),
    );
    return { codes: ['R1'], objects: [named(skill.route(environment))], ways: { ...ways, ...ofNames } };
  },
  'the VirtualService names no Gateway': (environment) =>
    fault('R2', skill.route(environment), 'spec/gateways', undefined),
  'the VirtualService is for the mesh alone': (environment) =>
    fault('R2', skill.route(environment), 'spec/gateways/0', 'mesh'),
  'the destination is a short name': (environment) =>
    fault('R5', skill.route(environment), `${DESTINATION}/host`, 'mrdebugger'),
  'the destination is a Service that there is not': (environment, draw) => {
    const host = draw.of([`${draw.name()}.${environment.name}`, `mrdebugger.${draw.name()}`]);
    return fault('R5', skill.route(environment), `${DESTINATION}/host`, `${host}.svc.cluster.local`);
  },
  'the destination is a port that the Service does not have': (environment, draw) =>
    fault('R6', skill.route(environment), `${DESTINATION}/port/number`, draw.of([81, 8080, 443]), ROUTES),
  'the Service has another port than the route asks for': (environment, draw) => {
    const port = draw.of([81, 8080, 443]);
    const ways = change(skill.service(environment), 'spec/ports/0/port', port, SERVICE);
    return {
      codes: ['R6'],
      objects: [named(skill.route(environment)), named(skill.service(environment))],
      // A strategic merge finds ports by their numbers, so it would add one.
      ways: Object.fromEntries(Object.entries(ways).filter(([way]) => !way.startsWith('strategic'))),
      otherEnd: at(ROUTES, `${DESTINATION}/port/number`, { name: 'mrdebugger-https' }),
    };
  },
  'the route takes only requests with a header': (environment, draw) =>
    fault(
      'R15 R20 R21 R22 R23 R24',
      skill.route(environment),
      'spec/http/0/match',
      withHeader(skill.route(environment), draw),
      ROUTES,
    ),
  'the route ends every request with a fault': (environment, draw) =>
    fault(
      'R15 R16 R20 R21 R22 R23 R24',
      skill.route(environment),
      'spec/http/0/fault/abort',
      { httpStatus: draw.of([500, 503, 418]), percentage: { value: 100 } },
      ROUTES,
    ),
  'the redirect makes a GET of a POST': (environment, draw) =>
    fault('R11', skill.redirect(environment), 'spec/http/0/redirect/redirectCode', draw.of([301, 302]), ROUTES),
  'the selector of the Service matches no Pod': (environment, draw) =>
    fault('R9', skill.service(environment), `spec/selector/${LABEL}`, draw.name(), SERVICE),
  'targetPort names a port that the Pod does not have': (environment, draw) => ({
    ...fault('R8', skill.service(environment), 'spec/ports/0/targetPort', draw.name(), SERVICE),
    otherEnd: at(DEPLOYMENT, `${POD}/containers/0/ports/0/name`),
  }),
  'nothing tells the protocol of the port': (environment, draw) =>
    fault('R7', skill.service(environment), 'spec/ports/0/name', draw.name().replace(/[^a-z]/g, ''), SERVICE),
  'there are no replicas': (environment) => {
    const deployment = skill.deployment(environment);
    const isLocal = environment.environment === 'local';
    const file = () => `${environment.folder('skill')}/kustomization.yaml`;
    const found = fault('W21', deployment, 'spec/replicas', 0, isLocal ? DEPLOYMENT : undefined);
    const count = line('replicas', file, (document) => [
      ...append(document, ['replicas'], { name: deployment.metadata.name, count: 0 }),
      'count',
    ]);
    return { ...found, ways: { ...found.ways, ...count } };
  },
  'a probe asks a port that the container does not have': (environment, draw) =>
    fault(
      'W3',
      skill.deployment(environment),
      `${POD}/containers/0/${draw.of(['readinessProbe', 'livenessProbe', 'startupProbe'])}/httpGet/port`,
      draw.name(),
      DEPLOYMENT,
    ),
  'the container runs as the user of the sidecar': (environment) =>
    fault('W9', skill.deployment(environment), `${POD}/securityContext/runAsUser`, 1337, DEPLOYMENT),
  'Pods are killed before they have finished': (environment, draw) =>
    fault('W4', skill.deployment(environment), `${POD}/terminationGracePeriodSeconds`, draw.of([1, 3, 6]), DEPLOYMENT),
  'the image has a tag that moves': (environment) => {
    const deployment = skill.deployment(environment);
    const tag = 'latest';
    const image = `${POD}/containers/0/image`;
    const repository = String(valueAt(deployment, pathOf(image))).replace(/[:@].*$/, '');
    const file = () => `${environment.folder('skill')}/kustomization.yaml`;
    const images = line('images', file, (document) => [
      ...append(document, ['images'], { name: repository, newTag: tag }),
      'newTag',
    ]);
    const found = fault('G7', deployment, image, `${repository}:${tag}`);
    return { ...found, ways: { ...found.ways, ...images } };
  },
  'a policy at the gateway denies the host': (environment, draw) => {
    const { apiVersion, kind } = skill.policy(environment);
    const metadata = { name: draw.name(), namespace: 'istio-system' };
    const spec = {
      selector: { matchLabels: { istio: 'ingressgateway' } },
      action: 'DENY',
      rules: [{ to: [{ operation: { paths: ['/*'] } }] }],
    };
    return {
      codes: ['H10', 'R19'],
      objects: [{ kind, ...metadata }],
      ways: added(
        'skill',
        { apiVersion, kind, metadata, spec },
        ['spec/action', 'spec/rules', 'spec/rules/0', 'spec/rules/0/to/0/operation/paths/0'].map(pathOf),
      ),
    };
  },
  'the policy of the Pods denies what it should allow': (environment) => ({
    ...fault('R19', skill.policy(environment), 'spec/action', 'DENY', POLICY),
    otherEnd: at(POLICY, 'spec/rules/0'),
  }),
  'a DestinationRule sends without TLS to Pods that demand it': (environment, draw) => {
    const { namespace } = skill.service(environment).metadata;
    const object = {
      ...{ apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata: { name: draw.name(), namespace } },
      spec: {
        host: `mrdebugger.${namespace ?? ''}.svc.cluster.local`,
        trafficPolicy: { tls: { mode: draw.of(['DISABLE', 'SIMPLE']) } },
      },
    };
    return {
      codes: ['R12'],
      objects: [named(object)],
      ways: added('skill', object, [pathOf('spec/trafficPolicy/tls/mode')]),
    };
  },
  'the AppProject does not permit a kind': (environment, draw) => {
    const kind = draw.of(['Service', 'Deployment', 'Gateway', 'Certificate', 'ConfigMap']);
    return projectFault(
      environment,
      'spec/namespaceResourceWhitelist',
      (each) => (each as { kind: string }).kind === kind,
    );
  },
  'the AppProject does not permit a namespace': (environment) =>
    projectFault(environment, 'spec/destinations', (_, index) => index === 1, false),
  'the Application is in a project that there is not': (environment, draw) =>
    fault('A1', applicationOf(environment), 'spec/project', draw.name(), undefined, 'root'),
  'a kustomization names a file that there is not': (environment, draw) => {
    const { folder, kind } = draw.of([
      { folder: APP, kind: 'skill' },
      { folder: EDGE, kind: 'skill' },
      { folder: environment.folder('skill'), kind: 'skill' },
      { folder: environment.folder('platform'), kind: 'platform' },
    ] as const);
    const application = environment.find('root', 'Application', `${environment.name}-${kind}`);
    return {
      codes: ['A20'],
      objects: [named(application)],
      ways: line(
        'kustomization',
        () => `${folder}/kustomization.yaml`,
        (document) => append(document, ['resources'], `${draw.name()}.yaml`),
      ),
    };
  },
};

function set(document: Document, pointer: string, value: unknown): Path {
  document.setIn(pathOf(pointer), value);
  return pathOf(pointer);
}

/** The matches of a route's only rule, each with a header more. */
function withHeader(route: RenderedObject, draw: Draw): readonly object[] {
  const matches = valueAt(route, pathOf('spec/http/0/match')) as readonly object[];
  return matches.map((match) => ({ ...match, headers: { [`x-${draw.name()}`]: { exact: 'debug' } } }));
}

function issuerOf(environment: Environment): RenderedObject {
  const { issuerRef } = skill.certificate(environment).spec as { issuerRef: { name: string } };
  return environment.find('platform', 'ClusterIssuer', issuerRef.name);
}

function issuerFile({ environment }: Environment): string {
  return environment === 'local'
    ? 'kustomize/bases/own-authority/cluster-issuer.yaml'
    : 'kustomize/bases/lets-encrypt/cluster-issuers.yaml';
}

function applicationOf(environment: Environment): RenderedObject {
  return environment.find('root', 'Application', `${environment.name}-skill`);
}

/** An AppProject without an entry of a list, which is to be added again. */
function projectFault(
  environment: Environment,
  pointer: string,
  isLeftOut: (entry: unknown, index: number) => boolean,
  hasBase = true,
): Fault {
  const project = environment.find('root', 'AppProject', `${environment.name}-skill`);
  const list = valueAt(project, pathOf(pointer)) as readonly unknown[];
  const index = list.findIndex(isLeftOut);
  return {
    codes: ['A1'],
    objects: [named(applicationOf(environment)), named(project)],
    ways: change(project, `${pointer}/${index}`, undefined, hasBase ? 'gitops/projects/skill.yaml' : undefined, 'root'),
    otherEnd: at('gitops/projects/skill.yaml', pointer),
  };
}
