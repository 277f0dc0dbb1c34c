import type { StringMatch } from '../../see/objects/istio.ts';
import { authorityOf, type Request } from './request.ts';
import { endsAtSlash, type Rule } from './rule.ts';
import { not, some, type Truth } from './truth.ts';

/** Why a match does not take a request: its first field that refuses, or `undefined` where it takes it. */
export interface Refusal {
  /** In the match: `uri`, `headers.x-user`. */
  readonly field: string;
  /** Whether this is certain. */
  readonly isCertain: boolean;
}

/**
 * The field by which the match of a rule refuses a request, if any. All must be true, and the ones that can be told go
 * first.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
 */
export function refusalBy(rule: Rule, request: Request): Refusal | undefined {
  const { match } = rule;
  if (!match) return undefined;
  const [path = '', ...rest] = request.path.split('?');
  const parameters = parametersOf(rest.join('?'));
  const valuesOf = (name: string) => [request.headers[name.toLowerCase()] ?? []].flat();
  // Of several values of one header any may fit (measured).
  const takesAny = (text: StringMatch, values: readonly string[]) => some(values.map((value) => takes(text, value)));
  const tests: readonly (readonly [string, Truth])[] = [
    ['uri', match.uri ? takesPath(match.uri, path, match.ignoreUriCase ?? false, endsAtSlash(rule)) : true],
    ['method', match.method ? takes(match.method, request.method) : true],
    ['scheme', match.scheme ? takes(match.scheme, request.scheme) : true],
    ['authority', match.authority ? takes(match.authority, authorityOf(request)) : true],
    ...entries(match.headers).map(([name, text]) => [`headers.${name}`, takesAny(text, valuesOf(name))] as const),
    // A header that is absent counts as empty here, unless only its presence is asked for.
    ...entries(match.withoutHeaders).map(([name, text]) => {
      const values = valuesOf(name);
      return [
        `withoutHeaders.${name}`,
        not(takesAny(text, isPresence(text) || values.length > 0 ? values : [''])),
      ] as const;
    }),
    ...entries(match.queryParams).map(
      ([name, text]) => [`queryParams.${name}`, takes(text, parameters.get(name))] as const,
    ),
  ];
  const certain = tests.find(([, truth]) => truth === false);
  const open = tests.find(([, truth]) => truth === undefined);
  if (certain) return { field: certain[0], isCertain: true };
  return open && { field: open[0], isCertain: false };
}

/** Whether a match takes every request, so that istiod puts its rule last (istio: route.go, IsCatchAllRoute). */
export function isCatchAll({ match }: Pick<Rule, 'match'>): boolean {
  if (!match) return true;
  const { uri, headers, withoutHeaders, queryParams, method, scheme, authority } = match;
  const isAnyPath = uri === undefined || uri.prefix === '/' || uri.regex === '.*';
  const isBare = [headers, withoutHeaders, queryParams].every((each) => entries(each).length === 0);
  return isAnyPath && isBare && !method && !scheme && !authority;
}

function entries(map: Readonly<Record<string, StringMatch>> | undefined): readonly [string, StringMatch][] {
  return Object.entries(map ?? {});
}

function takesPath(
  { exact, prefix, regex }: StringMatch,
  path: string,
  ignoresCase: boolean,
  hasWholeParts: boolean,
): Truth {
  if (regex !== undefined) return matchesWhole(regex, path, ignoresCase);
  const comparable = (text: string) => (ignoresCase ? text.toLowerCase() : text);
  if (exact !== undefined) return comparable(path) === comparable(exact);
  if (prefix === undefined) return true;
  if (!hasWholeParts || prefix === '/') return comparable(path).startsWith(comparable(prefix));
  const whole = comparable(prefix).replace(/\/$/, '');
  return comparable(path) === whole || comparable(path).startsWith(`${whole}/`);
}

/** The first of each name, as they are written: Envoy does not decode them. */
function parametersOf(query: string): ReadonlyMap<string, string> {
  const pairs = query.split('&').map((each) => /^([^=]*)=?(.*)$/s.exec(each) ?? []);
  return new Map(pairs.reverse().map(([, name = '', value = '']) => [name, value]));
}

/** An empty match, and the regex `*`, ask only whether there is a value (istio: route.go, canBeConvertedToPresentMatch). */
function isPresence({ exact, prefix, regex }: StringMatch): boolean {
  return regex === '*' || (exact === undefined && prefix === undefined && regex === undefined);
}

/** Whether a text is there and fits a match. */
export function takes(match: StringMatch, value: string | undefined): Truth {
  if (value === undefined) return false;
  if (isPresence(match)) return true;
  const { exact, prefix, regex } = match;
  if (regex !== undefined) return matchesWhole(regex, value, false);
  return exact === undefined ? value.startsWith(prefix ?? '') : value === exact;
}

/** Envoy's expressions are RE2, matched as a whole; what JavaScript reads otherwise, or not at all, cannot be told. */
function matchesWhole(regex: string, text: string, ignoresCase: boolean): Truth {
  const [, flag, rest = ''] = /^(\(\?i\))?([\s\S]*)$/.exec(regex) ?? [];
  if (/\(\?(?![:=!]|<|P<)|\\[AzQEpP]|\[\[:/.test(rest)) return undefined;
  try {
    return new RegExp(`^(?:${rest.replaceAll('(?P<', '(?<')})$`, flag || ignoresCase ? 'iu' : 'u').test(text);
  } catch {
    return undefined;
  }
}
