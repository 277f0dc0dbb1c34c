import { drawsOf } from '../mutations/draw.ts';
import type { Manifest } from '../faults/manifest.ts';
import { NAMESPACE, type Ground } from '../trace/ground.ts';
import { gatewayOf, policyOf } from './drawn-gateways.ts';
import { ingressOf } from './drawn-ingresses.ts';
import { routesOf } from './drawn-routes.ts';
import { destinationRuleOf, entryOf, serviceOf } from './drawn-services.ts';
import { range, some, type Pen } from './pen.ts';

// Worlds by chance, weighted towards what people write. This module knows nothing of what verify makes of them.

export interface RandomWorld {
  readonly name: string;
  /** Made at least two seconds before the others. */
  readonly older: readonly Manifest[];
  readonly manifests: readonly Manifest[];
  readonly requests: readonly RandomRequest[];
}

export interface RandomRequest {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The kinds of worlds. */
export const WORLD_KINDS = ['istio', 'ingress'] as const;
export type WorldKind = (typeof WORLD_KINDS)[number];

const REQUESTS = 4;

/** The world of a number; the same seed and number give the same one. */
export function worldOf(kind: WorldKind, seed: string, number: number, ground: Ground): RandomWorld {
  const draw = drawsOf(`${seed} ${kind} ${number}`);
  const thousand = Array.from({ length: 1_000 }, (_, index) => index);
  const chance = (probability: number) => draw.of(thousand) < probability * 1_000;
  // Most of what people write is plain: of the choices it has the first, nine times of ten.
  const isPlain = chance(0.6);
  const weighted = <T>(choices: readonly (readonly [number, T])[]): T => {
    if (isPlain && chance(0.9)) return choices[0]?.[1] as T;
    let left = draw.of(thousand) % choices.reduce((sum, [weight]) => sum + weight, 0);
    return (choices.find(([weight]) => (left -= weight) < 0) ?? choices[0])?.[1] as T;
  };
  const name = `tx-${kind}-${number}`;
  const pen: Pen = { draw, ground, name, host: `${name}.${ground.domain}`, chance, weighted };
  return kind === 'ingress' ? ingressWorld(pen) : istioWorld(pen);
}

function istioWorld(pen: Pen): RandomWorld {
  const { name, draw, chance } = pen;
  const services = some(pen, 2, (index) => serviceOf(pen, index));
  const gateways = [gatewayOf(pen, `${name}-a`), ...(chance(0.2) ? [gatewayOf(pen, `${name}-b`)] : [])];
  const routes = [
    ...routesOf(pen, `${name}-r`, gateways, services),
    ...(chance(0.25) ? routesOf(pen, `${name}-s`, gateways, services) : []),
  ];
  const rules = chance(0.3) ? [destinationRuleOf(pen, draw.of(services))] : [];
  const policies = chance(0.2) ? [policyOf(pen)] : [];
  const entries = chance(0.1) ? [entryOf(pen)] : [];
  const all = [...gateways, ...routes];
  const older = all.filter(() => chance(0.4));
  return {
    ...{ name, older },
    manifests: [...all.filter((each) => !older.includes(each)), ...services, ...rules, ...policies, ...entries],
    requests: requestsOf(pen),
  };
}

function ingressWorld(pen: Pen): RandomWorld {
  const { name, chance } = pen;
  const services = some(pen, 2, (index) => serviceOf(pen, index, NAMESPACE));
  const all = [ingressOf(pen, `${name}-a`, services), ...(chance(0.3) ? [ingressOf(pen, `${name}-b`, services)] : [])];
  const older = all.filter(() => chance(0.4));
  const younger = all.filter((each) => !older.includes(each));
  return { name, older, manifests: [...younger, ...services], requests: requestsOf(pen) };
}

/** One to `most`, fewer more often. */

function requestsOf({ draw, weighted, host, ground, chance }: Pen): readonly RandomRequest[] {
  return range(REQUESTS).map(() => {
    const scheme = weighted<'http' | 'https'>([
      [3, 'https'],
      [2, 'http'],
    ]);
    return {
      scheme,
      host: weighted([
        [30, host],
        [3, `a.${host}`],
        [1, `b.c.${host}`],
      ]),
      port: scheme === 'http' && chance(0.06) ? ground.oddPort : scheme === 'http' ? 80 : 443,
      method: weighted([
        [5, 'GET'],
        [1, 'POST'],
      ]),
      path: draw.of(['/', '/a', '/a/b', '/A', '/ab', '/api/1', '/b?q=1', '/a?q=abc', '/a/../b', '//a']),
      headers: weighted<Readonly<Record<string, string>>>([
        [4, {}],
        [1, { 'x-user': 'alice' }],
        [1, { 'x-user': 'bob' }],
      ]),
    };
  });
}
