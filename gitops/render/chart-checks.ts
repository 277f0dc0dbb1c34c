import { factsFile, type Facts } from '../facts.ts';
import type { ChartApplication, RenderedChart } from './charts.ts';
import { groupOf, type RenderedObject } from './objects.ts';

interface Rule {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

/** An AppProject; its lists are taken word for word, without the patterns that Argo CD knows. */
export interface Project extends RenderedObject {
  readonly spec: {
    readonly destinations: readonly { readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly Rule[];
    readonly namespaceResourceWhitelist: readonly Rule[];
  };
}

/** The objects of a chart that its project does not allow; for one of them Argo CD refuses the whole sync. */
export function refusals(project: Project, chart: RenderedChart): string[] {
  const { spec, metadata } = project;
  const destinations = spec.destinations.map(({ namespace }) => namespace);
  const words = appliedObjects(chart).flatMap((object) => {
    const { namespace } = object.metadata;
    const rules = rulesFor(project, object);
    return [
      ...(rules.some((rule) => isAllowedBy(rule, object)) ? [] : [nameOf(object)]),
      ...(namespace === undefined || destinations.includes(namespace) ? [] : [`the namespace ${namespace}`]),
    ];
  });
  const { namespace } = chart.application.spec.destination;
  if (!destinations.includes(namespace)) words.push(`the namespace ${namespace}`);
  return [...new Set(words)].map((what) => `${metadata.name} does not allow ${what}`);
}

/** What a project allows, though none of its charts needs it. @param charts all that are of the project */
export function excesses(project: Project, charts: readonly RenderedChart[]): string[] {
  const { spec, metadata } = project;
  const objects = charts.flatMap(appliedObjects);
  const unused = [...spec.clusterResourceWhitelist, ...spec.namespaceResourceWhitelist].filter(
    (rule) => !objects.some((object) => rulesFor(project, object).includes(rule) && isAllowedBy(rule, object)),
  );
  const namespaces = new Set([
    ...objects.map((object) => object.metadata.namespace),
    ...charts.map(({ application }) => application.spec.destination.namespace),
  ]);
  const unusedDestinations = spec.destinations.filter(({ namespace }) => !namespaces.has(namespace));
  return [
    ...unused.map((rule) => [kindOf(rule), ...(rule.name === undefined ? [] : [rule.name])].join(' ')),
    ...unusedDestinations.map(({ namespace }) => `the namespace ${namespace}`),
  ].map((what) => `${metadata.name} allows ${what}, which no chart needs`);
}

type GatewayFacts = Pick<Facts, 'environment' | 'gatewayNamespace' | 'gatewayLabel' | 'gatewayServiceAccount'>;

interface Deployment extends RenderedObject {
  readonly spec: {
    readonly template: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
      readonly spec: { readonly serviceAccountName?: string };
    };
  };
}

/** Where the gateway's Pods are not what the facts of an environment say. */
export function gatewayProblems(objects: readonly RenderedObject[], facts: GatewayFacts): string[] {
  const deployments = objects.filter((object): object is Deployment => object.kind === 'Deployment');
  if (deployments.length === 0) return ['no Deployment, so no Pods that could be the gateway'];
  return deployments.flatMap(({ metadata, spec: { template } }) => {
    const found: Omit<GatewayFacts, 'environment'> = {
      gatewayNamespace: metadata.namespace ?? '',
      gatewayLabel: template.metadata?.labels?.istio ?? '',
      gatewayServiceAccount: template.spec.serviceAccountName ?? '',
    };
    return Object.entries(found)
      .filter(([name, value]) => facts[name as keyof typeof found] !== value)
      .map(
        ([name, value]) =>
          `${factsFile(facts.environment)}: ${name} is ${facts[name as keyof typeof found]}, ` +
          `but Deployment ${metadata.name} gives its Pods ${value || 'none'}`,
      );
  });
}

/** The custom resources that no object defines. @param names such as `certificates.cert-manager.io` */
export function definitionProblems(objects: readonly RenderedObject[], names: readonly string[]): string[] {
  const defined = objects
    .filter(({ kind }) => kind === 'CustomResourceDefinition')
    .map(({ metadata }) => metadata.name);
  return names.filter((name) => !defined.includes(name)).map((name) => `no CustomResourceDefinition ${name}`);
}

/** What a chart says of itself. */
export interface ChartFile {
  readonly name: string;
  readonly version: string;
  readonly appVersion?: string;
}

/** A note where the rendered chart is another version than the deployed one, which may render to something else. */
export function versionNote({ version, appVersion }: ChartFile, deployed: string): string | undefined {
  if (version === deployed) return undefined;
  const application = appVersion === undefined || appVersion === version ? '' : ` (of ${appVersion})`;
  return `rendered with chart ${version}${application}, deployed will be ${deployed}`;
}

/** What Argo CD applies: what helm renders, and the namespace that it creates itself. */
function appliedObjects({ application, objects }: RenderedChart): readonly RenderedObject[] {
  return [...createdNamespaces(application), ...objects];
}

function createdNamespaces({ spec }: ChartApplication): RenderedObject[] {
  if (!spec.syncPolicy?.syncOptions?.includes('CreateNamespace=true')) return [];
  return [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: spec.destination.namespace } }];
}

/** helm does not tell a kind's scope: an object without a namespace counts as cluster-scoped, as our charts mean it. */
function rulesFor({ spec }: Project, { metadata }: RenderedObject): readonly Rule[] {
  return metadata.namespace === undefined ? spec.clusterResourceWhitelist : spec.namespaceResourceWhitelist;
}

function isAllowedBy({ group, kind, name }: Rule, object: RenderedObject): boolean {
  return group === groupOf(object) && kind === object.kind && (name === undefined || name === object.metadata.name);
}

function nameOf(object: RenderedObject): string {
  const { kind, metadata } = object;
  const words = kindOf({ group: groupOf(object), kind });
  if (kind === 'Namespace') return `${words} ${metadata.name}`;
  return `${words} ${metadata.namespace === undefined ? 'of the cluster' : 'in a namespace'}`;
}

function kindOf({ group, kind }: Rule): string {
  return group === '' ? kind : `${group}/${kind}`;
}
