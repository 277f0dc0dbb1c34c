/**
 * Documents as YAML that every reader takes for the same, which is JSON: kubectl, helm and Argo CD read a plain `yes`,
 * `0o17` or `1_000` as a boolean and as numbers, as YAML 1.1 and Go do, and the stringifier of YAML 1.2 quotes none of
 * them.
 */
export function yamlText(...documents: readonly unknown[]): string {
  return documents.map((each) => `${JSON.stringify(each)}\n`).join('---\n');
}
