import { traceCheck } from './trace-check.ts';

export const r21 = traceCheck(
  {
    code: 'R21',
    title: { en: 'no rule takes the request', ko: '요청을 받는 규칙이 없습니다' },
    means: {
      en: 'The gateway knows the host, but no match of any rule fits this request: it answers 404.',
      ko: '게이트웨이가 호스트는 알지만, 이 요청에 맞는 규칙이 하나도 없어 404로 응답합니다.',
    },
    remedy: {
      en: 'Let a rule take the path, or end with one without `match`. If another path tells the health, name it with --path.',
      ko: '이 경로를 받는 규칙을 두거나, 마지막에 `match` 없는 규칙을 두세요. 헬스 체크 경로가 다르다면 --path로 지정하세요.',
    },
    source: 'measured; https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest',
  },
  ({ branch }) => branch.outcome.end === 'no rule',
);
