import { LANG_HELP } from '#program/command.ts';
import type { Text } from '#program/language.ts';

const EXAMPLES = `  umi-verify
  umi-verify --application argocd/shop --wait 0s
  umi-verify --certificate istio-system/shop --format json --output report.json
  umi-verify --host shop.example.com --lang ko
  umi-verify --dump snapshot.json --anonymize
  umi-verify --from snapshot.json
  umi-verify --fail-on warning --ignore 'H12=*'
  umi-verify explain H1
  umi-verify trace shop.example.com /cart --method POST --header x-beta=1
`;

const HELP: Text = {
  en: `Says whether what was pushed has arrived: synced, certified, served, routed, running, and answering with the pushed
revision. If not, it names the link that broke, why, and what to do.

  umi-verify [cluster] [options]   looks at the cluster of your kubeconfig
  umi-verify repo [DIR] [options]  judges manifests before the push; its options: repo --help
  umi-verify explain [CODE ...]    what a code means; without one, the list of all (CATALOGUE.md)
  umi-verify trace HOST [PATH]     follows a request: what decides each step, by which field, and its end

What is judged. Without any of these: the Applications of this clone's remotes or, where there are none, all.
  --application NS/NAME    an Argo CD Application and its children; NAME alone is one in argocd; may be repeated
  --certificate NS/NAME    a Certificate and what serves it, without Argo CD; may be repeated
  --host HOST              a public name and what serves it, without Argo CD; may be repeated
  --revision SHA           the commit that was pushed: $(git rev-parse HEAD). Default: where an Application follows the
                           branch that is checked out, its newest commit that is known to be pushed
  --image-revision SHA     the commit that the image was built from. Default: what the Pod template's annotation
                           org.opencontainers.image.revision says
  --path PATH              the path that must answer on each host, such as /ready?full (default: /health)

The request of a trace; of the options below it takes --context, --address, --resolver, --with-secrets, --format (text
or json, as trace-report.schema.json says), --lang and --output.
  --method METHOD          the method (default: GET)
  --header NAME=VALUE      a header: x-user=mina; may be repeated
  --scheme SCHEME          https or http (default: https)
  --port PORT              the port that it connects to (default: that of the scheme)
  --from world|NS/POD      who sends it: somebody outside of the cluster, or a Pod, which knows names of Services too
                           and by default speaks http (default: world)

How it gets there.
  --context NAME           a context of the kubeconfig instead of its current one; in a Pod, its service account
  --address IP             connects there instead of where DNS says; the name stays the host: 203.0.113.7
  --resolver IP[:PORT]     asks this DNS server instead of this machine's: 1.1.1.1, 127.0.0.1:5353
  --roots FILE             trusts the PEM certificates in it instead of Node's own; an empty file changes nothing
  --with-secrets           may ask for the metadata of Secrets, never for their data (default: asks for none)
  --hook                   runs as a hook of the sync under way, so it does not wait for its end

How long it looks, and what it writes.
  --wait DURATION          goes on looking: 90s, 5m, 1h (default: 5m); 0s looks once. Ends early where waiting is no use
  --format FORMAT          text; json, as report.schema.json says; sarif: for code scanning; junit: for what shows
                           tests; github: annotations for the log of a job and, in the file that
                           $GITHUB_STEP_SUMMARY names, a summary of it (default: text)
  --lang LANGUAGE          ${LANG_HELP.en};
                           codes, quotes and JSON keys are the same
  --output FILE            writes the report there instead of to standard output
  --dump FILE              also writes all that was seen, without Secrets, environment variables and challenges' keys
  --anonymize              replaces names, hosts, addresses and commits in the dump
  --from FILE              judges what --dump has written instead of a cluster
  --fail-on LEVEL          the lowest level that makes the exit status 1: error, warning or info (default: error)
  --ignore CODE=OBJECT     leaves out a finding and what follows from it: R3=shop/web, H12=shop.example.com, O6=*;
                           may be repeated
  --version                the version of this program
  -h, --help               this text

An empty option counts as absent. The report goes to standard output, progress to standard error. Only a terminal gets
colours; NO_COLOR=1 and FORCE_COLOR=1 change that. In a clone, npm run -s verify -- is this program: without -s, npm
adds lines of its own.

Exit status: 0 fine · 1 something is wrong: findings at or above --fail-on · 2 something could not be judged, and
nothing is known to be wrong: no cluster, nothing to judge, a missing right · 3 still under way when the time was over
64 wrong usage · 78 a file that cannot be used · 130 and 143 ended by SIGINT and SIGTERM, with what was seen last
Of a trace: 0 traced, wherever it ends · 2 its end is not known, or something that decides could not be read

Examples:
${EXAMPLES}`,
  ko: `푸시한 것이 제대로 배포되었는지 확인합니다: 동기화, 인증서, 게이트웨이, 라우팅, Pod, 그리고 푸시한 리비전의 응답까지.
문제가 있으면 어디에서 막혔는지, 왜 그런지, 어떻게 해야 하는지 알려 줍니다.

  umi-verify [cluster] [옵션]      kubeconfig의 클러스터를 확인합니다
  umi-verify repo [DIR] [옵션]     푸시하기 전에 매니페스트를 검사합니다. 옵션은 repo --help에 있습니다
  umi-verify explain [CODE ...]    코드의 뜻을 보여 줍니다. 코드를 생략하면 전체 목록입니다(CATALOGUE.ko.md)
  umi-verify trace HOST [PATH]     요청을 따라갑니다: 단계마다 무엇이(리소스와 필드) 결정하고 어디서 끝나는지

확인할 대상. 모두 생략하면 이 클론의 원격 저장소를 쓰는 Application을, 그것도 없으면 모든 Application을 확인합니다.
  --application NS/NAME    Argo CD Application과 그 하위 Application. NAME만 쓰면 argocd 네임스페이스로 간주합니다.
                           여러 번 지정할 수 있습니다
  --certificate NS/NAME    Argo CD와 관계없이 Certificate와 이를 쓰는 리소스. 여러 번 지정할 수 있습니다
  --host HOST              Argo CD와 관계없이 공개 호스트와 그 요청을 처리하는 리소스. 여러 번 지정할 수 있습니다
  --revision SHA           푸시한 커밋: $(git rev-parse HEAD). 기본값: Application이 지금 체크아웃한 브랜치를 따르면,
                           그 브랜치에서 푸시된 것으로 확인되는 최신 커밋
  --image-revision SHA     이미지를 빌드한 커밋. 기본값: Pod 템플릿의 org.opencontainers.image.revision 어노테이션
  --path PATH              호스트마다 정상으로 응답해야 하는 경로. 예: /ready?full (기본값: /health)

추적할 요청. 아래 옵션 중 --context, --address, --resolver, --with-secrets, --format(text 또는 trace-report.schema.json
형식의 json), --lang, --output도 쓸 수 있습니다.
  --method METHOD          메서드 (기본값: GET)
  --header NAME=VALUE      헤더. 예: x-user=mina. 여러 번 지정할 수 있습니다
  --scheme SCHEME          https 또는 http (기본값: https)
  --port PORT              접속할 포트 (기본값: 스킴의 포트)
  --from world|NS/POD      보내는 쪽: 클러스터 밖(world) 또는 Pod. Pod는 Service 이름도 쓸 수 있고 스킴의 기본값이
                           http입니다 (기본값: world)

접속 방법.
  --context NAME           kubeconfig의 현재 컨텍스트 대신 쓸 컨텍스트. Pod 안에서는 Pod의 ServiceAccount를 씁니다
  --address IP             DNS가 알려 주는 주소 대신 이 주소로 접속합니다. 호스트 이름은 그대로 씁니다. 예: 203.0.113.7
  --resolver IP[:PORT]     이 컴퓨터의 DNS 서버 대신 이 서버에 조회합니다. 예: 1.1.1.1, 127.0.0.1:5353
  --roots FILE             Node에 내장된 루트 인증서 대신 이 PEM 파일의 인증서를 신뢰합니다. 빈 파일이면 내장된 것을
                           그대로 씁니다
  --with-secrets           Secret의 메타데이터도 조회합니다. 데이터는 절대 조회하지 않습니다 (기본값: 조회하지 않음)
  --hook                   진행 중인 동기화의 훅으로 실행합니다. 그래서 그 동기화가 끝나기를 기다리지 않습니다

기다리는 시간과 출력.
  --wait DURATION          계속 확인할 시간: 90s, 5m, 1h (기본값: 5m). 0s이면 한 번만 확인합니다. 기다려도 해결되지
                           않으면 일찍 끝납니다
  --format FORMAT          text, json(report.schema.json 형식), sarif(코드 스캔용), junit(테스트 결과 도구용),
                           github(작업 로그의 어노테이션과 $GITHUB_STEP_SUMMARY 파일의 요약) 중 하나 (기본값: text)
  --lang LANGUAGE          ${LANG_HELP.ko}.
                           코드, 인용문, JSON 키는 언어와 관계없이 같습니다
  --output FILE            보고서를 표준 출력 대신 이 파일에 씁니다
  --dump FILE              확인하면서 읽은 것도 모두 저장합니다. Secret, 환경 변수, 챌린지의 키는 저장하지 않습니다
  --anonymize              덤프에 들어가는 이름, 호스트, 주소, 커밋을 다른 값으로 바꿉니다
  --from FILE              클러스터 대신 --dump로 저장한 파일을 확인합니다
  --fail-on LEVEL          종료 코드를 1로 만드는 가장 낮은 수준: error, warning, info (기본값: error)
  --ignore CODE=OBJECT     이 문제와 그 여파를 결과에서 뺍니다: R3=shop/web, H12=shop.example.com, O6=*.
                           여러 번 지정할 수 있습니다
  --version                이 프로그램의 버전을 출력합니다
  -h, --help               이 도움말을 출력합니다

값이 빈 옵션은 지정하지 않은 것과 같습니다. 보고서는 표준 출력으로, 진행 상황은 표준 오류로 나갑니다. 색은 터미널에서만
쓰며, NO_COLOR=1이나 FORCE_COLOR=1로 바꿀 수 있습니다. 클론에서는 npm run -s verify -- 로 실행합니다. -s를 빼면 npm이
출력에 다른 줄을 덧붙입니다.

종료 코드: 0 정상 · 1 이상 있음(--fail-on 이상의 문제) · 2 판단하지 못한 것이 있고, 확인된 이상은 없음(클러스터나 판단할
대상, 권한이 없음) · 3 시간이 다 되도록 진행 중 · 64 잘못된 사용법 · 78 쓸 수 없는 파일
130과 143 SIGINT와 SIGTERM으로 중단됨(마지막으로 확인한 결과를 출력)
trace: 0 어디서 끝나든 끝까지 추적함 · 2 끝을 알 수 없거나, 결정에 필요한 것을 읽지 못함

예:
${EXAMPLES}`,
};

/** The help, which calls the program as it was called. */
export function helpOf(env: Readonly<NodeJS.ProcessEnv>): Text {
  const called = (text: string) =>
    // npm says by this which of package.json's scripts it runs.
    env.npm_lifecycle_event === 'verify' ? text.replaceAll(/^ {2}umi-verify/gm, '  npm run -s verify --') : text;
  return { en: called(HELP.en), ko: called(HELP.ko) };
}
