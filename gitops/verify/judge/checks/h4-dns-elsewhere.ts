import { answersTo, addressesIn, isKey, pendingHttp01, type Failure } from '../../model/issuance/challenges.ts';
import { behavesAs, cdnAt, gatewayIps, isPrivate, plainAnswer, resolutionOf } from '../../model/trace/dns.ts';
import { hostsOf } from '../../model/trace/hosts.ts';
import { touchedByName } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import { host } from '../../model/reference.ts';
import { isOfHttp01, saidByCa } from './said-by-ca.ts';
import type { View } from '../../see/view.ts';

const NO_SUCH_NAME = ['ENOTFOUND', 'ENODATA', 'NOTFOUND', 'NODATA'];

export const h4 = check({
  code: 'H4',
  title: { en: 'DNS does not lead to the gateway', ko: 'DNS가 게이트웨이를 가리키지 않습니다' },
  means: {
    en: 'Neither visitors nor the CA reach the gateway under this name, so nothing is issued and nothing is served.',
    ko: '이 이름으로는 사용자도 CA도 게이트웨이에 도달하지 못합니다. 인증서 발급도 서비스도 되지 않습니다.',
  },
  remedy: {
    en: 'Set the record to the address of the gateway. A name that was looked up before it existed may stay missing for as long as its zone says (negative caching).',
    ko: 'DNS 레코드를 게이트웨이의 주소로 설정하세요. 레코드를 만들기 전에 조회한 이름은 존(zone)에 설정된 네거티브 캐싱 시간 동안 계속 없는 것으로 나올 수 있습니다.',
  },
  mayPass: true,
  source: 'measured; https://cert-manager.io/docs/troubleshooting/acme/',
  *judge(view) {
    for (const name of hostsOf(view)) {
      const resolved = resolutionOf(view, name);
      if (!resolved) continue;
      const { a, aaaa, errors } = resolved;
      const object = host(name);
      const touches = touchedByName(view, name);
      const next = [`dig +short ${name} A ${name} AAAA`];
      const gateways = gatewayIps(view, name);
      if (a.length + aaaa.length === 0) {
        const code = errors.a ?? '';
        const isFailing = code === 'ESERVFAIL';
        if (!isFailing && !(NO_SUCH_NAME.includes(code) && NO_SUCH_NAME.includes(errors.aaaa ?? ''))) continue;
        const at = gateways.length === 0 ? '' : gateways.join(', ');
        yield {
          object,
          touches,
          next,
          seen: isFailing
            ? { en: `its DNS servers fail (${code})`, ko: `DNS 서버가 오류로 응답합니다(${code})` }
            : {
                en: `DNS has no address for it (${code})${at && `; the gateway is at ${at}`}`,
                ko: `DNS에 주소가 없습니다(${code})${at && `. 게이트웨이 주소: ${at}`}`,
              },
        };
        continue;
      }
      const astray = a.filter((address) => isAstray(view, name, address, gateways));
      if (astray.length > 0)
        yield {
          object,
          touches,
          next,
          seen: {
            en: `DNS says ${astray.join(', ')}${astray.length < a.length ? ` among ${a.length} addresses` : ''}; the gateway is at ${gateways.join(', ')}`,
            ko: `DNS가 가리키는 주소: ${astray.join(', ')}${astray.length < a.length ? `(주소 ${a.length}개 중)` : ''}, 게이트웨이 주소: ${gateways.join(', ')}`,
          },
        };
    }
    yield* saidByCa(view, (failure) =>
      isLedAstray(view, failure)
        ? { en: 'for the CA the name led elsewhere', ko: 'CA가 조회했을 때는 이름이 다른 곳을 가리켰습니다' }
        : undefined,
    );
  },
});

/** Whether an address in DNS is not the gateway's, and does not lead to it in another way either. */
function isAstray(view: View, name: string, address: string, gateways: readonly string[]): boolean {
  if (gateways.length === 0 || gateways.includes(address) || cdnAt(view, name, address) !== undefined) return false;
  const probes = pendingHttp01(view)
    .filter(({ challenge }) => challenge.spec.dnsName === name)
    .flatMap(({ challenge }) => answersTo(view, challenge));
  if (probes.some((probe) => probe.address === address && isKey(probe.answer))) return false;
  const behaviours = gateways.map((gateway) => behavesAs(view, name, address, gateway));
  if (behaviours.includes(true)) return false;
  if (behaviours.includes(false)) return true;
  // The gateway cannot be reached from here for a comparison; behind a router its own address is a private one.
  const answer = plainAnswer(view, name, address);
  return !gateways.every(isPrivate) && (answer === undefined || !('status' in answer));
}

/** Whether the CA says that it was led elsewhere, even if DNS is right by now, or from here. */
function isLedAstray(view: View, failure: Failure): boolean {
  const { name, text } = failure;
  if (view.scope.address !== undefined || !isOfHttp01(failure, 'connection', 'unauthorized', 'dns')) return false;
  const gateways = name === undefined ? [] : gatewayIps(view, name);
  const addresses = addressesIn(text).filter((address) => !address.includes(':'));
  const isElsewhere = gateways.length > 0 && addresses.length > 0 && !addresses.some((each) => gateways.includes(each));
  return failure.error.type === 'dns' || (isElsewhere && !addresses.some((each) => isKnownAsOurs(view, name, each)));
}

/** Whether an address that is not the gateway's leads to it all the same. */
function isKnownAsOurs(view: View, name: string | undefined, address: string): boolean {
  return (
    name !== undefined && gatewayIps(view, name).some((gateway) => behavesAs(view, name, address, gateway) === true)
  );
}
