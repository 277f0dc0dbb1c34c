import { movingSince, onItsWay } from '../../model/moving.ts';
import { argoCdSays, COMMANDS } from '../../model/sync/sync.ts';
import { checkOfApplication } from '../shapes.ts';
import type { Text } from '#program/language.ts';
import { quote } from '../../see/quote.ts';

/** Errors that pass by themselves: the repository or Argo CD's repo server could not be reached for a moment. */
const PASSING = /connection refused|connection reset|deadline exceeded|i\/o timeout|code = Unavailable|TLS handshake/i;

/** Milliseconds that such an error may last: as long as Argo CD takes to look again by itself. */
const PATIENCE = 180_000;

const AGAIN = { en: "Argo CD's next attempt", ko: 'Argo CD의 다음 시도' };

export const a20 = checkOfApplication({
  code: 'A20',
  title: {
    en: 'Argo CD cannot generate or compare the manifests',
    ko: 'Argo CD가 매니페스트를 생성하거나 비교하지 못합니다',
  },
  means: {
    en: 'The commit cannot be deployed. What ran before goes on running; health and phase are still about the previous commit.',
    ko: '이 커밋은 배포할 수 없습니다. 이전 버전은 계속 실행되며, health와 phase는 아직 이전 커밋의 상태를 보여 줍니다.',
  },
  remedy: {
    en: 'Correct what the quoted sentence names and push again. `kubectl kustomize` of the same path gives the same error.',
    ko: '인용된 메시지가 가리키는 곳을 고쳐 다시 푸시하세요. 같은 경로에서 `kubectl kustomize`를 실행해도 같은 오류가 나옵니다.',
  },
  // Until the next comparison the message may be about a commit that has been corrected since.
  mayPass: true,
  source: 'measured; https://argo-cd.readthedocs.io/en/stable/operator-manual/troubleshooting/',
  find(_, application) {
    const errors = (application.status?.conditions ?? []).filter(({ type }) => type === 'ComparisonError');
    const [first] = errors;
    if (!first) return undefined;
    const messages = errors.map(({ message = '' }) => message);
    const mayPass = messages.every((message) => PASSING.test(message));
    const path = application.spec.source?.path;
    const said = quote(messages.map(clean).join('; '), 400);
    return {
      ...onItsWay(mayPass ? movingSince(first.lastTransitionTime, PATIENCE, AGAIN) : undefined),
      field: 'spec.source',
      seen: first.isForeseen ? rendererSays(said) : argoCdSays(said),
      next: [...(path === undefined ? [] : [`kubectl kustomize ${path}`]), COMMANDS.refresh(application)],
    };
  },
});

function rendererSays(quoted: string): Text {
  return { en: `the renderer says ${quoted}`, ko: `렌더러의 메시지: ${quoted}` };
}

/** Removes what each program adds that passes the message on. */
function clean(message: string): string {
  return (
    message
      .replace(/^Failed to load target state: failed to generate manifest for source (\d+) of \1: /, '')
      .replace(/rpc error: code = \w+ desc = /g, '')
      .replace(/^Manifest generation error \(cached\): /, '')
      // Its options are long, and would leave no room for what helm says.
      .replace(/^failed to execute helm template command: (.*: )?`helm template [^`]*`/, '`helm template`')
  );
}
