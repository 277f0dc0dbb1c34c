import { normalizeMessage, pendingDns01, presentError, startOf } from '../../model/issuance/challenges.ts';
import { touchedByIssuer } from '../../model/issuance/certificates.ts';
import { needsOf, secretNamespaceOf, type Need } from '../../model/issuance/dns01.ts';
import { neededBy, solversInUse, touchedBySolver, touchedDown } from '../../model/issuance/solvers.ts';
import { onItsWay } from '../../model/moving.ts';
import { ageOf, durationText } from '../../model/time.ts';
import { conditionOf } from '../../see/objects/kubernetes-object.ts';
import { quote } from '../../see/quote.ts';
import { referenceTo } from '../../model/reference.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { check } from '../check.ts';
import { inBoth } from '../in-both.ts';
import { saidByCa } from './said-by-ca.ts';

export const c35 = check({
  code: 'C35',
  title: { en: 'the DNS-01 solver cannot write its record', ko: 'DNS-01 solver가 레코드를 기록할 수 없습니다' },
  means: {
    en: 'Nothing is issued or renewed. As the release of cert-manager has it, a missing Secret makes the issuer not ready, or shows only when there is a challenge; so does a webhook.',
    ko: '발급도 갱신도 되지 않습니다. Secret이 없을 때 발급자가 바로 Ready에서 벗어나는지, 챌린지가 생긴 뒤에야 드러나는지는 cert-manager 릴리스에 따라 다릅니다. 웹훅 문제는 챌린지가 생긴 뒤에야 드러납니다.',
  },
  remedy: {
    en: 'Put the Secret, with the key that the solver names, where cert-manager looks: for an Issuer its own namespace, for a ClusterIssuer the namespace that cert-manager runs in (`--cluster-resource-namespace`). A webhook must be installed, reachable, and give cert-manager the right to use it; the provider must let the account change the zone.',
    ko: 'solver가 지정한 키가 든 Secret을 cert-manager가 찾는 곳에 두세요. Issuer라면 같은 네임스페이스, ClusterIssuer라면 cert-manager가 실행되는 네임스페이스입니다(`--cluster-resource-namespace`). 웹훅이라면 설치되어 응답해야 하고 cert-manager에 사용 권한이 있어야 합니다. DNS 계정에는 존(zone)을 수정할 권한이 있어야 합니다.',
  },
  mayPass: true,
  source: 'https://cert-manager.io/docs/configuration/acme/dns01/; cert-manager, pkg/issuer/acme/dns/dns.go',
  *judge(view) {
    const told = pendingDns01(view).flatMap((link) => {
      const said = presentError(view, link.challenge);
      return said === undefined ? [] : [{ ...link, said: normalizeMessage(said, link.challenge) }];
    });
    const explained = new Set<unknown>();
    for (const used of solversInUse(view))
      for (const need of needsOf(used.solver)) {
        const { kind, namespace, name: own } = used.issuer;
        const ready = conditionOf(view.get(kind, namespace, own) ?? {}, 'Ready');
        const ofIssuer =
          ready?.reason === 'InvalidSolver' ? [{ certificate: undefined, said: ready.message ?? '' }] : [];
        const words = [...told, ...ofIssuer].find(
          ({ certificate, said }) =>
            (!certificate || used.certificates.includes(certificate)) && said.includes(need.words),
        );
        if (words) explained.add(words);
        const place = secretNamespaceOf(view, used.issuer);
        const why = words ? inBoth`${quote(words.said, 300)}` : lacking(view, need, place);
        if (!why) continue;
        const name = need.kind === 'Secret' && place !== undefined ? `${place}/${need.name}` : need.name;
        const seen = inBoth`${need.kind} ${name}: ${why}${neededBy(used.certificates)}`;
        const at = place === undefined ? '-A' : `-n ${place}`;
        // Where no challenge says so, the issuer is not ready, for whatever solver.
        const isOfIssuer = need.kind === 'Secret' && words?.certificate === undefined;
        yield {
          ...{ object: used.issuer, field: `spec.acme.solvers[${used.index}].${need.field}`, seen },
          next: [`kubectl get ${need.kind.toLowerCase()} ${need.name}${need.kind === 'Secret' ? ` ${at}` : ''}`],
          touches: [...touchedBySolver(view, used), ...(isOfIssuer ? touchedByIssuer(view, used.issuer) : [])],
        };
      }
    for (const each of told)
      if (!explained.has(each))
        yield {
          object: referenceTo('Challenge', each.challenge),
          field: 'status.reason',
          seen: {
            en: `it cannot be presented: ${quote(each.said, 300)}`,
            ko: `챌린지를 준비할 수 없습니다: ${quote(each.said, 300)}`,
          },
          touches: touchedDown(view, each.certificate),
        };
  },
});

/** Why a Secret, or a webhook's API, is not there, before any challenge says so. */
function lacking(view: View, { kind, name }: Need, place: string | undefined): Text | undefined {
  if (kind === 'Secret')
    return view.scope.withSecrets && place !== undefined && view.isAbsent(kind, place, name)
      ? { en: 'it does not exist', ko: '존재하지 않습니다' }
      : undefined;
  if (view.isAbsent(kind, undefined, name)) return { en: 'it does not exist', ko: '존재하지 않습니다' };
  const service = view.get(kind, undefined, name);
  const available = service && conditionOf(service, 'Available');
  if (available?.status !== 'False') return undefined;
  const words = quote(`${available.reason ?? ''}: ${available.message ?? ''}`, 200);
  return { en: `it does not answer (${words})`, ko: `응답하지 않습니다(${words})` };
}

export const c36 = check({
  code: 'C36',
  title: { en: 'the record of the DNS-01 challenge is not seen', ko: 'DNS-01 챌린지의 레코드가 조회되지 않습니다' },
  means: {
    en: 'cert-manager has written the TXT record, and asks DNS servers for it until all of them have it; then the CA does the same. It asks for ever, and reports no error.',
    ko: 'cert-manager는 TXT 레코드를 기록한 뒤 모든 DNS 서버에서 조회될 때까지 확인하고, 그다음 CA가 똑같이 확인합니다. 끝없이 반복하며 오류는 알리지 않습니다.',
  },
  remedy: {
    en: 'Ask for the record yourself: `dig TXT _acme-challenge.NAME`. Where it is elsewhere than the CA looks (another account or zone, a CNAME without `cnameStrategy: Follow`), correct the solver; where only the cluster does not see it (split horizon, a firewall on port 53), set `--dns01-recursive-nameservers` of cert-manager.',
    ko: '`dig TXT _acme-challenge.이름`으로 레코드를 직접 조회해 보세요. 레코드가 CA가 찾는 곳과 다른 곳(다른 계정이나 존, `cnameStrategy: Follow` 없는 CNAME)에 있다면 solver를 고치세요. 클러스터에서만 보이지 않는다면(split horizon, 53번 포트의 방화벽) cert-manager의 `--dns01-recursive-nameservers`를 설정하세요.',
  },
  mayPass: true,
  consequenceOf: ['C31', 'C35', 'H6'],
  source: 'https://cert-manager.io/docs/configuration/acme/dns01/#setting-nameservers-for-dns01-self-check',
  *judge(view) {
    for (const { certificate, challenge } of pendingDns01(view)) {
      if (presentError(view, challenge) !== undefined || challenge.status?.processing !== true) continue;
      const words = quote(normalizeMessage(challenge.status.reason ?? '', challenge), 300);
      const since = durationText(ageOf(view, challenge.metadata.creationTimestamp, 0));
      yield {
        object: referenceTo('Challenge', challenge),
        field: 'status.reason',
        ...onItsWay(startOf(view, challenge)),
        seen: { en: `for ${since.en}: ${words}`, ko: `${since.ko}째: ${words}` },
        next: [`dig TXT _acme-challenge.${challenge.spec.dnsName}`],
        touches: touchedDown(view, certificate),
      };
    }
    yield* saidByCa(view, ({ isDns01, error }) =>
      isDns01 && ['connection', 'dns', 'unauthorized'].includes(error.type)
        ? { en: 'the CA says', ko: 'CA의 응답' }
        : undefined,
    );
  },
});
