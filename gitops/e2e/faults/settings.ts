import { isIP } from 'node:net';
import { StartError } from '#program/start-error.ts';
import { readSettings, type Settings } from '../settings.ts';

export interface FaultSettings extends Settings {
  /** An image of our service that the nodes have, instead of one that is built. */
  readonly image: string | undefined;
  readonly resolver: string | undefined;
}

/** The variables that `npm run e2e` does not read. */
export const MORE_VARIABLES: readonly {
  readonly name: string;
  readonly meaning: string;
  readonly fallback?: string;
}[] = [
  {
    name: 'E2E_FAULTS_IMAGE',
    meaning: 'an image of our service that the nodes have; without it one is built by E2E_IMAGE_COMMAND',
  },
  {
    name: 'E2E_FAULTS_RESOLVER',
    meaning:
      'IP[:PORT] of a DNS server that knows every name of the domain of E2E_HOST, for verify to ask; without it verify\n      connects to E2E_GATEWAY_ADDRESS',
  },
];

/** @throws {StartError} with every variable that is missing or wrong */
export function readFaultSettings(env: Readonly<Record<string, string | undefined>>): FaultSettings {
  const settings = readSettings(env);
  const image = env.E2E_FAULTS_IMAGE?.trim() || undefined;
  const resolver = env.E2E_FAULTS_RESOLVER?.trim() || undefined;
  if (resolver !== undefined && isIP(resolver.replace(/:\d+$/, '')) === 0)
    throw new StartError([`E2E_FAULTS_RESOLVER=${resolver}: expected an IP address and maybe a port`]);
  if (!settings.host.includes('.')) throw new StartError([`E2E_HOST=${settings.host}: expected a name in a domain`]);
  return { ...settings, image, resolver };
}

/** The domain in which every fault has a name of its own: that of the host of `npm run e2e`. */
export function domainOf({ host }: Settings): string {
  return host.slice(host.indexOf('.') + 1);
}
