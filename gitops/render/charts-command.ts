import { resolve } from 'node:path';
import { EXIT, parseLine, UsageError, type Terminal } from '#program/command.ts';
import { readFacts } from '../facts.ts';
import { definitionProblems, excesses, gatewayProblems, refusals, versionNote, type Project } from './chart-checks.ts';
import {
  findChartApplications,
  parseChartPaths,
  unknownHelmFields,
  type ChartApplication,
  type RenderedChart,
} from './charts.ts';
import { findHelm, HelmError, type Helm } from './helm.ts';
import type { RenderedObject } from './objects.ts';
import { findRenderer, RenderError } from './renderer.ts';

const HELP = `Renders the add-ons' Helm charts with the values of our Applications, without a cluster, and checks that their
AppProject allows what they render and no more, that the facts describe the gateway's Pods, and that the custom resources
of this repository are defined.

  npm run render -- charts --chart NAME=PATH [--chart NAME=PATH ...]

  --chart NAME=PATH   a chart that an Application of gitops/apps/production takes: its folder or its .tgz
  -h, --help          this text

The charts may be of another version than the one that is deployed; a note says so. helm is $HELM, or the one on the
PATH. Nothing is downloaded.

Exit status: 0 fine · 1 problems · 2 could not judge: helm or a chart is missing, and nothing worse found
64 wrong usage · 78 no kustomize

Examples:
  helm pull cert-manager --repo https://charts.jetstack.io --version v1.21.2
  npm run -s render -- charts --chart cert-manager=cert-manager-v1.21.2.tgz
  npm run -s render -- charts --chart cert-manager=charts/cert-manager \\
      --chart base=charts/base --chart istiod=charts/istiod --chart gateway=charts/gateway
`;

const FOLDER = 'gitops/apps/production';
const ENVIRONMENTS = ['staging', 'production'];

/** The custom resources that the platform and the skill use, by the chart that defines them. */
const DEFINITIONS: Readonly<Record<string, readonly string[]>> = {
  'cert-manager': ['certificates.cert-manager.io', 'clusterissuers.cert-manager.io'],
  base: [
    'authorizationpolicies.security.istio.io',
    'gateways.networking.istio.io',
    'peerauthentications.security.istio.io',
    'virtualservices.networking.istio.io',
  ],
};

/** `npm run render -- charts` */
export async function renderCharts(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseLine(argv, HELP, { chart: { type: 'string', multiple: true, default: [] } });
  try {
    return await renderAll(values.chart, terminal);
  } catch (error) {
    if (!(error instanceof HelmError || error instanceof RenderError)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return error instanceof HelmError ? EXIT.couldNotJudge : EXIT.problems;
  }
}

/** @returns an exit status @throws {UsageError | HelmError | RenderError | StartError} */
async function renderAll(words: readonly string[], { cwd, env, stdout }: Terminal): Promise<number> {
  const renderer = await findRenderer(env, cwd);
  const objects = await renderer.renderObjects(FOLDER);
  const applications = findChartApplications(objects);
  const names = applications.map(({ spec }) => spec.source.chart);
  const paths = parseChartPaths(words, names);
  const helm = await findHelm(env);

  const outcomes = await Promise.all(
    applications.map((application) =>
      outcomeOf(application, paths.get(application.spec.source.chart), { helm, objects, root: cwd }),
    ),
  );
  const missing = outcomes.filter(({ isRendered }) => !isRendered).length;
  const charts = outcomes.flatMap(({ chart }) => chart ?? []);
  const overall = charts.length === applications.length ? excessesOf(charts, objects) : [];
  const problems = [...outcomes.flatMap((outcome) => outcome.problems), ...overall];

  const lines = [...outcomes.flatMap((outcome) => outcome.lines), ...overall];
  const verdict = problems.length > 0 ? `${problems.length} problems` : missing > 0 ? 'could not judge' : 'fine';
  lines.push(`${charts.length} of ${applications.length} charts, rendered by helm ${helm.version}: ${verdict}`);
  stdout.write(lines.map((line) => `${line}\n`).join(''));
  if (problems.length > 0) return EXIT.problems;
  return missing > 0 ? EXIT.couldNotJudge : 0;
}

interface Outcome {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
  /** Whether helm was run on it. A chart that helm refuses has a problem, and no `chart`. */
  readonly isRendered: boolean;
  readonly chart?: RenderedChart;
}

interface Knowledge {
  readonly helm: Helm;
  /** All that Argo CD is given. */
  readonly objects: readonly RenderedObject[];
  /** The repository: paths start from there. */
  readonly root: string;
}

async function outcomeOf(
  application: ChartApplication,
  path: string | undefined,
  knowledge: Knowledge,
): Promise<Outcome> {
  const { helm, root } = knowledge;
  const { chart: name, helm: settings, targetRevision } = application.spec.source;
  const notRendered = (why: string) => ({ lines: [`not rendered: ${name}: ${why}`], problems: [], isRendered: false });
  if (path === undefined) return notRendered(`expected --chart ${name}=PATH`);
  const unknown = unknownHelmFields(application);
  if (unknown.length > 0) return notRendered(`this command does not know ${unknown.join(', ')} of spec.source.helm`);
  let file;
  try {
    file = await helm.readChart(resolve(root, path));
  } catch (error) {
    if (error instanceof HelmError) return notRendered(error.message);
    throw error;
  }
  if (file.name !== name) throw new UsageError(`--chart ${name}=${path}: is the chart ${file.name}`);
  try {
    const rendered = await helm.render(resolve(root, path), {
      name: settings?.releaseName ?? application.metadata.name,
      namespace: application.spec.destination.namespace,
      values: settings?.valuesObject ?? {},
    });
    const objects = rendered.map(({ object }) => object);
    const chart = { application, objects };
    const problems = problemsOf(chart, knowledge);
    const note = versionNote(file, targetRevision);
    const details = [...(note === undefined ? [] : [`note: ${note}`]), ...problems].map((line) => `  ${line}`);
    return { lines: [`${name}: ${summaryOf(objects)}`, ...details], problems, isRendered: true, chart };
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    return { lines: [`${name}: ${error.message}`], problems: [error.message], isRendered: true };
  }
}

function problemsOf(chart: RenderedChart, { objects, root }: Knowledge): string[] {
  const { project: projectName, source } = chart.application.spec;
  const project = findProjects(objects).find(({ metadata }) => metadata.name === projectName);
  const environments = source.chart === 'gateway' ? ENVIRONMENTS : [];
  const problems = [
    ...(project ? refusals(project, chart) : [`no AppProject ${projectName}`]),
    ...definitionProblems(chart.objects, DEFINITIONS[source.chart] ?? []),
    ...environments.flatMap((environment) => gatewayProblems(chart.objects, readFacts(root, environment))),
  ];
  return [...new Set(problems)];
}

function excessesOf(charts: readonly RenderedChart[], objects: readonly RenderedObject[]): string[] {
  return findProjects(objects).flatMap((project) => {
    const own = charts.filter(({ application }) => application.spec.project === project.metadata.name);
    return own.length === 0 ? [] : excesses(project, own);
  });
}

function findProjects(objects: readonly RenderedObject[]): Project[] {
  return objects.filter((object): object is Project => object.kind === 'AppProject');
}

/** Such as `3 objects: 2 ConfigMap, 1 Service`. */
function summaryOf(objects: readonly RenderedObject[]): string {
  const kinds = [...new Set(objects.map(({ kind }) => kind))].sort();
  const counts = kinds.map((kind) => `${objects.filter((object) => object.kind === kind).length} ${kind}`);
  return `${objects.length} objects: ${counts.join(', ')}`;
}
