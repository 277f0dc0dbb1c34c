import type { HttpMatch, HttpRoute, StringMatch, WeightedDestination } from '../../../see/objects/istio.ts';
import type {
  BackendReference,
  HttpRouteFilter,
  HttpRouteMatch,
  HttpRouteObject,
  HttpRouteRule,
} from '../../../see/objects/gateway-api.ts';
import type { View } from '../../../see/view.ts';
import { referenceTo } from '../../reference.ts';
import type { Step } from '../outcome.ts';
import type { Refusal, Rule } from '../rule.ts';
import { backendOf } from './backends.ts';

// istiod turns every rule of an HTTPRoute, with each of its matches, into a rule of a VirtualService
// (istio: pilot/pkg/config/kube/gateway/conversion.go, convertHTTPRoute).

/** The rules of a route as istiod makes them; it makes none at all where one of them has a fault. */
export interface RouteRules {
  readonly rules: readonly Rule[];
  readonly refusal?: Refusal;
}

/** The rules of an HTTPRoute, in the order in which they are written. */
export function rulesOfHttpRoute(view: View, route: HttpRouteObject): RouteRules {
  const { namespace = '', name } = route.metadata;
  return view.remember(`rules of HTTPRoute ${namespace}/${name}`, () => {
    const all = (route.spec.rules ?? []).map((rule, index) => convert(view, route, rule, `spec.rules[${index}]`));
    const [refusal] = all.flatMap((each) => each.refusal ?? []);
    return refusal ? { rules: [], refusal } : { rules: all.flatMap(({ rules }) => rules) };
  });
}

/** The order of istiod: exact paths, prefixes, expressions, longer ones first; then by method, headers and parameters. */
export function inOrder(rules: readonly Rule[]): readonly Rule[] {
  const rank = ({ match = {} }: Rule) => {
    const { uri = {}, method, headers = {}, queryParams = {} } = match;
    const { exact, prefix, regex } = uri;
    const kind = exact !== undefined ? 3 : prefix !== undefined ? 2 : regex !== undefined ? 1 : 0;
    const length = Buffer.byteLength(exact ?? prefix ?? regex ?? '');
    return [kind, length, method ? 1 : 0, Object.keys(headers).length, Object.keys(queryParams).length];
  };
  const ranked = rules.map((rule) => ({ rule, by: rank(rule) }));
  return ranked
    .sort((a, b) => b.by.map((each, at) => each - (a.by[at] ?? 0)).find((difference) => difference !== 0) ?? 0)
    .map(({ rule }) => rule);
}

/** What the API server writes where a rule names no match. */
const ANY: HttpRouteMatch = { path: { type: 'PathPrefix', value: '/' } };

function convert(view: View, route: HttpRouteObject, rule: HttpRouteRule, field: string): RouteRules {
  const object = referenceTo('HTTPRoute', route);
  const { namespace = '' } = route.metadata;
  const filtered = filteredBy(rule.filters ?? [], `${field}.filters`);
  if ('refusal' in filtered) return { rules: [], refusal: { object, ...filtered.refusal } };
  const backends = backendsOf(view, route, rule.backendRefs ?? [], field, !filtered.http.redirect);
  if ('fault' in backends) return { rules: [], refusal: backends.fault };
  const timed = timesOf(rule);
  const http: HttpRoute = { ...filtered.http, ...timed.http, ...backends.http };
  const { matches = [] } = rule;
  return {
    rules: (matches.length > 0 ? matches : [ANY]).map((written, at): Rule => {
      const { match, fields } = matchOf(written);
      return {
        ...{ object, field, namespace, http: { ...http, match: [match] }, match },
        matchField: matches.length > 0 ? `${field}.matches[${at}]` : field,
        fields: { ...filtered.fields, ...timed.fields, ...backends.fields, ...fields },
        refused: backends.refused,
      };
    }),
  };
}

type Fields = Readonly<Record<string, string>>;

function matchOf({ path = {}, headers = [], queryParams = [], method }: HttpRouteMatch): {
  readonly match: HttpMatch;
  readonly fields: Fields;
} {
  const { type = 'PathPrefix', value = '/' } = path;
  const text = (each: { readonly type?: string; readonly value: string }): StringMatch =>
    each.type === 'RegularExpression' ? { regex: each.value } : { exact: each.value };
  const uri =
    type === 'PathPrefix' ? { prefix: value === '/' ? value : value.replace(/\/$/, '') } : text({ type, value });
  const map = (all: typeof headers) =>
    all.length > 0 ? Object.fromEntries(all.map((each) => [each.name, text(each)])) : undefined;
  const [ofHeaders, ofParameters] = [map(headers), map(queryParams)];
  return {
    match: {
      uri,
      ...(method === undefined ? {} : { method: { exact: method } }),
      ...(ofHeaders ? { headers: ofHeaders } : {}),
      ...(ofParameters ? { queryParams: ofParameters } : {}),
    },
    fields: {
      'match.uri': 'path',
      ...Object.fromEntries(headers.map(({ name }, at) => [`match.headers.${name}`, `headers[${at}]`])),
      ...Object.fromEntries(queryParams.map(({ name }, at) => [`match.queryParams.${name}`, `queryParams[${at}]`])),
    },
  };
}

type Filtered =
  | { readonly http: HttpRoute; readonly fields: Fields }
  | { readonly refusal: Pick<Step, 'did'> & { readonly field: string } };

/** @param field of the filters */
function filteredBy(filters: readonly HttpRouteFilter[], field: string): Filtered {
  let http: HttpRoute = {};
  const fields: Record<string, string> = {};
  for (const [at, filter] of filters.entries()) {
    const { type, requestHeaderModifier, requestRedirect, urlRewrite, cors } = filter;
    const place = `filters[${at}]`;
    if (type === 'RequestHeaderModifier' && requestHeaderModifier) {
      http = { ...http, headers: { request: headersOf(requestHeaderModifier) } };
      fields['headers.request.set'] = `${place}.requestHeaderModifier.set`;
    } else if (type === 'RequestRedirect' && requestRedirect) {
      http = { ...http, redirect: redirectOf(requestRedirect) };
      fields.redirect = `${place}.requestRedirect`;
    } else if (type === 'URLRewrite' && urlRewrite) {
      http = { ...http, rewrite: rewriteOf(urlRewrite) };
      for (const part of ['uri', 'uriRegexRewrite']) fields[`rewrite.${part}`] = `${place}.urlRewrite.path`;
      fields['rewrite.authority'] = `${place}.urlRewrite.hostname`;
    } else if (type === 'CORS' && cors) {
      http = { ...http, corsPolicy: { allowOrigins: (cors.allowOrigins ?? []).map(originOf) } };
      fields.corsPolicy = `${place}.cors`;
    } else if (!['RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror'].includes(type))
      return { refusal: { field: `${field}[${at}]`, did: unknownFilter(type) } };
  }
  return { http, fields };
}

function unknownFilter(type: string): Step['did'] {
  return {
    en: `istiod has no filter ${type}, and makes no rules of the whole HTTPRoute`,
    ko: `istiod에 ${type} 필터가 없어 HTTPRoute 전체의 규칙이 만들어지지 않습니다`,
  };
}

type Modifier = NonNullable<HttpRouteFilter['requestHeaderModifier']>;

/** Of several values for one header the first counts. */
function headersOf({ set = [], add = [], remove = [] }: Modifier) {
  const map = (all: NonNullable<Modifier['set']>) =>
    Object.fromEntries([...all].reverse().map(({ name, value }) => [name.toLowerCase(), value]));
  return { set: map(set), add: map(add), remove };
}

function redirectOf({
  scheme,
  hostname,
  path,
  port,
  statusCode = 302,
}: NonNullable<HttpRouteFilter['requestRedirect']>): NonNullable<HttpRoute['redirect']> {
  return {
    redirectCode: statusCode,
    ...(hostname === undefined ? {} : { authority: hostname }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(port === undefined
      ? { derivePort: scheme === undefined ? 'FROM_REQUEST_PORT' : 'FROM_PROTOCOL_DEFAULT' }
      : { port }),
    ...(path?.replaceFullPath === undefined ? {} : { uri: path.replaceFullPath }),
    ...(path?.replacePrefixMatch === undefined ? {} : { prefixRewrite: path.replacePrefixMatch }),
  };
}

function rewriteOf({ hostname, path }: NonNullable<HttpRouteFilter['urlRewrite']>): NonNullable<HttpRoute['rewrite']> {
  return {
    ...(path?.replacePrefixMatch === undefined ? {} : { uri: path.replacePrefixMatch.replace(/\/$/, '') || '/' }),
    ...(path?.replaceFullPath === undefined
      ? {}
      : { uriRegexRewrite: { match: '/.*', rewrite: path.replaceFullPath } }),
    ...(hostname === undefined ? {} : { authority: hostname }),
  };
}

function originOf(origin: string): StringMatch {
  if (origin === '*') return { regex: '[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s?#]+' };
  if (!origin.includes('*')) return { exact: origin };
  return { regex: origin.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*') };
}

/** With retries the time for one try, else the shorter of the two, which may not exceed that for the whole request. */
function timesOf({ timeouts = {}, retry }: HttpRouteRule): { readonly http: HttpRoute; readonly fields: Fields } {
  const isSet = (time: string | undefined): time is string => time !== undefined && /[1-9]/.test(time);
  const { request, backendRequest } = timeouts;
  const isOfBackend = isSet(backendRequest) && !retry;
  const timeout = isOfBackend ? backendRequest : isSet(request) ? request : undefined;
  const retries = {
    attempts: retry?.attempts ?? 2,
    ...(isSet(backendRequest) ? { perTryTimeout: backendRequest } : {}),
  };
  return {
    http: { ...(timeout === undefined ? {} : { timeout }), ...(retry ? { retries } : {}) },
    fields: {
      timeout: `timeouts.${isOfBackend ? 'backendRequest' : 'request'}`,
      'retries.perTryTimeout': 'timeouts.backendRequest',
    },
  };
}

type Backends =
  | {
      readonly http: Pick<HttpRoute, 'route' | 'directResponse'>;
      readonly fields: Fields;
      readonly refused: Readonly<Record<string, Refusal>>;
    }
  | { readonly fault: Refusal };

/** The destinations of a rule; without any weight it answers 500 itself. */
function backendsOf(
  view: View,
  route: HttpRouteObject,
  refs: readonly BackendReference[],
  field: string,
  isAnswering: boolean,
): Backends {
  const placed = refs.map((ref, at) => ({ ref, place: `backendRefs[${at}]`, weight: ref.weight ?? 1 }));
  const weighted = placed.filter(({ weight }) => weight > 0);
  const fields = { directResponse: 'backendRefs', route: 'backendRefs' };
  if (weighted.length === 0)
    return { http: isAnswering ? { directResponse: { status: 500 } } : {}, fields, refused: {} };
  const converted = weighted.map((each) => ({
    ...each,
    backend: backendOf(view, route, each.ref, `${field}.${each.place}`),
    filtered: filteredBy(each.ref.filters ?? [], `${field}.${each.place}.filters`),
  }));
  const object = referenceTo('HTTPRoute', route);
  for (const { backend, filtered, place, ref } of converted) {
    if ('fault' in backend) return backend;
    if ('refusal' in filtered) return { fault: { object, ...filtered.refusal } };
    const at = (ref.filters ?? []).findIndex(({ type }) => !/^(Request|Response)HeaderModifier$/.test(type));
    if (at >= 0) {
      const did = unknownFilter(ref.filters?.[at]?.type ?? '');
      return { fault: { object, field: `${field}.${place}.filters[${at}]`, did } };
    }
  }
  const destinations = converted.map(({ backend, filtered, weight }): WeightedDestination => {
    const headers = 'http' in filtered ? filtered.http.headers : undefined;
    const destination = 'destination' in backend ? backend.destination : { host: '' };
    return { destination, weight, ...(headers ? { headers } : {}) };
  });
  return {
    http: { route: destinations },
    fields: {
      ...fields,
      ...Object.fromEntries(converted.map(({ place }, at) => [`route[${at}].destination`, place])),
    },
    refused: Object.fromEntries(
      converted.flatMap(({ backend, place }) =>
        'destination' in backend && backend.refused ? [[`${field}.${place}`, backend.refused] as const] : [],
      ),
    ),
  };
}
