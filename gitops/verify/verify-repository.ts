import { resolve } from 'node:path';
import { EXIT, LANG_HELP, parseLine, UsageError, type Terminal } from '#program/command.ts';
import { languageOf, type Text } from '#program/language.ts';
import { inParallel } from '#program/parallel.ts';
import { findHelm, HelmError, type Helm } from '../render/helm.ts';
import type { RenderedObject } from '../render/objects.ts';
import { findRenderer, type Renderer } from '../render/renderer.ts';
import { leaveOut, unusedNote, type Ignored } from './judge/ignored.ts';
import { acrossDeployments } from './judge/across-deployments.ts';
import { checks } from './judge/checks/index.ts';
import { judgeLanding } from './judge/judge-landing.ts';
import { judgedLink, objectsIn, unreadableFinding } from './judge/repository-findings.ts';
import type { Finding } from './model/finding.ts';
import { compareFindings } from './judge/series.ts';
import { filled, oneOf, parseIgnored, THRESHOLDS } from './options.ts';
import { remotesOf } from './see/git/clone.ts';
import { placeInFile } from './see/manifests/file-place.ts';
import { isFolder, type TextFile } from './see/manifests/files.ts';
import type { Place } from './see/manifests/place.ts';
import { readManifests } from './see/manifests/given-file.ts';
import { placesOf } from './see/manifests/places.ts';
import { readRepository } from './see/manifests/repository.ts';
import type { Landing, Repository } from './see/manifests/landing.ts';
import { workflowsIn, type YamlFile } from './see/manifests/manifests.ts';
import { AT_ONCE } from './see/manifests/rendering.ts';
import { readSettings, requireWritable, writeTo } from './tell/files.ts';
import { FORMATS, formatOf, type Format } from './tell/report/index.ts';
import { createReport } from './tell/report/report.ts';
import { PLAIN, styleOf } from './tell/report/style.ts';

const EXAMPLES = `  umi-verify repo
  umi-verify repo deploy --closed
  umi-verify repo --format github --fail-on warning
  kubectl get ingressclasses,clusterissuers,gateways.networking.istio.io -A -o yaml > facts.yaml
  umi-verify repo --facts facts.yaml
  helm template shop charts/shop | umi-verify repo --rendered -
`;

const HELP: Text = {
  en: `Says before the push what cannot work: renders the manifests of a folder, as Argo CD and kustomize do, and judges
what a cluster makes of them, as verify judges a cluster.

  umi-verify repo [DIR] [options]

DIR is a folder of a repository (default: this one). Where it has Applications, these say what is rendered and where it
goes; else each kustomization that no other takes in, and plain manifests as they stand. Nothing is fetched.
  --rendered FILE       judges manifests that are rendered already instead; - is standard input
  --facts FILE          what the cluster has besides, as kubectl get -A -o yaml prints it: of the kinds in it, it has
                        nothing else; may be repeated
  --closed              the cluster has nothing but what Git brings
  --format FORMAT       ${Object.keys(FORMATS).join(', ')} (default: text)
  --lang LANGUAGE       ${LANG_HELP.en}
  --output FILE         writes the report there instead of to standard output
  --fail-on LEVEL       the lowest level that makes the exit status 1: error, warning or info (default: error)
  --ignore CODE=OBJECT  leaves out a finding and what follows from it: R3=shop/web, O6=*; may be repeated
  -h, --help            this text

Exit status: 0 fine · 1 something is wrong: findings at or above --fail-on · 2 Git does not tell whether all is there
64 wrong usage · 78 a file that cannot be used, or no kustomize

Examples:
${EXAMPLES}`,
  ko: `푸시하기 전에 동작할 수 없는 것을 알려 줍니다. 폴더의 매니페스트를 Argo CD와 kustomize처럼 렌더링하고, 그것을 받은
클러스터를 확인하듯 확인합니다.

  umi-verify repo [DIR] [옵션]

DIR은 저장소의 폴더입니다(기본값: 현재 폴더). Application이 있으면 무엇을 렌더링해 어디에 배포할지 Application을 따르고,
없으면 다른 곳에서 쓰지 않는 kustomization과 나머지 매니페스트를 그대로 확인합니다. 아무것도 내려받지 않습니다.
  --rendered FILE       이미 렌더링한 매니페스트를 확인합니다. -는 표준 입력입니다
  --facts FILE          클러스터에 이미 있는 것. kubectl get -A -o yaml의 출력이며, 여기 나오는 kind는 이것이 전부라고
                        봅니다. 여러 번 지정할 수 있습니다
  --closed              클러스터에 Git이 배포하는 것 말고는 없다고 봅니다
  --format FORMAT       ${Object.keys(FORMATS).join(', ')} 중 하나 (기본값: text)
  --lang LANGUAGE       ${LANG_HELP.ko}
  --output FILE         보고서를 표준 출력 대신 이 파일에 씁니다
  --fail-on LEVEL       종료 코드를 1로 만드는 가장 낮은 수준: error, warning, info (기본값: error)
  --ignore CODE=OBJECT  이 문제와 그 여파를 결과에서 뺍니다: R3=shop/web, O6=*. 여러 번 지정할 수 있습니다
  -h, --help            이 도움말을 출력합니다

종료 코드: 0 정상 · 1 이상 있음(--fail-on 이상의 문제) · 2 모두 갖춰졌는지 Git만으로는 알 수 없음
64 잘못된 사용법 · 78 쓸 수 없는 파일이거나 kustomize가 없음

예:
${EXAMPLES}`,
};

const OPTIONS = {
  rendered: { type: 'string' },
  facts: { type: 'string', multiple: true },
  closed: { type: 'boolean', default: false },
  format: { type: 'string' },
  output: { type: 'string' },
  'fail-on': { type: 'string' },
  ignore: { type: 'string', multiple: true },
} as const;

/**
 * `verify repo`: judges manifests in place of a cluster.
 * @param interrupted settles with an exit status when the run is to end early
 * @returns the exit status
 * @throws {UsageError | TextRequest | StartError}
 */
export async function verifyRepository(
  argv: readonly string[],
  terminal: Terminal,
  interrupted: () => Promise<number>,
): Promise<number> {
  const { env, stdout, stderr } = terminal;
  const options = parseRepositoryOptions(argv, terminal);
  const { language, output, ignored } = options;
  requireWritable({ '--output': output });
  const outcome = await Promise.race([judgeRepository(options, env), interrupted()]);
  if (typeof outcome === 'number') {
    stderr.write(`${ENDED[language]}\n`);
    return outcome;
  }
  const { found, fine, notSeen, settings, within, takenAt } = outcome;
  const all = [...ignored, ...settings.ignored];
  const { findings, count, unused } = leaveOut(acrossDeployments([...found].sort(compareFindings)), all);
  const isMeant = ({ writtenAt }: Ignored) => writtenAt === undefined || writtenAt.file.startsWith(within);
  for (const note of [...settings.problems, ...unused.filter(isMeant).map(unusedNote)])
    stderr.write(`${note[language]}\n`);
  if (fine === undefined && found.length === 0) {
    stderr.write(`${nothingIn(options, notSeen)[language]}\n`);
    return EXIT.couldNotJudge;
  }
  const report = createReport({
    ...{ takenAt, findings, ignored: count, checks, language, failOn: options.failOn },
    ...{ context: undefined, fine: fine ? [fine] : [], isBeforePush: true },
  });
  const { render } = formatOf(options.format);
  if (output === undefined) stdout.write(render(report, styleOf(stdout)));
  else writeTo(output, render(report, PLAIN));
  return report.exitStatus;
}

const ENDED: Text = { en: 'ended before all was judged', ko: '다 확인하기 전에 중단되었습니다' };

function nothingIn({ named }: RepositoryOptions, [unseen]: readonly Text[]): Text {
  const why = unseen ?? { en: 'it has no kustomization and no manifest', ko: 'kustomization도 매니페스트도 없습니다' };
  return { en: `${named}: nothing to judge: ${why.en}`, ko: `${named}: 확인할 대상이 없습니다. ${why.ko}` };
}

type RepositoryOptions = ReturnType<typeof parseRepositoryOptions>;

/** @throws {UsageError | TextRequest} */
function parseRepositoryOptions(argv: readonly string[], { cwd, env }: Terminal) {
  const { values, positionals } = parseLine(argv, HELP, OPTIONS, 'any words');
  const [folder = '.', ...more] = positionals;
  if (more.length > 0)
    throw new UsageError({
      en: `${more.join(' ')}: expected one folder`,
      ko: `${more.join(' ')}: 폴더는 하나만 씁니다`,
    });
  const judged = resolve(cwd, folder);
  if (!isFolder(judged)) throw new UsageError({ en: `${folder}: expected a folder`, ko: `${folder}: 폴더가 아닙니다` });
  return {
    ...{ cwd, judged, isClosed: values.closed, language: languageOf(argv, env) },
    rendered: values.rendered || undefined,
    named: values.rendered ? `--rendered ${values.rendered}` : folder,
    facts: filled(values.facts),
    format: oneOf('--format', values.format || 'text', Object.keys(FORMATS) as Format[]),
    failOn: oneOf('--fail-on', values['fail-on'] || 'error', THRESHOLDS),
    ignored: filled(values.ignore).map(parseIgnored),
    output: values.output ? resolve(cwd, values.output) : undefined,
  };
}

/** All that is found, and what was judged; undefined where that is nothing. */
async function judgeRepository(options: RepositoryOptions, env: NodeJS.ProcessEnv) {
  const { cwd, judged, isClosed, rendered } = options;
  const kustomize = lazily(() => findRenderer(env, judged));
  const helm = await helmOf(env);
  const { root, within, files, landings, unreadable, unseen, others } =
    rendered === undefined
      ? await readRepository({ root: judged, kustomize, helm, remotes: await remotesOf(judged) })
      : renderedRepository(rendered, options);
  const settings = readSettings(root, files);
  const facts = [
    ...options.facts.map((file) => readManifests('--facts', file, cwd)),
    ...settings.facts.map((file) => readManifests('facts', file, root)),
  ];
  const takenAt = new Date().toISOString();
  const judge = async (landing: Landing, workflows: readonly YamlFile[], unrendered: readonly YamlFile[]) => {
    const given = { facts, isClosed, workflows, others: unrendered, takenAt };
    const { findings, missing, sourceOf } = await judgeLanding(landing, given);
    const { placeOf } = placesOf({ root, kustomize, helm, landing });
    const isOfNone = ({ object: { kind, name } }: Finding) =>
      kind === 'File' && [...workflows, ...unrendered].some(({ file }) => file === name);
    const found: Finding[] = [];
    for (const finding of findings) {
      const { object, field } = finding.remedyAt ?? finding;
      const source = sourceOf(object);
      const place =
        finding.place ?? (source ? await placeOf(source.written, source.by, field) : placeOfFile(files, finding));
      const deployments = landings.length > 1 && !isOfNone(finding) ? { deployments: [landing.name] } : {};
      found.push({ ...finding, ...deployments, ...(place ? { place } : {}) });
    }
    return { landing, found, notSeen: missing.map(({ why }) => why) };
  };
  const all = await inParallel([...landings.entries()], AT_ONCE, async ([index, landing]) =>
    index === 0 ? judge(await landing(), workflowsIn(files), others) : judge(await landing(), [], []),
  );
  const found = [...unreadable.map(unreadableFinding), ...all.flatMap((each) => each.found)];
  const notSeen = [...unseen, ...all.flatMap((each) => each.notSeen)];
  const landed = all.map(({ landing }) => landing);
  const fine = objectsIn(landed) === 0 ? undefined : judgedLink(landed, notSeen);
  return { found, fine, notSeen, settings, within, takenAt };
}

function renderedRepository(file: string, { cwd, judged }: RepositoryOptions): Repository {
  const { objects } = readManifests('--rendered', file, cwd);
  return {
    root: judged,
    within: '',
    files: [],
    landings: [() => Promise.resolve(renderedLanding(objects, file))],
    ...{ unreadable: [], unseen: [], others: [] },
  };
}

/** Where a finding about a file points to. */
function placeOfFile(files: readonly TextFile[], { object: { kind, name }, field }: Finding): Place | undefined {
  const file = kind === 'File' ? files.find(({ path }) => path === name) : undefined;
  return file && placeInFile(file, field);
}

function renderedLanding(objects: readonly RenderedObject[], file: string): Landing {
  return {
    name: '.',
    applications: [],
    rendered: [{ objects, ...(file === '-' ? {} : { files: [file] }) }],
    ...{ missing: [], kustomizations: [] },
  };
}

/** Without helm, charts are not known. */
async function helmOf(env: NodeJS.ProcessEnv): Promise<Helm | undefined> {
  try {
    return await findHelm(env);
  } catch (error) {
    if (error instanceof HelmError) return undefined;
    throw error;
  }
}

/** A renderer that is looked for when something is to be rendered: plain manifests need none. */
function lazily(find: () => Promise<Renderer>): Pick<Renderer, 'render'> {
  let found: Promise<Renderer> | undefined;
  return { render: async (...words) => await (await (found ??= find())).render(...words) };
}
