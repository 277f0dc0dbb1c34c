import { referenceTo, type Reference } from '../reference.ts';
import type { HttpMatch, HttpRoute, StringMatch, VirtualService } from '../../see/objects/istio.ts';
import type { View } from '../../see/view.ts';

/** A rule with what it takes over from the one that delegates to it. */
interface DelegatedRule {
  readonly http: HttpRoute;
  readonly object: Reference;
  readonly field: string;
  readonly namespace: string;
}

/** The rules of a VirtualService, those that it delegates in place of the ones that do so. */
export function delegated(view: View, virtualService: VirtualService): readonly DelegatedRule[] {
  return (virtualService.spec.http ?? []).flatMap((root, index) => {
    const { namespace: own = '' } = virtualService.metadata;
    if (!root.delegate) return [placed(virtualService, root, index)];
    const { namespace = own, name } = root.delegate;
    const target = view.get('VirtualService', namespace, name);
    // A VirtualService with hosts of its own cannot be a delegate, nor one that delegates itself.
    if (!target || (target.spec.hosts ?? []).length > 0) return [];
    return (target.spec.http ?? []).flatMap((http, at) => {
      const match = both(root.match, http.match);
      return match === undefined || http.delegate ? [] : [placed(target, { ...inherited(root), ...http, match }, at)];
    });
  });
}

function placed(virtualService: VirtualService, http: HttpRoute, index: number): DelegatedRule {
  return {
    http,
    object: referenceTo('VirtualService', virtualService),
    field: `spec.http[${index}]`,
    namespace: virtualService.metadata.namespace ?? '',
  };
}

/** What a delegate takes over where it says nothing itself; not the route and the redirect. */
function inherited({ rewrite, directResponse, timeout, retries, fault, corsPolicy, headers }: HttpRoute): HttpRoute {
  const all = { rewrite, directResponse, timeout, retries, fault, corsPolicy, headers };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/**
 * The matches of a delegate within those of its root; undefined where one lies outside, since istiod then leaves the
 * rule out (istio: pilot/pkg/model/virtualservice.go, mergeHTTPMatchRequests).
 */
function both(root: readonly HttpMatch[] = [], own: readonly HttpMatch[] = []): readonly HttpMatch[] | undefined {
  if (root.length === 0) return own;
  if (own.length === 0) return root;
  const merged = own.map((inner) => root.filter((outer) => isWithin(inner, outer)).map((outer) => meet(outer, inner)));
  return merged.some((each) => each.length === 0) ? undefined : merged.flat();
}

function meet(outer: HttpMatch, inner: HttpMatch): HttpMatch {
  return {
    ...outer,
    ...inner,
    headers: { ...outer.headers, ...inner.headers },
    withoutHeaders: { ...outer.withoutHeaders, ...inner.withoutHeaders },
    queryParams: { ...outer.queryParams, ...inner.queryParams },
  };
}

function isWithin(inner: HttpMatch, outer: HttpMatch): boolean {
  const pairs = [
    [outer.uri, inner.uri],
    [outer.scheme, inner.scheme],
    [outer.method, inner.method],
    [outer.authority, inner.authority],
    ...(['headers', 'withoutHeaders', 'queryParams'] as const).flatMap((field) =>
      Object.entries(inner[field] ?? {}).map(([name, value]) => [outer[field]?.[name], value]),
    ),
  ];
  return (
    pairs.every(([a, b]) => isTextWithin(b, a)) &&
    (outer.ignoreUriCase ?? false) === (inner.ignoreUriCase ?? false) &&
    (outer.port === undefined || inner.port === undefined || outer.port === inner.port)
  );
}

/** Regular expressions cannot be compared: where one side has one, the other must be silent. */
function isTextWithin(inner: StringMatch | undefined, outer: StringMatch | undefined): boolean {
  if (!inner || !outer) return true;
  if (inner.regex !== undefined || outer.regex !== undefined) return false;
  if (outer.exact !== undefined) return inner.exact === outer.exact;
  return (inner.prefix ?? inner.exact ?? '').startsWith(outer.prefix ?? '');
}
