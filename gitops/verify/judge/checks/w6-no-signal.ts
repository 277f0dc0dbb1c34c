import { objectsIn, renderedReference, valueAt } from '../../model/rendered.ts';
import { check } from '../check.ts';

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];

export const w6 = check({
  code: 'W6',
  title: { en: 'the first process hands no signals on', ko: '첫 번째 프로세스가 시그널을 전달하지 않습니다' },
  means: {
    en: 'A shell or a package manager hears SIGTERM in place of the program, which is killed after the grace period: each rollout cuts off its requests.',
    ko: '셸이나 패키지 관리자가 프로그램 대신 SIGTERM을 받습니다. 프로그램은 유예 시간이 지나 강제 종료되므로 롤아웃할 때마다 처리 중인 요청이 끊깁니다.',
  },
  remedy: {
    en: 'Start the program itself, as in `command: [node, main.js]`, or write `exec` before it in the script.',
    ko: '`command: [node, main.js]`처럼 프로그램을 직접 실행하거나, 스크립트에서 프로그램 앞에 `exec`를 쓰세요.',
  },
  level: 'warning',
  source: 'measured; https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  *inGit({ renders }) {
    for (const render of renders)
      for (const object of render.objects.filter(({ kind }) => WORKLOADS.includes(kind)))
        for (const [index, container] of objectsIn(valueAt(object.spec, 'template', 'spec', 'containers')).entries()) {
          const { command, args } = container;
          const words = [command, args].flatMap((each) => (Array.isArray(each) ? each.map(String) : []));
          if (!Array.isArray(command) || !isDeaf(words)) continue;
          const first = words.slice(0, 2).join(' ');
          yield {
            object: renderedReference(render, object),
            field: `spec.template.spec.containers[${index}].command`,
            seen: { en: `process 1 is ${first}`, ko: `1번 프로세스: ${first}` },
          };
        }
  },
});

/** Whether a command is one that waits for another; a script that ends in `exec` becomes that other. */
function isDeaf([program = '', flag = '', script = '']: readonly string[]): boolean {
  const name = program.split('/').at(-1) ?? '';
  if (['npm', 'npx', 'yarn', 'pnpm'].includes(name)) return true;
  return (
    ['sh', 'bash', 'ash', 'dash'].includes(name) &&
    /^-\w*c$/.test(flag) &&
    /[;&|\n]/.test(script) &&
    !/\bexec\b/.test(script)
  );
}
