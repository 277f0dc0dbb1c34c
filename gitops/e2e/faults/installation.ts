import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { set, type Manifest } from './manifest.ts';

/** The label of everything that the faults make; its value is the name of the fault. */
export const LABEL = 'umi-mrdebugger.test/faults';
const PREFIX = 'fx-';

/** What is the same for all installations of a run. */
export interface Ground {
  /** The host of a fault is a name in it. */
  readonly domain: string;
  readonly gatewayNamespace: string;
  readonly gatewayLabel: string;
  readonly acmeDirectory: string;
  /** PEM, in base64. */
  readonly acmeCa: string;
  readonly image: string;
  /** The commit that the image was built from, where it is known. */
  readonly imageRevision?: string;
  /** PEM: what the service checks signatures with. */
  readonly publicKey: string;
}

/** What an installation is called. */
export interface Names {
  readonly fault: string;
  /** The name of its namespace, its Certificate, its Gateways and so on. */
  readonly name: string;
  readonly host: string;
  readonly secret: string;
}

export function namesOf(fault: string, domain: string): Names {
  const name = `${PREFIX}${fault}`;
  return { fault, name, host: `${name}.${domain}`, secret: `${name}-tls` };
}

/** An installation, part by part; all of it is plain data, so a fault is a function on it. */
export interface Installation {
  readonly namespace: Manifest;
  readonly keys: Manifest;
  readonly deployment: Manifest;
  readonly service: Manifest;
  readonly ingressClass: Manifest;
  readonly issuer: Manifest;
  readonly certificate: Manifest;
  readonly httpGateway: Manifest;
  readonly httpsGateway: Manifest;
  readonly redirect: Manifest;
  readonly route: Manifest;
  /** What only a fault has. */
  readonly more: readonly Manifest[];
}

/** The same installation, of which one part has another value at a path: see {@link set}. */
export function changed(
  sound: Installation,
  part: Exclude<keyof Installation, 'more'>,
  path: string,
  value: unknown,
): Installation {
  return { ...sound, [part]: set(sound[part], path, value) };
}

/** In the order in which they are applied: what a fault adds may have to be there before what it harms. */
export function manifestsOf({ namespace, more, ...parts }: Installation): readonly Manifest[] {
  const rest: readonly Manifest[] = Object.values(parts);
  return [namespace, ...more, ...rest];
}

/** The label by which an object is found again. */
export function labelsOf({ fault }: Names): Readonly<Record<string, string>> {
  return { [LABEL]: fault };
}

const TEMPLATE = readFileSync(new URL('sound-installation.yaml', import.meta.url), 'utf8');

/** A small installation of our service in which nothing is wrong. */
export function soundInstallation({ fault, name, host, secret }: Names, ground: Ground): Installation {
  const { domain, gatewayNamespace, gatewayLabel, acmeDirectory, acmeCa, image, imageRevision, publicKey } = ground;
  const annotations = imageRevision ? { 'org.opencontainers.image.revision': imageRevision } : {};
  const words: Readonly<Record<string, string>> = {
    ...{ FAULT: fault, NAME: name, HOST: host, SECRET: secret, DOMAIN: domain },
    ...{ GATEWAY_NAMESPACE: gatewayNamespace, GATEWAY_LABEL: gatewayLabel },
    ...{ ACME_DIRECTORY: acmeDirectory, ACME_CA: acmeCa },
    ...{ IMAGE: image, ANNOTATIONS: JSON.stringify(annotations), PUBLIC_KEY: JSON.stringify(publicKey) },
  };
  return parse(TEMPLATE.replaceAll(/\$([A-Z_]+)/g, (_, word: string) => words[word] ?? '')) as Installation;
}
