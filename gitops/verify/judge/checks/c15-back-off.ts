import { issuerOf } from '../../model/issuance/certificates.ts';
import { failureOf, isOutdated, issuingSince, nextAttempt, validityOf } from '../../model/issuance/issuance.ts';
import { onItsWay } from '../../model/moving.ts';
import { durationText, timeText } from '../../model/time.ts';
import { checkOfCertificate } from '../shapes.ts';
import type { Certificate } from '../../see/objects/cert-manager.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import { ISSUANCE_CAUSES } from './issuance-causes.ts';
import type { View } from '../../see/view.ts';

/** Milliseconds; it is worth waiting for an attempt that comes sooner. */
const SOON = 5 * 60_000;
const ATTEMPT = { en: 'the next attempt', ko: '다음 발급 시도' };

export const c15 = checkOfCertificate({
  code: 'C15',
  title: { en: 'cert-manager waits before it tries again', ko: 'cert-manager가 다음 시도까지 기다리는 중입니다' },
  means: {
    en: 'After each failure it waits one hour, then two, four, and up to 32. Removing the cause does not end the wait; until then nothing happens.',
    ko: '발급이 실패할 때마다 1시간, 2시간, 4시간, 최대 32시간까지 기다립니다. 원인을 없애도 대기 시간은 줄지 않고, 그때까지는 아무 일도 일어나지 않습니다.',
  },
  remedy: {
    en: 'Remove the cause first, then start an attempt: `cmctl renew`, or the condition that it sets (the command shown), or a change of dnsNames.',
    ko: '원인을 먼저 없앤 다음 발급을 시작하세요. `cmctl renew`나 함께 표시된 명령을 실행하거나(둘 다 같은 컨디션을 설정합니다) dnsNames를 바꾸면 시작됩니다.',
  },
  consequenceOf: ISSUANCE_CAUSES.filter((code) => code !== 'C15'),
  source: 'measured; cert-manager, pkg/controller/certificates/trigger',
  find(view, certificate) {
    const next = nextAttempt(certificate);
    if (next === undefined || next <= view.now || issuingSince(certificate) !== undefined) return undefined;
    const { failedIssuanceAttempts: attempts = 1 } = certificate.status ?? {};
    const { namespace = '', name } = certificate.metadata;
    const issuing = conditionOf(certificate, 'Issuing');
    const failure = failureOf(view, certificate);
    const said = failure?.text || (issuing?.status === 'False' ? issuing.message : undefined);
    const words = said ? `; ${quote(said, 300)}` : '';
    const wait = next - view.now;
    const [at, left] = [timeText(next), durationText(wait)];
    const isChanged = failure !== undefined && isOutdated(failure, issuerOf(view, certificate));
    const [en, ko] = isChanged
      ? ['; the issuer was changed after that', '; 그 뒤에 발급자가 변경되었습니다']
      : ['', ''];
    // A valid certificate may stay in use until the next attempt.
    const isReady = conditionOf(certificate, 'Ready')?.status === 'True';
    const isInUse = isReady && (validityOf(view, certificate)?.left ?? 0) > wait;
    return {
      level: isInUse ? 'warning' : 'error',
      ...onItsWay(wait < SOON ? { by: ATTEMPT, until: next } : undefined),
      field: 'status.lastFailureTime',
      seen: {
        en: `failed ${attempts === 1 ? 'once' : `${attempts} times`}; next attempt at ${at}, in ${left.en}${words}${en}`,
        ko: `${attempts}번 실패했습니다. 다음 시도: ${at}(${left.ko} 뒤)${words}${ko}`,
      },
      next: [`cmctl renew -n ${namespace} ${name}`, renewByHand(view, certificate)],
    };
  },
});

/** A kubectl command that does the same as `cmctl renew`. */
function renewByHand(view: View, { metadata, status }: Certificate): string {
  const at = (status?.conditions ?? []).findIndex(({ type }) => type === 'Issuing');
  const value = {
    ...{ type: 'Issuing', status: 'True', reason: 'ManuallyTriggered', message: 'asked for by hand' },
    ...{ lastTransitionTime: new Date(view.now).toISOString().replace(/\.\d+Z$/, 'Z') },
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
  };
  const patch =
    at < 0
      ? [{ op: 'add', path: '/status/conditions/-', value }]
      : [
          { op: 'test', path: `/status/conditions/${at}/type`, value: 'Issuing' },
          { op: 'replace', path: `/status/conditions/${at}`, value },
        ];
  return `kubectl -n ${metadata.namespace ?? ''} patch certificate ${metadata.name} --subresource=status --type=json -p '${JSON.stringify(patch)}'`;
}
