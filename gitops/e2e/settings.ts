import { isIP, isIPv4 } from 'node:net';
import { StartError } from '#program/start-error.ts';

/** What differs from cluster to cluster. */
export interface Settings {
  readonly host: string;
  readonly hostAddress: string;
  readonly gitPort: string;
  readonly gatewayAddress: string;
  readonly gatewayNamespace: string;
  readonly gatewayLabel: string;
  readonly gatewayServiceAccount: string;
  readonly acmeDirectory: string;
  readonly acmeCa: string;
  readonly acmeRoots: string;
  readonly imageCommand: string;
  readonly argoCdCommand: string;
}

interface Variable {
  readonly name: string;
  readonly field: keyof Settings;
  readonly fallback?: string;
  readonly meaning: string;
  readonly isFine?: (text: string) => boolean;
}

const isAddress = (text: string): boolean => isIP(text) !== 0;
const isPort = (text: string): boolean => /^[1-9]\d*$/.test(text) && Number(text) < 65_536;

/** The variables that `npm run e2e` reads, as its help lists them. */
export const VARIABLES: readonly Variable[] = [
  {
    name: 'E2E_HOST',
    field: 'host',
    fallback: 'e2e.mrdebugger.test',
    meaning: 'the public name; the ACME server must find the gateway under it',
  },
  {
    name: 'E2E_HOST_ADDRESS',
    field: 'hostAddress',
    meaning: 'the IPv4 address of this machine that Argo CD reaches; a git server listens there meanwhile',
    isFine: isIPv4,
  },
  { name: 'E2E_GIT_PORT', field: 'gitPort', fallback: '9419', meaning: 'its port', isFine: isPort },
  {
    name: 'E2E_GATEWAY_ADDRESS',
    field: 'gatewayAddress',
    meaning: "the IP address of the ingress gateway, ports 80 and 443, for this machine and the cluster's Pods",
    isFine: isAddress,
  },
  { name: 'E2E_GATEWAY_NAMESPACE', field: 'gatewayNamespace', fallback: 'istio-system', meaning: 'where its Pods are' },
  { name: 'E2E_GATEWAY_LABEL', field: 'gatewayLabel', fallback: 'ingressgateway', meaning: 'their label “istio”' },
  {
    name: 'E2E_GATEWAY_SERVICE_ACCOUNT',
    field: 'gatewayServiceAccount',
    fallback: 'istio-ingressgateway',
    meaning: 'their service account',
  },
  {
    name: 'E2E_ACME_DIRECTORY',
    field: 'acmeDirectory',
    meaning: 'the directory of an ACME server of yours, such as Pebble; never Let’s Encrypt',
    isFine: (text) => text.startsWith('https://') && !/letsencrypt/i.test(text),
  },
  { name: 'E2E_ACME_CA', field: 'acmeCa', meaning: 'a PEM file: who signed the certificate of that server' },
  { name: 'E2E_ACME_ROOTS', field: 'acmeRoots', meaning: 'a PEM file: the roots of what it issues' },
  {
    name: 'E2E_IMAGE_COMMAND',
    field: 'imageCommand',
    meaning: 'builds an image and brings it to the nodes; it is called with TARGET NAME:TAG REVISION REPOSITORY',
  },
  {
    name: 'E2E_ARGO_CD_COMMAND',
    field: 'argoCdCommand',
    fallback: 'argocd --core',
    meaning: "Argo CD's program, with what leads it to the server; in --core it is its own",
  },
];

/** @throws {StartError} with every variable that is missing or wrong */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const entries = VARIABLES.map(({ name, field, fallback, meaning, isFine }) => {
    const text = env[name]?.trim() || fallback;
    if (text === undefined) problems.push(`${name} is missing: ${meaning}`);
    else if (isFine && !isFine(text)) problems.push(`${name}=${text}: expected ${meaning}`);
    return [field, text];
  });
  if (problems.length > 0) throw new StartError(problems);
  return Object.fromEntries(entries) as Settings;
}
