import type { Fields } from '../field-table.ts';

const LISTENERS: Fields = {
  'spec.listeners': 'modelled',
  // Of Istio's options those for the mode of TLS; another one is about ciphers.
  'spec.listeners[].tls.options.*': { butFor: /^(ISTIO_|OPTIONAL_)?(SIMPLE|MUTUAL)$/ },
};

const GATEWAY: Fields = {
  'spec.addresses': 'modelled',
  'spec.allowedListeners': 'modelled',
  'spec.gatewayClassName': 'modelled',
  // What istiod makes of them is seen as Deployment, Service and Pods.
  'spec.infrastructure': 'cannot decide',
  ...LISTENERS,
  'spec.tls.backend': 'not modelled',
  'spec.tls.frontend': 'modelled',
};

const GATEWAY_CLASS: Fields = {
  'spec.controllerName': 'modelled',
  'spec.description': 'cannot decide',
  'spec.parametersRef': 'cannot decide',
};

/** Envoy takes the host from what is set, and leaves the other headers to the application. */
const headers = (path: string): Fields => ({
  [`${path}.requestHeaderModifier.add`]: 'not modelled',
  [`${path}.requestHeaderModifier.remove`]: 'not modelled',
  [`${path}.requestHeaderModifier.set[].name`]: { butFor: /^(host|:authority)$/i },
  [`${path}.responseHeaderModifier`]: 'cannot decide',
});

const HTTP_ROUTE: Fields = {
  'spec.hostnames': 'modelled',
  'spec.parentRefs': 'modelled',
  'spec.rules': 'modelled',
  'spec.rules[].name': 'cannot decide',
  // A backend of a type that istiod does not know is a fault, whatever it says.
  ...headers('spec.rules[].backendRefs[].filters[]'),
  ...headers('spec.rules[].filters[]'),
  // The answer of a mirror goes nowhere.
  'spec.rules[].filters[].requestMirror': 'cannot decide',
};

const LISTENER_SET: Fields = { ...LISTENERS, 'spec.parentRef': 'modelled' };

const REFERENCE_GRANT: Fields = { 'spec.from': 'modelled', 'spec.to': 'modelled' };

const BACKEND_TLS_POLICY: Fields = {
  'spec.options': 'cannot decide',
  'spec.targetRefs': 'modelled',
  // Whether a Pod has a certificate that pleases it stands in no object.
  'spec.validation': 'not modelled',
};

/** What the model makes of the fields of the Gateway API; fields.ts has those of other kinds. */
export const GATEWAY_API = {
  BackendTLSPolicy: BACKEND_TLS_POLICY,
  GatewayApiGateway: GATEWAY,
  GatewayClass: GATEWAY_CLASS,
  HTTPRoute: HTTP_ROUTE,
  ListenerSet: LISTENER_SET,
  ReferenceGrant: REFERENCE_GRANT,
} as const satisfies Readonly<Record<string, Fields>>;
