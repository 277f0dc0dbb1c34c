import { answersTo, isKey, isStarting, pendingHttp01, wordsOfAnswer } from '../../model/issuance/challenges.ts';
import { cdnAt, gatewayIps, plainAnswer, resolutionOf } from '../../model/trace/dns.ts';
import { http01Validations, touchedDown } from '../../model/issuance/solvers.ts';
import { check } from '../check.ts';
import type { Observation } from '../../model/finding.ts';
import { host, referenceTo } from '../../model/reference.ts';
import type { View } from '../../see/view.ts';

export const h12 = check({
  code: 'H12',
  title: { en: 'a CDN in front answers the challenge itself', ko: '앞단의 CDN이 챌린지에 대신 응답합니다' },
  means: {
    en: 'The CA reaches the CDN, with its redirect or its own page, and not the gateway.',
    ko: 'CA의 요청이 게이트웨이까지 오지 않고 CDN의 리다이렉트나 자체 페이지에서 끝납니다.',
  },
  remedy: {
    en: 'Let the CDN pass `/.well-known/acme-challenge/` on unchanged on port 80, or validate by DNS-01.',
    ko: 'CDN이 80번 포트의 `/.well-known/acme-challenge/` 요청을 그대로 통과시키게 하거나, DNS-01로 검증하세요.',
  },
  source: 'measured; https://letsencrypt.org/docs/challenge-types/',
  *judge(view) {
    const open = pendingHttp01(view);
    for (const { certificate, challenge } of open) {
      if (isStarting(view, challenge)) continue;
      const { dnsName } = challenge.spec;
      const probes = answersTo(view, challenge);
      for (const { address, server } of cdnsOf(view, dnsName, probes)) {
        const probe = probes.find((each) => each.address === address);
        if (!probe || isKey(probe.answer)) continue;
        const words = wordsOfAnswer(probe.answer);
        yield {
          object: referenceTo('Challenge', challenge),
          field: address,
          seen: {
            en: `${dnsName} leads to ${server} at ${address}, which answers the challenge with ${words.en}`,
            ko: `${dnsName}의 DNS가 가리키는 곳은 ${server}(${address})이며, 챌린지에 대한 응답은 ${words.ko}입니다`,
          },
          touches: touchedDown(view, certificate),
        };
      }
    }
    for (const { certificate, name } of http01Validations(view))
      if (!open.some(({ challenge }) => challenge.spec.dnsName === name))
        for (const { address, server } of cdnsOf(view, name)) {
          const answer = plainAnswer(view, name, address);
          if (!answer || !('status' in answer) || answer.location?.startsWith('https:') !== true) continue;
          yield redirected(view, { name, address, server, certificate });
        }
  },
});

function redirected(
  view: View,
  {
    name,
    address,
    server,
    certificate,
  }: {
    readonly name: string;
    readonly address: string;
    readonly server: string;
    readonly certificate: Parameters<typeof touchedDown>[1];
  },
): Observation {
  return {
    object: host(name),
    field: address,
    // Whether the CDN makes an exception of the challenge path shows only while a challenge is open.
    level: 'warning',
    seen: {
      en: `it leads to ${server} at ${address}, which redirects port 80 to https: at the renewal the challenge too, unless it is exempt`,
      ko: `DNS가 가리키는 ${server}(${address})에서 80번 포트를 https로 리다이렉트합니다. 예외로 두지 않으면 갱신할 때 챌린지도 리다이렉트됩니다`,
    },
    touches: touchedDown(view, certificate),
  };
}

/** The addresses of a name at which a CDN answers. */
function cdnsOf(
  view: View,
  name: string,
  probes: ReturnType<typeof answersTo> = [],
): readonly { readonly address: string; readonly server: string }[] {
  const { a = [], aaaa = [] } = resolutionOf(view, name) ?? {};
  const gateways = gatewayIps(view, name);
  const at = (address: string) => probes.flatMap((probe) => (probe.address === address ? [probe.answer] : []));
  return [...a, ...aaaa].flatMap((address) => {
    const server = gateways.includes(address) ? undefined : cdnAt(view, name, address, at(address));
    return server === undefined ? [] : [{ address, server }];
  });
}
