import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { StartError } from '#program/start-error.ts';
import { withFile } from '#program/with-file.ts';
import { parsePublicKeys } from '../service/simulator/protocol.ts';

/** The facts of one installation, as kustomize/facts/<environment>/facts.yaml states them. */
export type Facts = Readonly<Record<FactName, string>>;

const NAMES = [
  'environment',
  'name',
  'host',
  'path',
  'contact',
  'repository',
  'branch',
  'image',
  'extensionId',
  'publicKeyUrl',
  'publicKeyFiles',
  'publicKey',
  'issuer',
  'ingressClass',
  'gatewayNamespace',
  'gatewayLabel',
  'gatewayServiceAccount',
  'scraperNamespace',
  'verifyAddress',
  'verifyRoots',
  'acmeDirectory',
  'acmeCa',
  'argoCdManifest',
  'certManagerCharts',
  'certManagerImages',
  'istioCharts',
  'istioImages',
] as const;
type FactName = (typeof NAMES)[number];

export function factsFile(environment: string): string {
  return join('kustomize/facts', environment, 'facts.yaml');
}

/**
 * Reads the facts of an environment.
 * @param repository the root of the repository
 * @throws {StartError} where the file is missing, is no YAML, or lacks a fact
 */
export function readFacts(repository: string, environment: string): Facts {
  const file = factsFile(environment);
  const text = withFile(file, 'the facts of an environment', () => readFileSync(join(repository, file), 'utf8'));
  const data = parseData(text, file, '1.2');
  // kustomize takes some texts for numbers or times, as readers of YAML 1.1 do.
  const old = parseData(text, file, '1.1');
  const problems = NAMES.flatMap((name) => {
    const value = data[name];
    if (typeof value !== 'string') return [`${file}: data.${name} is missing: expected a text, '' for none`];
    return typeof old[name] === 'string' ? [] : [`${file}: data.${name}: expected a text: put quotes around ${value}`];
  });
  if (problems.length > 0) throw new StartError(problems);
  if (data.environment !== environment)
    throw new StartError([`${file}: data.environment is ${String(data.environment)}: expected ${environment}`]);
  return data as Facts;
}

function parseData(text: string, file: string, version: '1.1' | '1.2'): Readonly<Record<string, unknown>> {
  const document = parseDocument(text, { version });
  if (document.errors.length > 0) throw new StartError(document.errors.map(({ message }) => `${file}: ${message}`));
  try {
    return (document.toJS() as { data?: Record<string, unknown> } | null)?.data ?? {};
  } catch (error) {
    // An alias without its anchor is found only here.
    throw new StartError([`${file}: ${(error as Error).message}`]);
  }
}

/** Names that are reserved for documentation and tests, so that nobody can own them (RFC 2606, RFC 6761). */
const EXAMPLE_NAME = /(^|[.@])(example\.(com|net|org)|[^.@]+\.(example|invalid))$/i;

/**
 * Facts that are still placeholders, or that cannot work, a sentence each: rendering notes them, deploying refuses them.
 * A name under .test is not a placeholder, because somebody's own ACME server can sign it.
 */
export function factProblems(facts: Facts): string[] {
  const problems: string[] = [];
  const file = factsFile(facts.environment);
  const problem = (name: FactName, words: string) => problems.push(`${file}: ${name} ${words}`);
  if (EXAMPLE_NAME.test(facts.host)) problem('host', `is still ${facts.host}: give the public name of the skill`);
  else if (!/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+([a-z]+|xn--[a-z0-9-]*[a-z0-9])$/.test(facts.host))
    problem('host', `is ${facts.host}: expected a name in lower case without wildcard, such as skill.your-domain.kr`);
  // What the service takes as CEK_PATH, without what Envoy rewrites before it looks for a route.
  if (facts.path === '/health' || !/^(?!.*\/(\/|\.{1,2}(\/|$)))\/[\w.~/-]*$/.test(facts.path))
    problem('path', `is ${facts.path}: expected a path such as / or /cek, other than /health`);
  if (EXAMPLE_NAME.test(facts.contact))
    problem('contact', `is still ${facts.contact}, which Let's Encrypt refuses: give an address of yours`);
  for (const name of ['repository', 'image'] as const)
    if (facts[name].includes('OWNER')) problem(name, `is still ${facts[name]}: put your account for OWNER`);
  if (!/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(facts.name))
    problem('name', `is ${facts.name}: expected up to 40 lower-case letters, digits and dashes, a letter first`);
  problems.push(...keyProblems(facts).map((words) => `${file}: ${words}`));
  return problems;
}

function keyProblems({ environment, publicKey, publicKeyFiles, publicKeyUrl }: Facts): string[] {
  if (publicKeyFiles === '' && publicKeyUrl === '') return ['publicKeyUrl and publicKeyFiles are both empty: give one'];
  if (publicKeyFiles === '') return publicKey === '' ? [] : ['publicKey is given, but publicKeyFiles is empty'];
  if (publicKeyUrl !== '') return ['publicKeyUrl is not used where publicKeyFiles is given: empty one of them'];
  if (publicKey === '') return [`publicKey is empty: \`npm run keys -- --environment ${environment}\` makes one`];
  return parsePublicKeys(publicKey).problems.map((words) => `publicKey: ${words}`);
}
