import type { DocumentOptions, ParseOptions, ScalarTag, SchemaOptions, Tags } from 'yaml';

/** `0o17`, which YAML 1.1 does not know. */
const OCTAL: ScalarTag = {
  ...{ tag: 'tag:yaml.org,2002:int', default: true, test: /^[-+]?0o[0-7]+$/ },
  resolve: (text) => Number(text.replace(/^[-+]/, '')) * (text.startsWith('-') ? -1 : 1),
};

/** Times and dates, which Go's readers leave as texts. */
const isTime = (tag: Tags[number]) =>
  typeof tag === 'object' && (tag.tag.endsWith('timestamp') || tag.format === 'TIME');

/**
 * Options with which `yaml` reads as kubectl, helm and Argo CD do: `yes`, `on` and `y` are booleans, `0644` is 420, `1_000`
 * a number, `<<` merges, and of a key that is there twice the last counts.
 * @see https://github.com/yaml/go-yaml/blob/v2/resolve.go
 */
export const AS_GO: ParseOptions & DocumentOptions & SchemaOptions = {
  ...{ schema: 'yaml-1.1', merge: true, uniqueKeys: false },
  customTags: (tags) => [OCTAL, ...tags.filter((tag) => !isTime(tag))],
};

/**
 * Documents as YAML that every reader takes for the same, which is JSON: kubectl, helm and Argo CD read a plain `yes`,
 * `0o17` or `1_000` as a boolean and as numbers, as YAML 1.1 and Go do, and the stringifier of YAML 1.2 quotes none of
 * them.
 */
export function yamlText(...documents: readonly unknown[]): string {
  return documents.map((each) => `${JSON.stringify(each)}\n`).join('---\n');
}
