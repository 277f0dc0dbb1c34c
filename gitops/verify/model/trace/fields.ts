import type { Fields, Treatment } from './field-table.ts';
import { GATEWAY_API } from './gateway-api/fields.ts';

// Every field of the kinds that a request passes, as the schemas in gitops/render/schemas have them: a test fails on one
// that stands in no row. A row covers what is below it, where no deeper one does.

/** The kinds whose fields have a table. */
export type TabledKind =
  | keyof typeof GATEWAY_API
  | 'AuthorizationPolicy'
  | 'DestinationRule'
  | 'Gateway'
  | 'Ingress'
  | 'PeerAuthentication'
  | 'Service'
  | 'ServiceEntry'
  | 'VirtualService';

const GATEWAY: Fields = {
  'spec.selector': 'modelled',
  'spec.servers[].bind': 'not modelled',
  'spec.servers[].defaultEndpoint': 'cannot decide',
  'spec.servers[].hosts': 'modelled',
  'spec.servers[].name': 'cannot decide',
  'spec.servers[].port.name': 'cannot decide',
  'spec.servers[].port.number': 'modelled',
  'spec.servers[].port.protocol': 'modelled',
  'spec.servers[].port.targetPort': 'cannot decide',
  'spec.servers[].tls.mode': 'modelled',
  'spec.servers[].tls.httpsRedirect': 'modelled',
  'spec.servers[].tls.credentialName': 'modelled',
  'spec.servers[].tls.credentialNames': 'modelled',
  'spec.servers[].tls.caCertCredentialName': 'not modelled',
  // Files in the gateway's Pods.
  'spec.servers[].tls.serverCertificate': 'not modelled',
  'spec.servers[].tls.privateKey': 'not modelled',
  'spec.servers[].tls.caCertificates': 'not modelled',
  'spec.servers[].tls.tlsCertificates': 'not modelled',
  // Callers of other versions or with other ciphers are turned away.
  'spec.servers[].tls.cipherSuites': 'not modelled',
  'spec.servers[].tls.minProtocolVersion': 'not modelled',
  'spec.servers[].tls.maxProtocolVersion': 'not modelled',
  // They are about a caller's own certificate, and the callers that are traced have none.
  'spec.servers[].tls.caCrl': 'cannot decide',
  'spec.servers[].tls.insecureSkipVerify': 'cannot decide',
  'spec.servers[].tls.subjectAltNames': 'cannot decide',
  'spec.servers[].tls.verifyCertificateHash': 'cannot decide',
  'spec.servers[].tls.verifyCertificateSpki': 'cannot decide',
};

/** Envoy takes the host from what is set, and leaves the other headers to the application. */
const headers = (path: string): Fields => ({
  [`${path}.request.set.*`]: 'not modelled',
  [`${path}.request.set.:authority`]: 'modelled',
  [`${path}.request.set.host`]: 'modelled',
  [`${path}.request.add`]: 'not modelled',
  [`${path}.request.remove`]: 'not modelled',
  [`${path}.response`]: 'cannot decide',
});

const VIRTUAL_SERVICE: Fields = {
  'spec.hosts': 'modelled',
  'spec.gateways': 'modelled',
  'spec.exportTo': 'modelled',
  'spec.http[].name': 'cannot decide',
  'spec.http[].match': 'modelled',
  'spec.http[].match[].name': 'cannot decide',
  'spec.http[].match[].statPrefix': 'cannot decide',
  'spec.http[].delegate': 'modelled',
  'spec.http[].redirect': 'modelled',
  'spec.http[].directResponse.status': 'modelled',
  'spec.http[].directResponse.body': 'cannot decide',
  'spec.http[].fault': 'modelled',
  // istiod knows the two, and makes nothing of them.
  'spec.http[].fault.abort.http2Error': 'cannot decide',
  'spec.http[].fault.delay.exponentialDelay': 'cannot decide',
  'spec.http[].rewrite': 'modelled',
  'spec.http[].timeout': 'modelled',
  'spec.http[].retries.perTryTimeout': 'modelled',
  // They ask the same destination again.
  'spec.http[].retries.attempts': 'cannot decide',
  'spec.http[].retries.backoff': 'cannot decide',
  'spec.http[].retries.retryIgnorePreviousHosts': 'cannot decide',
  'spec.http[].retries.retryOn': 'cannot decide',
  'spec.http[].retries.retryRemoteLocalities': 'cannot decide',
  'spec.http[].route[].destination': 'modelled',
  'spec.http[].route[].weight': 'modelled',
  ...headers('spec.http[].route[].headers'),
  ...headers('spec.http[].headers'),
  // Envoy answers preflights with it, and lets everything else through.
  'spec.http[].corsPolicy': 'cannot decide',
  // The answer of a mirror goes nowhere.
  'spec.http[].mirror': 'cannot decide',
  'spec.http[].mirrors': 'cannot decide',
  'spec.http[].mirrorPercent': 'cannot decide',
  'spec.http[].mirrorPercentage': 'cannot decide',
  'spec.http[].mirror_percent': 'cannot decide',
  'spec.tls[].match[].sniHosts': 'modelled',
  'spec.tls[].match[].port': 'modelled',
  'spec.tls[].match[].destinationSubnets': 'not modelled',
  'spec.tls[].match[].gateways': 'modelled',
  'spec.tls[].match[].sourceLabels': 'not modelled',
  'spec.tls[].match[].sourceNamespace': 'not modelled',
  'spec.tls[].route': 'modelled',
  'spec.tcp[].match[].port': 'modelled',
  'spec.tcp[].match[].gateways': 'modelled',
  'spec.tcp[].match[].destinationSubnets': 'not modelled',
  'spec.tcp[].match[].sourceLabels': 'not modelled',
  'spec.tcp[].match[].sourceNamespace': 'not modelled',
  'spec.tcp[].match[].sourceSubnet': 'not modelled',
  'spec.tcp[].route': 'modelled',
};

const connectionPool = (path: string): Fields => ({
  [`${path}.http.h2UpgradePolicy`]: 'not modelled',
  [`${path}.http.useClientProtocol`]: 'not modelled',
  // Above them Envoy answers 503.
  [`${path}.http.http1MaxPendingRequests`]: 'not modelled',
  [`${path}.http.http2MaxRequests`]: 'not modelled',
  [`${path}.tcp.maxConnections`]: 'not modelled',
  [`${path}.tcp.connectTimeout`]: 'not modelled',
  [`${path}.http.http2KeepAlive`]: 'cannot decide',
  [`${path}.http.idleTimeout`]: 'cannot decide',
  [`${path}.http.maxConcurrentStreams`]: 'cannot decide',
  [`${path}.http.maxRequestsPerConnection`]: 'cannot decide',
  [`${path}.http.maxRetries`]: 'cannot decide',
  [`${path}.tcp.idleTimeout`]: 'cannot decide',
  [`${path}.tcp.maxConnectionDuration`]: 'cannot decide',
  [`${path}.tcp.tcpKeepalive`]: 'cannot decide',
});

/** What a policy says, and again for single ports. */
const ofPolicy = (path: string): Fields => ({
  [`${path}.tls`]: 'not modelled',
  [`${path}.tls.mode`]: 'modelled',
  ...connectionPool(`${path}.connectionPool`),
  // Which of the ready Pods is asked does not matter, but for PASSTHROUGH, which asks none of them.
  [`${path}.loadBalancer.simple`]: { butFor: /^(UNSPECIFIED|ROUND_ROBIN|RANDOM|LEAST_CONN|LEAST_REQUEST)$/ },
  [`${path}.loadBalancer.consistentHash`]: 'cannot decide',
  [`${path}.loadBalancer.localityLbSetting`]: 'not modelled',
  [`${path}.loadBalancer.zoneAwareLbSetting`]: 'not modelled',
  [`${path}.loadBalancer.warmup`]: 'cannot decide',
  [`${path}.loadBalancer.warmupDurationSecs`]: 'cannot decide',
  [`${path}.outlierDetection`]: 'not modelled',
});

const trafficPolicy = (path: string): Fields => ({
  ...ofPolicy(path),
  [`${path}.portLevelSettings[].port`]: 'modelled',
  ...ofPolicy(`${path}.portLevelSettings[]`),
  [`${path}.proxyProtocol`]: 'not modelled',
  [`${path}.retryBudget`]: 'cannot decide',
  [`${path}.tunnel`]: 'not modelled',
});

const DESTINATION_RULE: Fields = {
  'spec.host': 'modelled',
  'spec.exportTo': 'modelled',
  'spec.workloadSelector': 'not modelled',
  ...trafficPolicy('spec.trafficPolicy'),
  'spec.subsets[].name': 'modelled',
  'spec.subsets[].labels': 'modelled',
  ...trafficPolicy('spec.subsets[].trafficPolicy'),
};

const SERVICE_ENTRY: Fields = {
  'spec.hosts': 'modelled',
  'spec.exportTo': 'modelled',
  'spec.addresses': 'not modelled',
  'spec.endpoints': 'not modelled',
  'spec.location': 'not modelled',
  'spec.ports': 'not modelled',
  'spec.ports[].number': 'modelled',
  'spec.resolution': 'not modelled',
  'spec.subjectAltNames': 'not modelled',
  'spec.workloadSelector': 'not modelled',
};

const AUTHORIZATION_POLICY: Fields = {
  'spec.selector': 'modelled',
  // Gateways of the Gateway API; a waypoint is told of by the Service that uses it.
  'spec.targetRef': 'modelled',
  'spec.targetRefs': 'modelled',
  'spec.action': 'modelled',
  'spec.provider': 'not modelled',
  'spec.rules[].from[].source': 'modelled',
  'spec.rules[].from[].source.ipBlocks': 'not modelled',
  'spec.rules[].from[].source.notIpBlocks': 'not modelled',
  'spec.rules[].from[].source.remoteIpBlocks': 'not modelled',
  'spec.rules[].from[].source.notRemoteIpBlocks': 'not modelled',
  'spec.rules[].from[].source.trustDomains': 'not modelled',
  'spec.rules[].from[].source.notTrustDomains': 'not modelled',
  'spec.rules[].to[].operation': 'modelled',
  'spec.rules[].when[].key': {
    butFor: /^(destination\.port|source\.(principal|namespace|serviceAccount)|request\.auth\..*)$/,
  },
  'spec.rules[].when[].values': 'modelled',
  'spec.rules[].when[].notValues': 'modelled',
};

const PEER_AUTHENTICATION: Fields = {
  'spec.selector': 'modelled',
  'spec.mtls': 'modelled',
  'spec.portLevelMtls': 'modelled',
};

const INGRESS: Fields = {
  'spec.ingressClassName': 'modelled',
  // istiod does not read it.
  'spec.defaultBackend': 'cannot decide',
  'spec.rules': 'modelled',
  'spec.tls': 'modelled',
};

const SERVICE: Fields = {
  'spec.type': 'modelled',
  'spec.selector': 'modelled',
  'spec.ports[].port': 'modelled',
  'spec.ports[].protocol': 'modelled',
  'spec.ports[].targetPort': 'modelled',
  // With these Envoy speaks HTTP/2 to the Pods.
  'spec.ports[].name': { butFor: /^(?!(http2|grpc|grpc-web)(-|$))/ },
  'spec.ports[].appProtocol': { butFor: /^(http|https|tcp|tls)$/i },
  'spec.ports[].nodePort': 'cannot decide',
  'spec.publishNotReadyAddresses': 'modelled',
  'spec.externalIPs': 'modelled',
  'spec.externalName': 'modelled',
  // They decide who gets to the gateway, and over which node.
  'spec.loadBalancerSourceRanges': 'not modelled',
  'spec.externalTrafficPolicy': { butFor: /^Cluster$/ },
  'spec.internalTrafficPolicy': { butFor: /^Cluster$/ },
  'spec.allocateLoadBalancerNodePorts': 'cannot decide',
  'spec.clusterIP': 'cannot decide',
  'spec.clusterIPs': 'cannot decide',
  'spec.healthCheckNodePort': 'cannot decide',
  'spec.ipFamilies': 'cannot decide',
  'spec.ipFamilyPolicy': 'cannot decide',
  'spec.loadBalancerClass': 'cannot decide',
  'spec.loadBalancerIP': 'cannot decide',
  'spec.sessionAffinity': 'cannot decide',
  'spec.sessionAffinityConfig': 'cannot decide',
  'spec.trafficDistribution': 'cannot decide',
};

/** The tables, by kind. */
export const FIELDS: Readonly<Record<TabledKind, Fields>> = {
  ...GATEWAY_API,
  AuthorizationPolicy: AUTHORIZATION_POLICY,
  DestinationRule: DESTINATION_RULE,
  Gateway: GATEWAY,
  Ingress: INGRESS,
  PeerAuthentication: PEER_AUTHENTICATION,
  Service: SERVICE,
  ServiceEntry: SERVICE_ENTRY,
  VirtualService: VIRTUAL_SERVICE,
};

/** Whether a table says more of what is below a path than of the path itself. */
export function hasDeeperRows(fields: Fields, path: string): boolean {
  return Object.keys(fields).some((row) => row.startsWith(`${path}.`) || row.startsWith(`${path}[]`));
}

/** The row for a key of a map or an object. */
export function rowBelow(fields: Fields, path: string, key: string): string {
  const rows = [`${path}.${key}`, `${path}.${key.toLowerCase()}`, `${path}.*`];
  return rows.find((row) => row in fields || hasDeeperRows(fields, row)) ?? `${path}.${key}`;
}

/** The fields of an object that are set, may decide by its table, and are not followed: `spec.http[0].…`. */
export function unmodelledFields(fields: Fields, { spec }: { readonly spec?: unknown }): readonly string[] {
  return unmodelledIn(fields, spec, { row: 'spec', field: 'spec', above: 'modelled' });
}

interface Place {
  readonly row: string;
  /** As it is shown, with indexes. */
  readonly field: string;
  /** What the rows above say. */
  readonly above: Treatment;
}

function unmodelledIn(fields: Fields, value: unknown, { row, field, above }: Place): readonly string[] {
  if (isUnset(value)) return [];
  const own = fields[row] ?? above;
  if (!hasDeeperRows(fields, row)) return isFollowed(own, value) ? [] : [field];
  if (Array.isArray(value))
    return value.flatMap((each, index) =>
      unmodelledIn(fields, each, { row: `${row}[]`, field: `${field}[${index}]`, above: own }),
    );
  return Object.entries(value as object).flatMap(([key, each]) =>
    unmodelledIn(fields, each, { row: rowBelow(fields, row, key), field: `${field}.${key}`, above: own }),
  );
}

function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

function isFollowed(treatment: Treatment, value: unknown): boolean {
  return typeof treatment === 'string' ? treatment !== 'not modelled' : treatment.butFor.test(String(value));
}
