import type { Challenge } from '../see/objects/cert-manager.ts';
import { mapStrings } from './map-strings.ts';
import type { World } from '../see/world.ts';

/** Fields of an Application that no check reads and that may hold anything, such as the values of a Helm chart. */
const OWN_VALUES = new Set(['comparedTo', 'directory', 'helm', 'history', 'info', 'jsonnet', 'kustomize', 'plugin']);

/** Credentials as they occur in the lines of a log or in an address, and what is written in their place. */
const CREDENTIALS: readonly (readonly [pattern: RegExp, rest: string])[] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, '$1'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 [credentials]'],
  [/\b([\w-]*(?:password|passwd|secret|token|api[-_]?key))(["']?\s*[=:]\s*["']?)[^\s"',;&]{4,}/gi, '$1$2[removed]'],
];

/**
 * Removes what must not be given away: the keys of challenges, the values of an Application's tools, and what looks
 * like credentials. The findings stay the same: where a check compares two keys, both become the same word.
 */
export function forDump(world: World): World {
  const words = challengeWords(world);
  const withoutWords = (text: string) => words.reduce((all, [word, rest]) => all.replaceAll(word, rest), text);
  const { Application = [], ...objects } = world.objects;
  const held = Application.length > 0 ? { Application: Application.map(without) } : {};
  return mapStrings({ ...world, objects: { ...held, ...objects } }, (text, key) => {
    const kept = withoutWords(text);
    return isOfOthers(key) ? CREDENTIALS.reduce((all, [pattern, rest]) => all.replace(pattern, rest), kept) : kept;
  }) as World;
}

/** Whether a key's value is free text or an address; all other values are names, or words of an API. */
function isOfOthers(key: string): boolean {
  return ['body', 'lines', 'location', 'message', 'note', 'reason', 'repoURL', 'repositories', 'url'].includes(key);
}

/** The keys and tokens of challenges, longest first, because a key begins with its token. */
function challengeWords({ objects, answers }: World): readonly (readonly [word: string, rest: string])[] {
  const { Challenge = [] } = objects as { readonly Challenge?: readonly Challenge[] };
  const asked = answers.flatMap(({ question }) => (question.ask === 'fetch' ? (question.expected ?? []) : []));
  const keys = new Set([...asked, ...Challenge.flatMap(({ spec }) => spec.key ?? [])]);
  const tokens = new Set(Challenge.flatMap(({ spec }) => spec.token ?? []));
  const numbered = (words: ReadonlySet<string>, name: string) =>
    [...words].map((word, index) => [word, `${name}-${index + 1}`] as const);
  return [...numbered(keys, 'key'), ...numbered(tokens, 'token')].sort(([a], [b]) => b.length - a.length);
}

function without(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !OWN_VALUES.has(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, without(each)]));
}
