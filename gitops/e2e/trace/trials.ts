import { getOf, type Request } from '../../verify/model/trace/request.ts';
import type { Manifest } from '../faults/manifest.ts';
import { isOfGatewayApi, manifestOf, readWritten, type Ground, type Part } from './ground.ts';

/** A configuration, and the requests that are traced and sent with it. */
export interface Trial {
  readonly name: string;
  readonly what: string;
  /** Made a second before the others, since istiod goes by age. */
  readonly older: readonly Manifest[];
  readonly manifests: readonly Manifest[];
  readonly requests: readonly TrialRequest[];
  /** What MeshConfig is to say; such trials come after all others. */
  readonly mesh?: object;
  /** Whether it needs the kinds of the Gateway API. */
  readonly isOfGatewayApi: boolean;
}

export interface TrialRequest {
  readonly request: Request;
  readonly times: number;
  /** Seconds that the server needs. */
  readonly takes: number;
  /** The Service that it is sent to, where that is not the gateway's. */
  readonly at?: { readonly namespace: string; readonly name: string };
}

const TIMES = 10;

/** A trial as trials.yaml has it; words with `$` are names. */
interface Written {
  readonly name: string;
  readonly what: string;
  /** Rules of a VirtualService of the trial's host. */
  readonly http?: readonly object[];
  /** Servers of its Gateway, where they are not the usual two; without any there is none. */
  readonly servers?: readonly object[];
  /**
   * Listeners of a Gateway of the Gateway API at the gateway's Service, in place of an Istio Gateway; without any the usual
   * two, for plain HTTP and with TLS.
   */
  readonly listeners?: readonly object[];
  /** Rules of an HTTPRoute of the trial's host. */
  readonly rules?: readonly object[];
  readonly older?: readonly Part[];
  readonly more?: readonly Part[];
  readonly requests?: readonly WrittenRequest[];
  readonly mesh?: object;
}

interface WrittenRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Request['headers'];
  /** `NAMESPACE/NAME` of the Pod that sends it. */
  readonly from?: string;
  readonly times?: number;
  readonly takes?: number;
  /** `NAMESPACE/NAME` of the Service that it is sent to. */
  readonly at?: string;
}

/** The trials, in the order of trials.yaml. */
export function readTrials(ground: Ground): readonly Trial[] {
  return (readWritten('trials.yaml', ground) as readonly Written[]).map((written) => trialOf(written, ground));
}

function trialOf(written: Written, ground: Ground): Trial {
  const { name, what, http, servers, older = [], more = [], requests, mesh } = written;
  const own = `tx-${name}`;
  const host = `${own}.${ground.domain}`;
  const named = <T>(part: T): T =>
    JSON.parse(JSON.stringify(part).replaceAll('$HOST', host).replaceAll('$NAME', own)) as T;
  const usual = [
    { port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: [host] },
    {
      ...{ port: { number: 443, name: 'https', protocol: 'HTTPS' }, hosts: [host] },
      tls: { mode: 'SIMPLE', credentialName: 'tx-tls' },
    },
  ];
  const selector = { istio: ground.gatewayLabel };
  const isOfApi = written.listeners !== undefined || written.rules !== undefined;
  const gateway =
    servers?.length === 0 || isOfApi ? [] : [{ Gateway: own, spec: { selector, servers: servers ?? usual } }];
  const route = http ? [{ VirtualService: own, spec: { hosts: [host], gateways: [own], http } }] : [];
  const sent = requests ?? [{ url: `https://${host}/` }];
  const made = named(isOfApi ? ofGatewayApi(own, host, written, ground) : []);
  const manifests = [...named([...gateway, ...route]), ...made, ...named(more)].map(manifestOf);
  return {
    ...{ name, what, manifests, older: named(older).map(manifestOf), ...(mesh ? { mesh } : {}) },
    isOfGatewayApi: manifests.some(isOfGatewayApi),
    requests: named(sent).map(({ url, method = 'GET', headers = {}, from, times = TIMES, takes = 0, at }) => ({
      request: {
        ...{ ...getOf(url), method, headers, path: pathOf(url) },
        ...(from === undefined ? {} : { from: placeOf(from) }),
      },
      ...{ times, takes, ...(at === undefined ? {} : { at: placeOf(at) }) },
    })),
  };
}

function ofGatewayApi(
  name: string,
  host: string,
  { listeners, rules }: Written,
  { gatewayNamespace, gatewayService }: Ground,
): readonly Part[] {
  const allowedRoutes = { namespaces: { from: 'All' } };
  const usual = [
    { name: 'http', port: 80, protocol: 'HTTP', hostname: host, allowedRoutes },
    {
      ...{ name: 'https', port: 443, protocol: 'HTTPS', hostname: host, allowedRoutes },
      tls: { certificateRefs: [{ name: 'tx-tls' }] },
    },
  ];
  const gateway: Part = {
    ...{ ApiGateway: name, in: gatewayNamespace },
    spec: {
      ...{ gatewayClassName: 'istio', listeners: listeners ?? usual },
      addresses: [{ type: 'Hostname', value: gatewayService }],
    },
  };
  const parentRefs = [{ name, namespace: gatewayNamespace }];
  return [gateway, ...(rules ? [{ HTTPRoute: name, spec: { parentRefs, hostnames: [host], rules } }] : [])];
}

function placeOf(text: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name = ''] = text.split('/');
  return { namespace, name };
}

/** The path as it is written, which `URL` would change. */
function pathOf(url: string): string {
  return /^https?:\/\/[^/]*(.*)$/.exec(url)?.[1] || '/';
}
