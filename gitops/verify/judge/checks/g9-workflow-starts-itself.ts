import { posix } from 'node:path';
import { objectsIn, valueAt } from '../../model/rendered.ts';
import { check } from '../check.ts';
import type { YamlFile } from '../../see/manifests/manifests.ts';

/** Credentials whose pushes start no workflow. */
const OWN_TOKEN = /secrets\.GITHUB_TOKEN|github\.token/;

export const g9 = check({
  code: 'G9',
  title: { en: 'a workflow starts itself', ko: '워크플로가 자신을 다시 실행합니다' },
  means: {
    en: 'It commits what starts it, with credentials whose pushes start workflows: each run brings the next one.',
    ko: '워크플로가 자기 실행 조건에 해당하는 경로에 커밋하고, 다른 워크플로를 실행할 수 있는 자격 증명으로 푸시합니다. 그래서 한번 실행되면 끝없이 이어집니다.',
  },
  remedy: {
    en: 'Leave the committed paths out of `on.push.paths`, push with `GITHUB_TOKEN`, or write `[skip ci]` into the commit.',
    ko: '커밋하는 경로를 `on.push.paths`에서 빼거나, `GITHUB_TOKEN`으로 푸시하거나, 커밋 메시지에 `[skip ci]`를 넣으세요.',
  },
  level: 'warning',
  source: 'https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/trigger-a-workflow',
  *inGit({ workflows }) {
    for (const workflow of workflows) {
      const paths = startingPaths(workflow);
      if (!paths) continue;
      for (const [job, content] of Object.entries(valueAt(workflow.content, 'jobs') ?? {})) {
        const steps = objectsIn(valueAt(content, 'steps'));
        const written = pushedPaths(steps);
        const again = written?.find((path) => paths.length === 0 || paths.some((pattern) => covers(pattern, path)));
        if (again === undefined || !hasOtherCredentials(steps)) continue;
        yield {
          object: { kind: 'File', name: workflow.file },
          field: `jobs.${job}`,
          seen: {
            en: `it pushes ${again}, and ${paths.length === 0 ? 'every push' : `on.push.paths (${paths.join(', ')})`} starts it`,
            ko: `푸시하는 경로: ${again}. 실행 조건: ${paths.length === 0 ? '모든 푸시' : `on.push.paths(${paths.join(', ')})`}`,
          },
        };
      }
    }
  },
});

/** The paths that start a workflow, empty where any does; undefined where no push to a branch does, or not simply. */
function startingPaths({ content }: YamlFile): readonly string[] | undefined {
  const on = content.on;
  const push: unknown = on === 'push' || (Array.isArray(on) && on.includes('push')) ? {} : valueAt(on, 'push');
  if (push === undefined || (valueAt(push, 'tags') && !valueAt(push, 'branches')) || valueAt(push, 'paths-ignore'))
    return undefined;
  const paths = (valueAt(push, 'paths') ?? []) as readonly string[];
  return paths.some((pattern) => pattern.startsWith('!')) ? undefined : paths;
}

/** What a job adds to its commit and pushes; undefined where it does not push. */
function pushedPaths(steps: readonly Readonly<Record<string, unknown>>[]): readonly string[] | undefined {
  const script = steps.map(({ run }) => (typeof run === 'string' ? run : '')).join('\n');
  if (!/\bgit push\b/.test(script) || /\[(skip ci|ci skip|no ci|skip actions)\]/.test(script)) return undefined;
  const added = [...script.matchAll(/\bgit add (.+)$/gm)].flatMap(([, words = '']) => words.split(/\s+/));
  return added.filter((word) => !word.startsWith('-') && !word.includes('$')).map((path) => posix.normalize(path));
}

function hasOtherCredentials(steps: readonly Readonly<Record<string, unknown>>[]): boolean {
  return steps.some((step) => {
    const given = valueAt(step, 'with', 'ssh-key') ?? valueAt(step, 'with', 'token');
    return typeof given === 'string' && !OWN_TOKEN.test(given) && String(step.uses).startsWith('actions/checkout');
  });
}

/** Whether a pattern of GitHub's has a path, or something below it. */
function covers(pattern: string, path: string): boolean {
  const fixed = pattern.replace(/[*?[].*$/, '');
  return path === '.' || path.startsWith(fixed) || fixed.startsWith(`${path.replace(/\/$/, '')}/`);
}
